"""A visit a month and a meeting between: loads what the rules of :mod:`tracker.domain.cadence` and its neighbours count.

All of it is board depth: days, kinds and people, no notes; reasons for whoever reads the company's records. There are as many
statements for one company as for thousands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.between import all_gaps, neighbours
from tracker.domain.cadence import EventStatus, MonthCell, VisitDay, months_of, within
from tracker.domain.calendar import Month, Period, fiscal_year_of, fiscal_year_period
from tracker.domain.counts import MeetingFact, VisitFact
from tracker.domain.errors import NotFound
from tracker.domain.records import RecordState
from tracker.models import (
    Company,
    Enrolment,
    MeetingSection,
    TeamMeeting,
    Visit,
    VisitCase,
)
from tracker.queries.meeting_days import list_meeting_days
from tracker.queries.months import list_excused_months
from tracker.queries.prepared import THESE, asked_of, prepared, run
from tracker.queries.programmes import get_programme
from tracker.queries.scope import board, in_programme
from tracker.queries.settlements import list_settled_gaps
from tracker.queries.years_before import list_years_before
from tracker.rows.cadence import CompanyYearRow
from tracker.rows.programmes import ProgrammeRow


def list_years(
    viewer: Viewer,
    *,
    fiscal_year: int,
    today: date,
    as_of_report: bool = False,
    enrolment_ids: Collection[int] | None = None,
    programme: ProgrammeRow | None = None,
    period: Period | None = None,
) -> tuple[CompanyYearRow, ...]:
    """The fiscal year of every company of the programme, or of those asked for, by number; or a ``period`` in its place.

    A month of which the period has a part stands as the whole of it stands, with the visits of the part.
    With ``as_of_report``, ``today`` is the as-of date of a report: that day is over and later records stand as scheduled.
    ``programme`` is the viewer's, from whoever has read it already.
    """
    programme = programme or get_programme(viewer)
    settings = programme.cadence
    period = period or fiscal_year_period(fiscal_year)
    months = tuple(period.months())
    visits = _visit_days(viewer, enrolment_ids)
    meetings = list_meeting_days(viewer, enrolment_ids)
    before = list_years_before(viewer, programme, enrolment_ids=enrolment_ids)
    excused = defaultdict(list)
    for month in list_excused_months(viewer, today=today, enrolment_ids=enrolment_ids):
        excused[month.enrolment_id].append(month)
    settled = defaultdict(list)
    for gap in list_settled_gaps(viewer, today=today, enrolment_ids=enrolment_ids):
        settled[gap.enrolment_id].append(gap)
    rows = []
    companies = run(_companies(viewer, enrolment_ids is None), asked_of(viewer, enrolment_ids))
    for enrolment_id, company_id, number, name, kana, starts_on, ends_on in companies:
        support = Period(starts_on, ends_on)
        of_company = visits[enrolment_id]
        year_before = before.get(enrolment_id)
        gaps, since_last = all_gaps(of_company, meetings[enrolment_id], settings=settings, as_of=today, before=year_before)
        rows.append(
            CompanyYearRow(
                enrolment_id=enrolment_id,
                company_id=company_id,
                number=number,
                name=name,
                support=support,
                cells=within(
                    period,
                    of_company,
                    months_of(
                        months,
                        visits=of_company,
                        excused_months={month.month for month in excused[enrolment_id]},
                        support=support,
                        settings=settings,
                        today=today,
                        as_of_report=as_of_report,
                    ),
                ),
                gaps=tuple(gap for gap in gaps if gap.to_on in period),
                open_gap=since_last,
                visits=tuple(of_company),
                meetings=tuple(meetings[enrolment_id]),
                year_before=year_before,
                excused=tuple(excused[enrolment_id]),
                settled=tuple(settled[enrolment_id]),
                reading=kana,
            )
        )
    return tuple(rows)


@prepared
def _companies(viewer: Viewer, are_all: bool) -> Select[Any]:
    columns: tuple[Any, ...] = (
        Enrolment.id,
        Company.id,
        Enrolment.number,
        Company.name,
        Company.kana,
        Enrolment.starts_on,
        Enrolment.ends_on,
    )
    statement = (
        select(*columns)
        .join(Company, Company.id == Enrolment.company_id)
        .where(in_programme(viewer, Enrolment.programme_id), board())
        .order_by(Enrolment.number, Enrolment.id)
    )
    return statement if are_all else statement.where(Enrolment.id.in_(THESE))


def list_supports(viewer: Viewer) -> dict[int, Period]:
    """The support period of every company of the programme, by enrolment."""
    statement = select(Enrolment.id, Enrolment.starts_on, Enrolment.ends_on).where(
        in_programme(viewer, Enrolment.programme_id), board()
    )
    return {enrolment_id: Period(starts_on, ends_on) for enrolment_id, starts_on, ends_on in db.session.execute(statement)}


def get_year(viewer: Viewer, enrolment_id: int, *, fiscal_year: int, today: date, as_of_report: bool = False) -> CompanyYearRow:
    """The fiscal year of one company; NotFound where the viewer's programme has no such company."""
    rows = list_years(viewer, fiscal_year=fiscal_year, today=today, as_of_report=as_of_report, enrolment_ids=(enrolment_id,))
    if not rows:
        raise NotFound
    return rows[0]


def get_month_cell(viewer: Viewer, enrolment_id: int, month: Month, *, today: date) -> MonthCell:
    """One month of one company; NotFound where the viewer's programme has no such company."""
    rows = list_years(
        viewer, fiscal_year=fiscal_year_of(month.first), today=today, enrolment_ids=(enrolment_id,), period=month.period
    )
    if not rows:
        raise NotFound
    return rows[0].cells[0]


def list_neighbours(viewer: Viewer, enrolment_ids: Collection[int], *, on: date) -> dict[int, tuple[date | None, date | None]]:
    """Between which visit days of each company a meeting of the day lies; see :func:`tracker.domain.between.neighbours`."""
    programme = get_programme(viewer)
    days = _visit_days(viewer, enrolment_ids)
    before = list_years_before(viewer, programme, enrolment_ids=enrolment_ids)
    return {one: neighbours(days[one], on=on, settings=programme.cadence, year_before=before.get(one)) for one in enrolment_ids}


def list_visit_facts(
    viewer: Viewer, *, enrolment_ids: Collection[int] | None = None, days: Period | None = None, with_cases: bool = True
) -> tuple[VisitFact, ...]:
    """Every living visit (of the days), drafts and scheduled ones too, by day; ``company_id`` is the enrolment."""
    living = _living_visits(viewer, enrolment_ids)
    if days is not None:
        living.append(Visit.visit_on.between(days.starts_on, days.ends_on))
    statement = (
        select(Visit.id, Visit.enrolment_id, Visit.visit_on, Visit.status, Visit.mode, Visit.record_state)
        .where(*living)
        .join(Enrolment, Enrolment.id == Visit.enrolment_id)
        .order_by(Visit.visit_on, Visit.id)
    )
    of_cases = (
        select(VisitCase.visit_id, VisitCase.case_id)
        .join(Visit, Visit.id == VisitCase.visit_id)
        .join(Enrolment, Enrolment.id == Visit.enrolment_id)
        .where(*living)
    )
    together: defaultdict[frozenset[int], dict[int, frozenset[int]]] = defaultdict(dict)
    alone: frozenset[int] = frozenset()
    cases: dict[int, frozenset[int]] = {}
    for visit_id, case_id in db.session.execute(of_cases) if with_cases else ():  # visits of the same cases share one set of them
        before = cases.get(visit_id, alone)
        cases[visit_id] = together[before].setdefault(case_id, before | {case_id})
    return tuple(
        VisitFact(
            visit_id=visit_id,
            company_id=enrolment_id,
            on=on,
            status=status,
            mode=mode,
            case_ids=cases.get(visit_id, alone),
            is_draft=record_state is RecordState.DRAFT,
        )
        for visit_id, enrolment_id, on, status, mode, record_state in db.session.execute(statement)
    )


def list_meeting_facts(
    viewer: Viewer, *, enrolment_ids: Collection[int] | None = None, days: Period | None = None
) -> tuple[MeetingFact, ...]:
    """Every living team meeting of a company (of the days), drafts and scheduled ones too; ``company_ids`` are enrolments.

    With ``enrolment_ids``, the meetings that cover one of them, with no other company than those.
    """
    statement = (
        select(TeamMeeting.id, TeamMeeting.meeting_on, TeamMeeting.status, TeamMeeting.record_state, Enrolment.id)
        .join(MeetingSection, MeetingSection.meeting_id == TeamMeeting.id)
        .join(Enrolment, Enrolment.id == MeetingSection.enrolment_id)
        .where(in_programme(viewer, TeamMeeting.programme_id), board(), TeamMeeting.deleted_at.is_(None))
        .order_by(TeamMeeting.meeting_on, TeamMeeting.id)
    )
    if enrolment_ids is not None:
        statement = statement.where(Enrolment.id.in_(enrolment_ids))
    if days is not None:
        statement = statement.where(TeamMeeting.meeting_on.between(days.starts_on, days.ends_on))
    companies: dict[tuple[int, date, EventStatus, RecordState], set[int]] = {}
    for meeting_id, on, status, record_state, enrolment_id in db.session.execute(statement):
        companies.setdefault((meeting_id, on, status, record_state), set()).add(enrolment_id)
    return tuple(
        MeetingFact(meeting_id, on, status, frozenset(there), record_state is RecordState.DRAFT)
        for (meeting_id, on, status, record_state), there in companies.items()
    )


def _living_visits(viewer: Viewer, enrolment_ids: Any) -> list[ColumnElement[bool]]:
    """The clauses of a statement over ``Visit`` joined with ``Enrolment``."""
    clauses = [in_programme(viewer, Visit.programme_id), board(), Visit.deleted_at.is_(None)]
    return clauses if enrolment_ids is None else [*clauses, Visit.enrolment_id.in_(enrolment_ids)]


def _visit_days(viewer: Viewer, enrolment_ids: Collection[int] | None) -> defaultdict[int, list[VisitDay]]:
    """The visits of each enrolment, by day."""
    found: defaultdict[int, list[VisitDay]] = defaultdict(list)
    rows = run(_visits(viewer, enrolment_ids is None), asked_of(viewer, enrolment_ids))
    for enrolment_id, visit_id, on, status, mode, record_state, start_time in rows:
        found[enrolment_id].append(VisitDay(visit_id, on, status, mode, record_state is RecordState.DRAFT, start_time))
    return found


@prepared
def _visits(viewer: Viewer, are_all: bool) -> Select[Any]:
    columns: tuple[Any, ...] = (
        Visit.enrolment_id,
        Visit.id,
        Visit.visit_on,
        Visit.status,
        Visit.mode,
        Visit.record_state,
        Visit.start_time,
    )
    return (
        select(*columns)
        .join(Enrolment, Enrolment.id == Visit.enrolment_id)
        .where(*_living_visits(viewer, None if are_all else THESE))
        .order_by(Visit.visit_on, Visit.id)
    )
