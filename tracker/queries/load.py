"""Load per supporter and month: companies, visits, meetings, hours; as many statements for ten people as for a thousand."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from sqlalchemy import select

from tracker.database import db
from tracker.domain import counts
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import Month, Period, fiscal_year_period, months_of_fiscal_year
from tracker.domain.errors import NotFound
from tracker.domain.staffing import AssignmentRole
from tracker.models import (
    Assignment,
    Company,
    Enrolment,
    MeetingParticipant,
    Producer,
    TeamMeeting,
    Visit,
    VisitParticipant,
)
from tracker.queries.cadence import list_meeting_facts, list_visit_facts
from tracker.queries.diaries import list_diaries
from tracker.queries.programmes import get_programme
from tracker.queries.scope import board, in_programme
from tracker.rows.load import CarriedCompanyRow, LoadCell, LoadRow

PersonMonth = tuple[int, Month]


def list_load(viewer: Viewer, *, today: date) -> tuple[LoadRow, ...]:
    """The programme's supporters in the order of the roster, with the months of the fiscal year that have begun.

    Visits and meetings are those that the programme counts (rule 1), each for everybody who was there.
    """
    viewer.require(Act.BOARD)
    programme = get_programme(viewer)
    period = fiscal_year_period(programme.fiscal_year)
    facts = list_visit_facts(viewer)
    visits = {
        one.visit_id: one.on for one in counts.counted_visits(facts, settings=programme.cadence, period=period, as_of=today)
    }
    meetings = {one.meeting_id: one.on for one in counts.held_meetings(list_meeting_facts(viewer), period=period, as_of=today)}
    at_visits = _there(VisitParticipant.visit_id, VisitParticipant.producer_id, Visit, viewer, visits)
    at_meetings = _there(MeetingParticipant.meeting_id, MeetingParticipant.producer_id, TeamMeeting, viewer, meetings)
    months = tuple(month for month in months_of_fiscal_year(programme.fiscal_year) if month.first <= today)
    carried = _carried(viewer, months)
    minutes = _minutes(viewer, programme.fiscal_year)
    people = db.session.execute(
        select(Producer.id, Producer.name)
        .where(in_programme(viewer, Producer.programme_id), Producer.deleted_at.is_(None))
        .order_by(Producer.kana, Producer.name, Producer.id)
    )
    return tuple(
        LoadRow(
            producer_id,
            name,
            tuple(
                LoadCell(
                    month,
                    lead=len(carried[producer_id, month, AssignmentRole.LEAD]),
                    sub=len(carried[producer_id, month, AssignmentRole.SUB_LEAD]),
                    visits=at_visits[producer_id, month],
                    meetings=at_meetings[producer_id, month],
                    minutes=None if minutes is None else minutes.get((producer_id, month), 0),
                )
                for month in months
            ),
        )
        for producer_id, name in people
    )


def list_carried(viewer: Viewer, producer_id: int, month: Month) -> tuple[str, tuple[CarriedCompanyRow, ...]]:
    """A supporter's name, and every place that they held on a day of the month; NotFound for nobody of the programme."""
    viewer.require(Act.BOARD)
    name = db.session.scalar(
        select(Producer.name).where(
            Producer.id == producer_id, in_programme(viewer, Producer.programme_id), Producer.deleted_at.is_(None)
        )
    )
    if name is None:
        raise NotFound
    statement = _assignments(viewer).where(Assignment.producer_id == producer_id)
    rows = []
    for _producer_id, enrolment_id, company, role, held in _held(statement):
        days = held.common_with(month.period)
        if days is not None and days.ends_on is not None:
            rows.append(CarriedCompanyRow(enrolment_id, company, role, days.starts_on, days.ends_on))
    return name, tuple(rows)


def _there(record_id: Any, producer_id: Any, model: Any, viewer: Viewer, days: dict[int, date]) -> Counter[PersonMonth]:
    """How often each supporter was at the records that count, by month."""
    found: Counter[PersonMonth] = Counter()
    statement = (
        select(record_id, producer_id)
        .join(model, model.id == record_id)
        .where(in_programme(viewer, model.programme_id), model.deleted_at.is_(None))
    )
    for one, person in db.session.execute(statement):
        if one in days:
            found[person, Month.of(days[one])] += 1
    return found


def _carried(viewer: Viewer, months: tuple[Month, ...]) -> defaultdict[tuple[int, Month, AssignmentRole], set[int]]:
    found: defaultdict[tuple[int, Month, AssignmentRole], set[int]] = defaultdict(set)
    for producer_id, enrolment_id, _company, role, held in _held(_assignments(viewer)):
        for month in months:
            if held.days_in(month):
                found[producer_id, month, role].add(enrolment_id)
    return found


def _assignments(viewer: Viewer) -> Any:
    return (
        select(
            Assignment.producer_id,
            Enrolment.id,
            Company.name,
            Assignment.role,
            Assignment.starts_on,
            Assignment.ends_on,
            Enrolment.starts_on,
            Enrolment.ends_on,
        )
        .join(Enrolment, Enrolment.id == Assignment.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .where(in_programme(viewer, Enrolment.programme_id), board())
        .order_by(Enrolment.number, Enrolment.id, Assignment.starts_on)
    )


def _held(statement: Any) -> Any:
    """Each assignment as far as the company is supported."""
    for producer_id, enrolment_id, company, role, starts_on, ends_on, first, last in db.session.execute(statement):
        held = Period(starts_on, ends_on).common_with(Period(first, last))
        if held is not None:
            yield producer_id, enrolment_id, company, role, held


def _minutes(viewer: Viewer, fiscal_year: int) -> dict[PersonMonth, int] | None:
    """Everybody's hours as the diaries have them; None for whoever does not read them all."""
    if not viewer.sees_all(Act.DIARY):
        return None
    return {(row.producer_id, cell.month): cell.minutes for row in list_diaries(viewer, fiscal_year) for cell in row.cells}
