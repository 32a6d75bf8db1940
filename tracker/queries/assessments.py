"""Rounds and items; see also ``round_plans.py``, ``raters.py``, ``ratings.py`` (forms) and ``results.py``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Subquery, exists, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound
from tracker.domain.roles import Role
from tracker.domain.rounds import RoundState, has_left, is_counted, last_day
from tracker.domain.scores import Scale
from tracker.models import (
    Account,
    AssessmentRound,
    CompetencyItem,
    HandIn,
    ItemVersion,
    Membership,
    MembershipRole,
    Producer,
    Programme,
    RatingPair,
    RoundItem,
    RoundManager,
)
from tracker.queries.scope import in_programme
from tracker.rows.assessments import ItemRow, RoundRow

_ITEM = (
    CompetencyItem.id,
    ItemVersion.id,
    CompetencyItem.number,
    ItemVersion.short_label,
    ItemVersion.text,
    ItemVersion.completeness,
    ItemVersion.number,
    CompetencyItem.version,
)


def list_rounds(viewer: Viewer, today: date | None = None) -> tuple[RoundRow, ...]:
    """The programme's rounds in their order; how many have handed in is told to whoever sees the report's means.

    With ``today`` whoever left without handing in is not counted among those who are waited for.
    """
    return _rounds(viewer, today)


def get_round(viewer: Viewer, round_id: int, today: date | None = None) -> RoundRow:
    """One round, as :func:`list_rounds` has it."""
    rows = _rounds(viewer, today, AssessmentRound.id == round_id)
    if not rows:
        raise NotFound
    return rows[0]


def list_items(viewer: Viewer) -> tuple[ItemRow, ...]:
    """The competency items in the wording that stands now."""
    return _current_items(viewer)


def get_item(viewer: Viewer, item_id: int) -> ItemRow:
    """One competency item in the wording that stands now."""
    rows = _current_items(viewer, CompetencyItem.id == item_id)
    if not rows:
        raise NotFound
    return rows[0]


def list_wordings(viewer: Viewer, item_id: int) -> tuple[ItemRow, ...]:
    """Every wording that an item ever had, the newest first."""
    statement = (
        select(*_ITEM)
        .join(ItemVersion, ItemVersion.item_id == CompetencyItem.id)
        .where(in_programme(viewer, CompetencyItem.programme_id), CompetencyItem.id == item_id)
        .order_by(ItemVersion.number.desc())
    )
    return tuple(ItemRow(*row) for row in db.session.execute(statement))


def items_of_rounds(viewer: Viewer, round_ids: Sequence[int]) -> dict[int, tuple[ItemRow, ...]]:
    """The items as each round asks them, by round; a round that has not opened has none yet."""
    found: dict[int, list[ItemRow]] = {round_id: [] for round_id in round_ids}
    newest = _newest_wordings()
    for round_id, number, *item in db.session.execute(
        select(RoundItem.round_id, newest.c.number, *_ITEM)
        .join(ItemVersion, ItemVersion.id == RoundItem.item_version_id)
        .join(CompetencyItem, CompetencyItem.id == ItemVersion.item_id)
        .join(newest, newest.c.item_id == CompetencyItem.id)
        .where(RoundItem.round_id.in_(round_ids), in_programme(viewer, CompetencyItem.programme_id))
        .order_by(CompetencyItem.number)
    ):
        row = ItemRow(*item)
        found[round_id].append(row if row.version_number == number else replace(row, is_current=False))
    return {round_id: tuple(items) for round_id, items in found.items()}


def items_of_round(viewer: Viewer, row: RoundRow) -> tuple[ItemRow, ...]:
    """The wording fixed at the opening, or the one that stands now where the round has not opened."""
    return list_items(viewer) if row.is_planned else items_of_rounds(viewer, [row.round_id])[row.round_id]


def on_roster(viewer: Viewer, day: date) -> tuple[ColumnElement[bool], ...]:
    """The programme's supporters who are on the roster on ``day``."""
    return (
        in_programme(viewer, Producer.programme_id),
        Producer.deleted_at.is_(None),
        or_(Producer.starts_on.is_(None), Producer.starts_on <= day),
        or_(Producer.ends_on.is_(None), Producer.ends_on >= day),
    )


def _rounds(viewer: Viewer, today: date | None, *clauses: ColumnElement[bool]) -> tuple[RoundRow, ...]:
    rounds = db.session.scalars(
        select(AssessmentRound)
        .where(in_programme(viewer, AssessmentRound.programme_id), *clauses)
        .order_by(AssessmentRound.number)
    ).all()
    ids = [row.id for row in rounds]
    counts = _counts(viewer, {row.id: row.ended_at for row in rounds}, today) if rounds and viewer.may(Act.REPORT_MEANS) else None
    managers = _managers_of(ids) if rounds else {}
    return tuple(
        RoundRow(
            round_id=row.id,
            number=row.number,
            name=row.name,
            due_on=row.due_on,
            state=row.state,
            scale=Scale(row.scale_minimum, row.scale_maximum),
            minimum_raters=row.minimum_raters,
            opened_at=row.opened_at,
            closed_at=row.closed_at,
            version=row.version,
            raters=counts[0].get(row.id, 0) if counts else None,
            handed_in=counts[1].get(row.id, 0) if counts else None,
            design=row.design,
            singles_visible=row.singles_visible,
            ended_at=row.ended_at,
            managers=managers.get(row.id, ()),
        )
        for row in rounds
    )


def _managers_of(round_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """By round the names of the managers who rate everybody."""
    found: dict[int, tuple[str, ...]] = {}
    for round_id, name in db.session.execute(
        select(RoundManager.round_id, Account.name)
        .join(Account, Account.id == RoundManager.account_id)
        .where(RoundManager.round_id.in_(round_ids))
        .order_by(Account.name, Account.id)
    ):
        found[round_id] = (*found.get(round_id, ()), name)
    return found


def _counts(viewer: Viewer, ended: Mapping[int, datetime | None], today: date | None) -> tuple[dict[int, int], dict[int, int]]:
    """By round how many are asked to rate, and how many of them have handed in: those who rate each other, and managers."""
    raters, handed_in = Counter[int](), Counter[int]()
    for round_id, _person, is_handed_in, is_gone in list_peers(ended, today):
        raters[round_id] += is_counted(handed_in=is_handed_in, has_left=is_gone)
        handed_in[round_id] += is_handed_in
    for round_id, at, is_there in db.session.execute(
        select(RoundManager.round_id, RoundManager.handed_in_at, is_still_manager(viewer, today))
        .join(Account, Account.id == RoundManager.account_id)
        .join(AssessmentRound, AssessmentRound.id == RoundManager.round_id)
        .where(RoundManager.round_id.in_(ended), AssessmentRound.state != RoundState.PLANNED)
    ):
        raters[round_id] += is_counted(handed_in=at is not None, has_left=today is not None and not is_there)
        handed_in[round_id] += at is not None
    return dict(raters), dict(handed_in)


def list_peers(ended: Mapping[int, datetime | None], today: date | None) -> list[tuple[int, int, bool, bool]]:
    """Of rounds with the instant at which each was ended: round, rater, whether they handed in, whether they left before.

    Called with rounds that were found to be the viewer's; who rates as a manager is not among them.
    """
    statement = (
        select(RatingPair.round_id, RatingPair.rater_id, Producer.ends_on, HandIn.handed_in_at)
        .join(Producer, Producer.id == RatingPair.rater_id)
        .outerjoin(HandIn, (HandIn.rater_id == Producer.id) & (HandIn.round_id == RatingPair.round_id))
        .where(RatingPair.round_id.in_(ended), ~is_round_manager(RatingPair.round_id))
        .distinct()
    )
    return [
        (round_id, rater_id, at is not None, has_left(ends_on, last_day(today, ended[round_id])))
        for round_id, rater_id, ends_on, at in db.session.execute(statement)
    ]


def is_still_manager(viewer: Viewer, today: date | None) -> ColumnElement[bool]:
    """Whether the account has the manager's role in the viewer's programme and can sign in."""
    there = exists().where(
        Membership.account_id == Account.id,
        in_programme(viewer, Membership.programme_id),
        MembershipRole.membership_id == Membership.id,
        MembershipRole.role == Role.MANAGER,
        or_(Membership.ends_on.is_(None), Membership.ends_on >= (today or date.min)),
    )
    return there & Account.deactivated_at.is_(None)


def is_round_manager(round_id: Any) -> ColumnElement[bool]:
    """Whether the supporter rates as a manager in the round: then they hand in as one, once."""
    return exists().where(RoundManager.round_id == round_id, RoundManager.account_id == Producer.account_id)


def _newest_wordings() -> Subquery:
    return (
        select(ItemVersion.item_id, func.max(ItemVersion.number).label("number")).group_by(ItemVersion.item_id).subquery("newest")
    )


def _current_items(viewer: Viewer, *clauses: ColumnElement[bool]) -> tuple[ItemRow, ...]:
    newest = _newest_wordings()
    statement = (
        select(*_ITEM)
        .join(newest, newest.c.item_id == CompetencyItem.id)
        .join(ItemVersion, (ItemVersion.item_id == CompetencyItem.id) & (ItemVersion.number == newest.c.number))
        .where(in_programme(viewer, CompetencyItem.programme_id), *clauses)
        .order_by(CompetencyItem.number)
    )
    return tuple(ItemRow(*row) for row in db.session.execute(statement))


def minimum_and_scale(viewer: Viewer) -> tuple[int, Scale]:
    """What a round that opens now is opened under: the programme's minimum of raters and scale."""
    row = db.session.execute(
        select(Programme.minimum_raters, Programme.scale_minimum, Programme.scale_maximum).where(Programme.id == viewer.programme)
    ).one()
    return row[0], Scale(row[1], row[2])
