"""月次締め as it is worked through: of each company what is missing, what it comes to, and whether it is closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.cadence import MonthCell
from tracker.domain.calendar import Month, months_of_fiscal_year
from tracker.domain.errors import NotFound
from tracker.domain.month_closes import (
    MonthFacts,
    MonthProgress,
    begun,
    count_months,
    is_over,
    is_to_close,
    lacks_of,
    missing_gaps_of,
)
from tracker.models import Enrolment
from tracker.queries.cadence import list_years
from tracker.queries.closed_months import CompanyMonth, list_closed_keys, list_closed_months
from tracker.queries.drafts import list_writers
from tracker.queries.programmes import get_programme
from tracker.queries.scope import board, company_record, in_programme
from tracker.queries.stale_drafts import list_drafts
from tracker.queries.teams import staffing_of
from tracker.rows.cadence import CompanyYearRow
from tracker.rows.dashboard import DraftRow
from tracker.rows.month_closes import AwaitingRow, ClosingRow, CompanyClosingRow


def list_closing_months(viewer: Viewer, *, today: date) -> tuple[MonthProgress, ...]:
    """The months of the fiscal year that have begun, the newest first: how many companies there are to close, how many are."""
    viewer.require(Act.BOARD)
    programme = get_programme(viewer)
    years = list_years(viewer, fiscal_year=programme.fiscal_year, today=today, programme=programme)
    closed = list_closed_keys(viewer)
    return begun(count_months_of(programme.fiscal_year, years, closed), today=today)


def get_closing(viewer: Viewer, month: Month, *, today: date, enrolment_ids: Collection[int] | None = None) -> ClosingRow:
    """The month of the companies (of all, or of those asked for); NotFound outside the fiscal year, or still to come."""
    viewer.require(Act.BOARD)
    programme = get_programme(viewer)
    if month not in months_of_fiscal_year(programme.fiscal_year) or month.first > today:
        raise NotFound
    years = list_years(viewer, fiscal_year=programme.fiscal_year, today=today, programme=programme, enrolment_ids=enrolment_ids)
    closes = list_closed_months(viewer, today=today, months=[month], enrolment_ids=enrolment_ids)
    staffing = {row.enrolment_id: row for row in staffing_of(viewer, today=today, enrolment_ids=enrolment_ids)}
    may_log = set(_loggable(viewer, today, enrolment_ids))
    drafts: defaultdict[int, list[DraftRow]] = defaultdict(list)
    for draft in list_drafts(viewer, today):
        drafts[draft.enrolment_id].append(draft)
    writers = list_writers(viewer, {one for year in years if (cell := year.cell(month)) for one in cell.awaiting_ids})
    rows = []
    for year in years:
        cell = year.cell(month)
        if cell is None or not (is_to_close(cell) or (year.enrolment_id, month) in closes):
            continue
        lead = staffing[year.enrolment_id].team.lead
        rows.append(
            CompanyClosingRow(
                enrolment_id=year.enrolment_id,
                company_name=year.name,
                lead_name=lead.name if lead else "",
                may_log=year.enrolment_id in may_log,
                cell=cell,
                lacks=lacks_of(cell, year.unsettled_gaps),
                settled=tuple(gap for gap in year.settled_gaps if Month.of(gap.to_on) == month),
                facts=facts_of(year, month),
                close=closes.get((year.enrolment_id, month)),
                awaiting=_awaiting(year, cell, drafts[year.enrolment_id], writers),
                meeting_drafts=tuple(draft for draft in drafts[year.enrolment_id] if draft.meeting_id is not None),
            )
        )
    rows.sort(key=lambda row: (row.close is not None, not row.lacks))
    return ClosingRow(month, is_over(month, today), tuple(rows))


def _awaiting(
    year: CompanyYearRow, cell: MonthCell, drafts: Iterable[DraftRow], writers: Mapping[int, str]
) -> tuple[AwaitingRow, ...]:
    written_by = {draft.visit_id: draft.written_by for draft in drafts}
    return tuple(
        AwaitingRow(visit.visit_id, visit.on, visit.is_draft, written_by.get(visit.visit_id) or writers.get(visit.visit_id, ""))
        for visit in sorted(year.visits, key=lambda one: one.on)
        if visit.visit_id in cell.awaiting_ids
    )


def get_company_closing(viewer: Viewer, enrolment_id: int, month: Month, *, today: date) -> CompanyClosingRow:
    """One company's month; NotFound where there is nothing to close."""
    rows = get_closing(viewer, month, today=today, enrolment_ids=[enrolment_id]).companies
    if not rows:
        raise NotFound
    return rows[0]


def facts_of(year: CompanyYearRow, month: Month) -> MonthFacts:
    """What a company's month comes to: its state, its visits, the meetings that cover it, the gaps without a meeting."""
    cell = year.cell(month)
    assert cell is not None
    meetings = {meeting.meeting_id for meeting in year.meetings if Month.of(meeting.on) == month}
    return MonthFacts(cell.state, cell.held, len(meetings), len(missing_gaps_of(month, year.gaps)))


def count_months_of(
    fiscal_year: int, years: Iterable[CompanyYearRow], closed: Collection[CompanyMonth]
) -> tuple[MonthProgress, ...]:
    return count_months(fiscal_year, ((bits_to_close(year), bits_closed(year, closed)) for year in years))


def bits_to_close(year: CompanyYearRow) -> int:
    """By a bit for each month of a company's year, whether it holds anything to be closed."""
    return bits(is_to_close(cell) for cell in year.cells)


def bits_closed(year: CompanyYearRow, closed: Collection[CompanyMonth]) -> int:
    return bits((year.enrolment_id, cell.month) in closed for cell in year.cells)


def bits(months: Iterable[bool]) -> int:
    return sum(1 << at for at, is_so in enumerate(months) if is_so)


def _loggable(viewer: Viewer, today: date, enrolment_ids: Collection[int] | None) -> Collection[int]:
    statement = select(Enrolment.id).where(
        in_programme(viewer, Enrolment.programme_id), board(), company_record(viewer, today, Act.LOG)
    )
    if enrolment_ids is not None:
        statement = statement.where(Enrolment.id.in_(enrolment_ids))
    return db.session.scalars(statement).all()
