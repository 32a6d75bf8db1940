"""A round before it opens: who would rate whom today, who reaches the minimum of raters, and the cheapest addition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, Select, bindparam, or_, select, union_all

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import fiscal_year_of, fiscal_year_period
from tracker.domain.errors import NotFound
from tracker.domain.roles import Role
from tracker.domain.rounds import (
    Addition,
    Pair,
    RaterKind,
    RoundDesign,
    Stint,
    cheapest_addition,
    pairs_of_round,
    shared_a_team,
)
from tracker.domain.scores import raters_needed
from tracker.models import (
    Account,
    AssessmentRound,
    Assignment,
    Enrolment,
    ExtraPair,
    Membership,
    MembershipRole,
    Producer,
    RoundManager,
    StandIn,
)
from tracker.queries.assessments import minimum_and_scale, on_roster
from tracker.queries.prepared import ids_of, prepared, run
from tracker.queries.scope import board, in_programme
from tracker.rows.assessments import AdditionRow, ManagerChoiceRow, PlanRow, ReachRow

SPARE = (0, 1)  # what is suggested: just enough, and enough where one does not answer


@dataclass(frozen=True, slots=True)
class Draft:
    """Who would rate whom if the round opened on a day; ``can_rate`` are those with an account."""

    people: Mapping[int, str]
    can_rate: frozenset[int]
    managers: frozenset[int]  # account ids
    as_managers: frozenset[int]  # those of the people who rate as managers
    needed: int
    design: RoundDesign
    together: frozenset[Pair]
    extra: frozenset[Pair]

    @property
    def pairs(self) -> tuple[Pair, ...]:
        return self._pairs(self.design)

    def _pairs(self, design: RoundDesign) -> tuple[Pair, ...]:
        return pairs_of_round(design, self.people, together=self.together, extra=self.extra, managers=self.as_managers)

    def rated_by(self, design: RoundDesign | None = None) -> dict[int, set[int]]:
        """By person the peers who can rate them."""
        found: dict[int, set[int]] = {producer_id: set() for producer_id in self.people}
        for pair in self._pairs(design or self.design):
            if pair.kind is RaterKind.PEER and pair.rater_id in self.can_rate:
                found[pair.ratee_id].add(pair.rater_id)
        return found

    def addition(self, spare: int) -> Addition:
        peers = self.can_rate - self.as_managers
        return cheapest_addition(self.people, self.pairs, can_rate=peers, needed=self.needed, spare=spare)


def draft_round(viewer: Viewer, round_id: int, today: date) -> Draft:
    """A planned round as it would open today."""
    viewer.require(Act.ROUNDS)
    row = db.session.execute(
        select(AssessmentRound.design, AssessmentRound.minimum_raters).where(
            AssessmentRound.id == round_id, in_programme(viewer, AssessmentRound.programme_id)
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    people = db.session.execute(
        select(Producer.id, Producer.name, Producer.account_id).where(*on_roster(viewer, today)).order_by(Producer.id)
    ).all()
    managers = frozenset(db.session.scalars(select(RoundManager.account_id).where(RoundManager.round_id == round_id)))
    extra = db.session.execute(select(ExtraPair.rater_id, ExtraPair.ratee_id).where(ExtraPair.round_id == round_id))
    return Draft(
        people={producer_id: name for producer_id, name, _account in people},
        can_rate=frozenset(producer_id for producer_id, _name, account in people if account is not None),
        managers=managers,
        as_managers=frozenset(producer_id for producer_id, _name, account in people if account in managers),
        needed=raters_needed(max(row.minimum_raters, minimum_and_scale(viewer)[0])),
        design=row.design,
        together=shared_a_team(_stints(viewer, today)) if row.design is RoundDesign.TEAM else frozenset(),
        extra=frozenset(Pair(rater, ratee) for rater, ratee in extra),
    )


def get_plan(viewer: Viewer, round_id: int, today: date) -> PlanRow:
    """Person by person who will reach the minimum, and what the manager may add."""
    draft = draft_round(viewer, round_id, today)
    rated_by, for_all = draft.rated_by(), draft.rated_by(RoundDesign.ALL_RATE_ALL)
    count = sum(map(len, rated_by.values()))
    reach = tuple(
        ReachRow(
            producer_id,
            name,
            producer_id in draft.can_rate,
            len(rated_by[producer_id]),
            draft.needed,
            producer_id in draft.as_managers,
        )
        for producer_id, name in draft.people.items()
    )
    suggestions = [_suggestion(draft, spare) for spare in SPARE] if draft.design is RoundDesign.TEAM else []
    return PlanRow(
        reach=reach,
        ratings=count,
        added=_lines(draft, draft.extra if draft.design is RoundDesign.TEAM else ()),
        suggestions=tuple(row for place, row in enumerate(suggestions) if row.count and row not in suggestions[:place]),
        more_for_all=sum(map(len, for_all.values())) - count,
    )


def _suggestion(draft: Draft, spare: int) -> AdditionRow:
    found = draft.addition(spare)
    return AdditionRow(
        spare, len(found.pairs), _lines(draft, found.pairs), tuple(draft.people[one] for one in found.out_of_reach)
    )


def _lines(draft: Draft, pairs: Iterable[Pair]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """By name of the person rated the names of the raters, in the order of the roster."""
    raters: defaultdict[int, list[int]] = defaultdict(list)
    for pair in sorted(pairs):
        if pair.rater_id in draft.people and pair.ratee_id in draft.people:
            raters[pair.ratee_id].append(pair.rater_id)
    return tuple((draft.people[ratee], tuple(draft.people[one] for one in raters[ratee])) for ratee in sorted(raters))


def list_manager_choices(viewer: Viewer, today: date) -> tuple[ManagerChoiceRow, ...]:
    """Who may rate as a manager: the active members with that role, by name."""
    viewer.require(Act.ROUNDS)
    return tuple(ManagerChoiceRow(*row) for row in run(_managers(viewer), ids_of(viewer) | {"today": today}))


@prepared
def _managers(viewer: Viewer) -> Select[Any]:
    columns: tuple[Any, ...] = (Account.id, Account.name, Producer.id)
    today: Any = bindparam("today", type_=Date)
    return (
        select(*columns)
        .join(Membership, Membership.account_id == Account.id)
        .join(MembershipRole, MembershipRole.membership_id == Membership.id)
        .outerjoin(
            Producer,
            (Producer.account_id == Account.id)
            & (Producer.programme_id == Membership.programme_id)
            & Producer.deleted_at.is_(None),
        )
        .where(
            in_programme(viewer, Membership.programme_id),
            MembershipRole.role == Role.MANAGER,
            Account.deactivated_at.is_(None),
            or_(Membership.ends_on.is_(None), Membership.ends_on >= today),
        )
        .order_by(Account.name, Account.id)
    )


def list_round_managers(viewer: Viewer, round_id: int) -> tuple[int, ...]:
    """The accounts that rate as managers in a round."""
    viewer.require(Act.ROUNDS)
    statement = (
        select(RoundManager.account_id)
        .join(AssessmentRound, AssessmentRound.id == RoundManager.round_id)
        .where(RoundManager.round_id == round_id, in_programme(viewer, AssessmentRound.programme_id))
        .order_by(RoundManager.account_id)
    )
    return tuple(db.session.scalars(statement))


def _stints(viewer: Viewer, today: date) -> list[Stint]:
    """Who was on which company's team when, standing in included, from the start of today's fiscal year until today."""
    since = fiscal_year_period(fiscal_year_of(today)).starts_on
    columns = [
        select(Enrolment.id, team.producer_id, team.starts_on, team.ends_on)
        .join(Enrolment, Enrolment.id == team.enrolment_id)
        .where(
            in_programme(viewer, Enrolment.programme_id),
            board(),
            team.starts_on <= today,
            or_(team.ends_on.is_(None), team.ends_on >= since),
            *clauses,
        )
        for team, clauses in ((Assignment, ()), (StandIn, (StandIn.deleted_at.is_(None),)))
    ]
    return [
        Stint(enrolment_id, producer_id, max(starts_on, since), min(ends_on or today, today))
        for enrolment_id, producer_id, starts_on, ends_on in db.session.execute(union_all(*columns))
    ]
