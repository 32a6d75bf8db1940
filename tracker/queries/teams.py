"""Who is in which team: on a day, over time, with what is missing and how the load lies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.calendar import Period
from tracker.domain.errors import NotFound
from tracker.domain.staffing import Assigned, AssignmentRole, StaffingState, staffing_gaps, staffing_state, team_on
from tracker.domain.team_changes import next_change
from tracker.models import Assignment, Company, Enrolment, Producer
from tracker.queries.prepared import THESE, asked_of, prepared, run
from tracker.queries.scope import board, in_programme
from tracker.rows.staffing import (
    AssignmentRow,
    CandidateRow,
    PersonRow,
    ProducerLoadRow,
    StaffedCompanyRow,
    StaffingRow,
    TeamPeriodRow,
    TeamRow,
)


def list_teams(viewer: Viewer, day: date, enrolment_ids: Collection[int] | None = None) -> dict[int, TeamRow]:
    """The team of every company of the programme (or of these) by enrolment id; nobody in it where there is no team.

    Outside a company's support the nearest day of it counts: the first team of one to come, the last team of one that is over.
    """
    companies, assigned, names = _stored(viewer, enrolment_ids)
    return {
        enrolment_id: _team(assigned[enrolment_id], names, Period(starts_on, ends_on), day)
        for enrolment_id, _number, _name, starts_on, ends_on, _version in companies
    }


def get_team(viewer: Viewer, enrolment_id: int, day: date) -> TeamRow:
    """The team of one company, as :func:`list_teams` has it."""
    return get_staffing(viewer, enrolment_id, today=day).team


def list_assignments(viewer: Viewer, enrolment_id: int) -> tuple[AssignmentRow, ...]:
    """Everybody who was, is or will be in the company's team, by first day, the lead first."""
    found = db.session.scalar(
        select(Enrolment.id).where(Enrolment.id == enrolment_id, in_programme(viewer, Enrolment.programme_id), board())
    )
    if found is None:
        raise NotFound
    rows = db.session.execute(
        select(Assignment.id, Assignment.producer_id, Producer.name, Assignment.role, Assignment.starts_on, Assignment.ends_on)
        .join(Producer, Producer.id == Assignment.producer_id)
        .where(Assignment.enrolment_id == enrolment_id)
        # "lead" sorts before "sub_lead"
        .order_by(Assignment.starts_on, Assignment.role, Assignment.producer_id)
    )
    return tuple(
        AssignmentRow(assignment_id, enrolment_id, PersonRow(producer_id, name), role, Period(starts_on, ends_on))
        for assignment_id, producer_id, name, role, starts_on, ends_on in rows
    )


def staffing_of(
    viewer: Viewer,
    *,
    today: date,
    states: Collection[StaffingState] = frozenset(StaffingState),
    enrolment_ids: Collection[int] | None = None,
) -> tuple[StaffingRow, ...]:
    """How the team of every company, or of those asked for, stands on ``today``, in the order of the roster.

    Only those in one of ``states``.
    """
    return tuple(row for row in _staffing(viewer, today, enrolment_ids) if row.state in states)


def get_staffing(viewer: Viewer, enrolment_id: int, *, today: date) -> StaffingRow:
    """How the team of one company stands on ``today``."""
    rows = _staffing(viewer, today, [enrolment_id])
    if not rows:
        raise NotFound
    return rows[0]


def find_next_team(viewer: Viewer, enrolment_id: int, *, after: date) -> TeamPeriodRow | None:
    """The team that follows the one of a day, from its first day on; None where that one stays."""
    companies, assigned, names = _stored(viewer, [enrolment_id])
    if not companies:
        raise NotFound
    support = Period(companies[0].starts_on, companies[0].ends_on)
    day = next_change(assigned[enrolment_id], support=support, after=after)
    if day is None:
        return None
    return TeamPeriodRow(Period(day, support.ends_on), _team(assigned[enrolment_id], names, support, day))


def load_of_producers(viewer: Viewer, day: date, *, staffed: Iterable[StaffingRow] | None = None) -> tuple[ProducerLoadRow, ...]:
    """The companies under support on ``day`` that each supporter leads or helps to lead: everybody on the roster then.

    ``staffed`` is what :func:`staffing_of` says of every company on that day, where the caller has asked already.
    """
    carried: dict[int, dict[AssignmentRole, list[StaffedCompanyRow]]] = defaultdict(lambda: defaultdict(list))
    for row in staffing_of(viewer, today=day) if staffed is None else staffed:
        if day not in row.support:
            continue
        company = StaffedCompanyRow(row.enrolment_id, row.company_name)
        if row.team.lead:
            carried[row.team.lead.producer_id][AssignmentRole.LEAD].append(company)
        for person in row.team.sub_leads:
            carried[person.producer_id][AssignmentRole.SUB_LEAD].append(company)
    rows = []
    for producer_id, name, starts_on, ends_on in _people(viewer):
        is_on_roster = (starts_on is None or starts_on <= day) and (ends_on is None or day <= ends_on)
        places = carried.get(producer_id, {})
        if is_on_roster or places:
            lead, sub = places.get(AssignmentRole.LEAD, ()), places.get(AssignmentRole.SUB_LEAD, ())
            rows.append(ProducerLoadRow(PersonRow(producer_id, name), is_on_roster, tuple(lead), tuple(sub)))
    return tuple(rows)


def list_candidates(viewer: Viewer, support: Period, *, today: date) -> tuple[CandidateRow, ...]:
    """Everybody who is on the roster on any day of the support, with the load that they carry today."""
    loads = {row.person.producer_id: row for row in load_of_producers(viewer, today)}
    rows = []
    for producer_id, name, starts_on, ends_on in _people(viewer):
        if Period(starts_on or date.min, ends_on).overlaps(support):
            load = loads.get(producer_id)
            leads, sub_leads = (len(load.as_lead), len(load.as_sub_lead)) if load else (0, 0)
            rows.append(CandidateRow(PersonRow(producer_id, name), starts_on, ends_on, leads, sub_leads))
    return tuple(rows)


def _people(viewer: Viewer) -> Sequence[Row[int, str, date | None, date | None]]:
    """The roster in the order that people look names up."""
    statement = (
        select(Producer.id, Producer.name, Producer.starts_on, Producer.ends_on)
        .where(in_programme(viewer, Producer.programme_id), Producer.deleted_at.is_(None))
        .order_by(Producer.kana, Producer.name, Producer.id)
    )
    return db.session.execute(statement).all()


def _stored(
    viewer: Viewer, enrolment_ids: Collection[int] | None
) -> tuple[Sequence[Any], Mapping[int, list[Assigned]], Mapping[int, str]]:
    """The companies, their places by company, and the names of whoever holds one."""
    asked, are_all = asked_of(viewer, enrolment_ids), enrolment_ids is None
    companies = run(_companies(viewer, are_all), asked).all()
    assigned: dict[int, list[Assigned]] = defaultdict(list)
    names: dict[int, str] = {}
    for of, producer_id, name, role, starts_on, ends_on, assignment_id in run(_places(viewer, are_all), asked):
        assigned[of].append(Assigned(producer_id, role, Period(starts_on, ends_on), assignment_id))
        names[producer_id] = name
    return companies, assigned, names


def _team(assigned: Iterable[Assigned], names: Mapping[int, str], support: Period, day: date) -> TeamRow:
    """Outside the support the team of its nearest day."""
    assert support.ends_on is not None
    team = team_on(assigned, min(max(day, support.starts_on), support.ends_on))
    return TeamRow(
        PersonRow(team.lead, names[team.lead]) if team.lead is not None else None,
        tuple(PersonRow(producer_id, names[producer_id]) for producer_id in team.sub_leads),
    )


def _staffing(viewer: Viewer, today: date, enrolment_ids: Collection[int] | None = None) -> tuple[StaffingRow, ...]:
    companies, assigned, names = _stored(viewer, enrolment_ids)
    return tuple(
        _row((found, number, name, Period(starts_on, ends_on), version), assigned[found], names, today)
        for found, number, name, starts_on, ends_on, version in companies
    )


@prepared
def _companies(viewer: Viewer, are_all: bool) -> Select[Any]:
    columns: tuple[Any, ...] = (
        Enrolment.id,
        Enrolment.number,
        Company.name,
        Enrolment.starts_on,
        Enrolment.ends_on,
        Enrolment.version,
    )
    return (
        select(*columns)
        .join(Company, Company.id == Enrolment.company_id)
        .where(*_chosen(viewer, are_all))
        .order_by(Enrolment.number, Enrolment.id)
    )


@prepared
def _places(viewer: Viewer, are_all: bool) -> Select[Any]:
    columns: tuple[Any, ...] = (
        Assignment.enrolment_id,
        Assignment.producer_id,
        Producer.name,
        Assignment.role,
        Assignment.starts_on,
        Assignment.ends_on,
        Assignment.id,
    )
    return (
        select(*columns)
        .join(Enrolment, Enrolment.id == Assignment.enrolment_id)
        .join(Producer, Producer.id == Assignment.producer_id)
        .where(*_chosen(viewer, are_all))
    )


def _chosen(viewer: Viewer, are_all: bool) -> list[ColumnElement[bool]]:
    of_programme = [in_programme(viewer, Enrolment.programme_id), board()]
    return of_programme if are_all else [*of_programme, Enrolment.id.in_(THESE)]


def _row(
    company: tuple[int, int, str, Period, int], assigned: Iterable[Assigned], names: Mapping[int, str], today: date
) -> StaffingRow:
    enrolment_id, number, name, support, version = company
    assert support.ends_on is not None
    assigned = tuple(assigned)
    gaps = staffing_gaps(assigned, support=support, until=support.ends_on)
    return StaffingRow(
        enrolment_id=enrolment_id,
        number=number,
        company_name=name,
        support=support,
        version=version,
        team=_team(assigned, names, support, today),
        state=staffing_state(assigned, support=support, today=today),
        gaps=staffing_gaps(assigned, support=support, until=today),
        ahead=tuple(gap for gap in gaps if gap.period.starts_on > today),
    )
