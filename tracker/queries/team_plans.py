"""What a change of a team would make of its assignments, computed by the rule and written by nobody here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from tracker.database import db
from tracker.domain import staffing
from tracker.domain.access import Viewer
from tracker.domain.calendar import Period, day_before
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.staffing import Assigned, Team
from tracker.domain.words import N_
from tracker.models import Assignment, Enrolment, Producer
from tracker.queries.scope import board, in_programme
from tracker.rows.staffing import PersonRow, TeamPeriodRow, TeamRow


@dataclass(frozen=True, slots=True)
class TeamPlan:
    """All assignments of a company before and after a change."""

    before: tuple[Assigned, ...]
    after: tuple[Assigned, ...]


@dataclass(frozen=True, slots=True)
class _OnRoster:
    """A supporter's time on the roster; an open end is None."""

    name: str
    starts_on: date | None
    ends_on: date | None


def plan_team(
    viewer: Viewer, *, enrolment_id: int, lead_id: int | None, sub_lead_ids: Collection[int], from_on: date
) -> TeamPlan:
    """This team from ``from_on`` to the end of support; whoever leaves the roster before then only to their last day."""
    support = _get_support(viewer, enrolment_id)
    before = list_assigned(enrolment_id)
    _check_begun(from_on, support)
    after = staffing.set_team(before, lead_id=lead_id, sub_lead_ids=sub_lead_ids, from_on=from_on, support=support)
    roster = _roster(viewer)
    assert lead_id is not None
    _check_on_roster(roster, lead_id, from_on, "lead_id")
    for producer_id in sub_lead_ids:
        _check_on_roster(roster, producer_id, from_on, "sub_lead_ids")
    return TeamPlan(before, _without_departed(after, roster))


def plan_hand_over(viewer: Viewer, *, enrolment_id: int, to_producer_id: int, from_on: date, keep_as_sub: bool) -> TeamPlan:
    """A new lead from ``from_on``; the old one until the day before, and then, where kept, a sub-lead."""
    support = _get_support(viewer, enrolment_id)
    before = list_assigned(enrolment_id)
    _check_begun(from_on, support)
    roster = _roster(viewer)
    _check_on_roster(roster, to_producer_id, from_on, "to_producer_id")
    after = staffing.hand_over_lead(
        before, to_producer_id=to_producer_id, from_on=from_on, keep_as_sub=keep_as_sub, support=support
    )
    return TeamPlan(before, _without_departed(after, roster))


def preview_hand_over(
    viewer: Viewer, *, enrolment_id: int, to_producer_id: int, from_on: date, keep_as_sub: bool
) -> tuple[TeamPeriodRow, ...]:
    """The team until the day before the change, and every team from then on; RuleBroken where the change would be refused."""
    plan = plan_hand_over(
        viewer, enrolment_id=enrolment_id, to_producer_id=to_producer_id, from_on=from_on, keep_as_sub=keep_as_sub
    )
    support = _get_support(viewer, enrolment_id)
    periods = [Period(support.starts_on, day_before(from_on))] if from_on > support.starts_on else []
    periods += _unchanging(plan.after, Period(from_on, support.ends_on))
    names = _names({row.producer_id for row in plan.after})
    # Of the days before the change only the last matters here: who hands over to whom.
    return tuple(
        TeamPeriodRow(period, _named(staffing.team_on(plan.after, _telling_day(period, from_on)), names)) for period in periods
    )


def plan_departure(*, enrolment_id: int, producer_id: int, last_on: date) -> TeamPlan:
    """Somebody leaves the roster after ``last_on``, whatever place that empties."""
    before = list_assigned(enrolment_id)
    return TeamPlan(before, staffing.end_departed(before, producer_id=producer_id, last_on=last_on))


def list_assigned(enrolment_id: int) -> tuple[Assigned, ...]:
    """The assignments of a company as the rule reads them; the caller has asked who may see them."""
    rows = db.session.execute(
        select(Assignment.producer_id, Assignment.role, Assignment.starts_on, Assignment.ends_on, Assignment.id).where(
            Assignment.enrolment_id == enrolment_id
        )
    )
    return staffing.in_order(
        Assigned(producer_id, role, Period(starts_on, ends_on), assignment_id)
        for producer_id, role, starts_on, ends_on, assignment_id in rows
    )


def _unchanging(assigned: Iterable[Assigned], window: Period) -> list[Period]:
    """``window`` cut wherever somebody begins or ends."""
    begins = {row.period.starts_on for row in assigned}
    begins |= {row.period.ends_on + timedelta(days=1) for row in assigned if row.period.ends_on is not None}
    days = [window.starts_on, *sorted(day for day in begins if day in window and day != window.starts_on)]
    ends = [*(day_before(day) for day in days[1:]), window.ends_on]
    return [Period(starts_on, ends_on) for starts_on, ends_on in zip(days, ends, strict=True)]


def _telling_day(period: Period, from_on: date) -> date:
    return period.starts_on if period.starts_on >= from_on else day_before(from_on)


def _names(producer_ids: Collection[int]) -> dict[int, str]:
    rows = db.session.execute(select(Producer.id, Producer.name).where(Producer.id.in_(producer_ids)))
    return {row.id: row.name for row in rows}


def _named(team: Team, names: Mapping[int, str]) -> TeamRow:
    lead = PersonRow(team.lead, names[team.lead]) if team.lead is not None else None
    return TeamRow(lead, tuple(PersonRow(producer_id, names[producer_id]) for producer_id in team.sub_leads))


def _get_support(viewer: Viewer, enrolment_id: int) -> Period:
    row = db.session.execute(
        select(Enrolment.starts_on, Enrolment.ends_on).where(
            Enrolment.id == enrolment_id, in_programme(viewer, Enrolment.programme_id), board()
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return Period(row.starts_on, row.ends_on)


def _roster(viewer: Viewer) -> dict[int, _OnRoster]:
    rows = db.session.execute(
        select(Producer.id, Producer.name, Producer.starts_on, Producer.ends_on).where(
            in_programme(viewer, Producer.programme_id), Producer.deleted_at.is_(None)
        )
    )
    return {row.id: _OnRoster(row.name, row.starts_on, row.ends_on) for row in rows}


def _check_begun(from_on: date, support: Period) -> None:
    if from_on < support.starts_on:
        raise RuleBroken(
            N_("支援は %(day)s からです。体制を変える日は、この日以後にしてください。"), field="from_on", day=support.starts_on
        )


def _check_on_roster(roster: Mapping[int, _OnRoster], producer_id: int, day: date, field: str) -> None:
    person = roster.get(producer_id)
    if person is None:
        raise RuleBroken(N_("名簿にいない人が選ばれています。一覧から選び直してください。"), field=field)
    if person.starts_on is not None and day < person.starts_on:
        raise RuleBroken(
            N_("%(name)sさんが名簿に入るのは %(day)s からです。その日に名簿にいる人を選ぶか、開始日を変えてください。"),
            field=field,
            name=person.name,
            day=person.starts_on,
        )
    if person.ends_on is not None and day > person.ends_on:
        raise RuleBroken(
            N_("%(name)sさんは %(day)s で名簿を離れます。その日に名簿にいる人を選ぶか、開始日を変えてください。"),
            field=field,
            name=person.name,
            day=person.ends_on,
        )


def _without_departed(after: tuple[Assigned, ...], roster: Mapping[int, _OnRoster]) -> tuple[Assigned, ...]:
    """A departure is a fact: no plan carries anybody beyond their last day on the roster."""
    for producer_id in {row.producer_id for row in after}:
        person = roster.get(producer_id)
        if person is not None and person.ends_on is not None:
            after = staffing.end_departed(after, producer_id=producer_id, last_on=person.ends_on)
    return after
