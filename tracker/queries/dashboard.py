"""The dashboard in one piece, at board depth; as many statements for six companies as for thousands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from sqlalchemy import select

from tracker.database import db
from tracker.domain import counts
from tracker.domain.access import Act, Viewer
from tracker.domain.attention import AttentionKind
from tracker.domain.cadence import EventStatus, VisitMode
from tracker.domain.calendar import Month, Period, fiscal_year_period, month_to_date, same_days_before
from tracker.domain.counts import MeetingFact
from tracker.models import Enrolment
from tracker.queries.actions import count_actions
from tracker.queries.exceptions import list_exceptions, load
from tracker.queries.outcomes import count_outcomes
from tracker.queries.scope import board, company_record, in_programme, on_team
from tracker.rows.actions import ActionFilter
from tracker.rows.cadence import CompanyYearRow
from tracker.rows.dashboard import BoardCompanyRow, BoardTotals, DashboardRow, SpanTotals
from tracker.rows.outcomes import OutcomeFilter

OVERDUE_SHOWN = 10
COMPANIES_SHOWN = 50


def get_dashboard(
    viewer: Viewer, *, today: date, page: int = 1, all_overdue: bool = False, by_name: bool = False
) -> DashboardRow:
    """The fiscal year of the viewer's programme as it stands today; of many companies, ``page`` says which are shown.

    They come in the order of need, the viewer's own first, or ``by_name`` (by its reading, where there is one).
    """
    loaded = load(viewer, today=today)
    programme, years, staffing = loaded.programme, loaded.years, loaded.staffing
    exceptions = list_exceptions(viewer, loaded, today=today, overdue_limit=None if all_overdue else OVERDUE_SHOWN)
    needs = Counter(row.enrolment_id for row in exceptions.open if row.kind is not AttentionKind.OVERDUE_ACTION)
    standing = _standing(viewer, today)
    period = fiscal_year_period(programme.fiscal_year)
    meeting_facts = tuple(_meeting_facts(years))
    meetings = counts.held_meetings(meeting_facts, period=period, as_of=today)
    facts = [fact for year in years for fact in year.visit_facts]
    counted = counts.counted_visits(facts, settings=programme.cadence, period=period, as_of=today)
    visits_of = counts.visit_count_by_company(counted)
    online_of = counts.visit_count_by_company(visit for visit in counted if visit.mode is VisitMode.ONLINE)
    meetings_of = counts.meeting_count_by_company(meetings)
    companies = []
    for year in years:
        is_mine, may_log = standing[year.enrolment_id]
        companies.append(
            BoardCompanyRow(
                year=year,
                staffing=staffing[year.enrolment_id],
                is_mine=is_mine,
                may_log=may_log,
                needs=needs[year.enrolment_id],
                visit_count=visits_of.get(year.enrolment_id, 0),
                online_count=online_of.get(year.enrolment_id, 0),
                meeting_count=meetings_of.get(year.enrolment_id, 0),
            )
        )
    mine = {row.enrolment_id for row in companies if row.is_mine}
    if by_name:
        companies.sort(key=lambda row: (row.year.reading or row.name, row.year.number))
    else:
        companies.sort(key=lambda row: (not row.is_mine, -row.needs, row.year.number))
    first = min(page - 1, max(len(companies) - 1, 0) // COMPANIES_SHOWN) * COMPANIES_SHOWN
    shown = companies[first : first + COMPANIES_SHOWN]
    in_sight = {row.enrolment_id for row in shown}
    cases = [case for case in loaded.cases if case.enrolment_id in in_sight]

    def span(days: Period) -> SpanTotals:
        of_days = counts.counted_visits(facts, settings=programme.cadence, period=days, as_of=today)
        return SpanTotals(
            days=days,
            visit_count=counts.visit_count(of_days),
            meeting_count=counts.meeting_count(counts.held_meetings(meeting_facts, period=days, as_of=today)),
            outcome_count=count_outcomes(viewer, filters=OutcomeFilter(from_on=days.starts_on, to_on=days.ends_on))[0],
            overdue_count=count_actions(
                viewer, today=today, filters=ActionFilter(overdue=True, due_from=days.starts_on, due_to=days.ends_on)
            ),
        )

    gaps = [gap for year in years for gap in year.gaps]
    this_month = Month.of(today)
    return DashboardRow(
        fiscal_year=programme.fiscal_year,
        visits_per_month=programme.cadence.visits_per_month,
        event_counts=programme.cadence.event_counts,
        today=today,
        totals=BoardTotals(
            visit_count=counts.visit_count(counted),
            visits_due=sum(cell.required for year in years for cell in year.cells if cell.month <= this_month),
            online_count=counts.online_count(counted),
            event_escort_count=counts.visit_count(
                counts.event_escorts(facts, settings=programme.cadence, period=period, as_of=today)
            ),
            distinct_companies=counts.distinct_companies(counted),
            company_count=len(years),
            meeting_count=counts.meeting_count(meetings),
            company_meeting_count=sum(meetings_of.values()),
            gap_count=len(gaps),
            filled_gap_count=sum(gap.is_filled for gap in gaps),
            overdue_count=count_actions(viewer, today=today, filters=ActionFilter(overdue=True)),
            outcome_count=count_outcomes(viewer, filters=OutcomeFilter(fiscal_year=programme.fiscal_year, to_on=today))[0],
            month=span(month_to_date(today)),
            before=span(same_days_before(today)),
        ),
        attention=tuple(sorted(exceptions.open, key=lambda row: row.enrolment_id not in mine)),
        exceptions=exceptions,
        companies=tuple(companies),
        shown=tuple(shown),
        cases=tuple(sorted(cases, key=lambda row: row.enrolment_id not in mine)),
        excused=tuple(
            (year.name, month)
            for year in years
            if year.enrolment_id in in_sight
            for month in year.excused
            if month.month.first in period
        ),
    )


def _meeting_facts(years: Iterable[CompanyYearRow]) -> Iterator[MeetingFact]:
    """The held meetings of the companies' years, each once with all its companies."""
    companies: defaultdict[tuple[int, date], set[int]] = defaultdict(set)
    for year in years:
        for meeting in year.meetings:
            companies[meeting.meeting_id, meeting.on].add(year.enrolment_id)
    for (meeting_id, on), covered in companies.items():
        yield MeetingFact(meeting_id, on, EventStatus.HELD, frozenset(covered))


def _standing(viewer: Viewer, today: date) -> dict[int, tuple[bool, bool]]:
    """Of every company: whether the viewer is on its team today, and whether they may log there."""
    statement = select(Enrolment.id, on_team(viewer, Enrolment.id, today), company_record(viewer, today, Act.LOG)).where(
        in_programme(viewer, Enrolment.programme_id), board()
    )
    return {enrolment_id: (bool(mine), bool(logs)) for enrolment_id, mine, logs in db.session.execute(statement)}
