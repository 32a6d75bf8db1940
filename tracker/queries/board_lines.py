"""All companies of the dashboard counted from their year: a line a company, their sum, their exceptions.

The same lines are what is kept of many companies (``services/board_lines.py``): there is no second way to count them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import func, select

from tracker.database import db
from tracker.domain import counts
from tracker.domain.access import Viewer
from tracker.domain.attention import AttentionKind
from tracker.domain.cadence import EventStatus
from tracker.domain.calendar import Month, Period, fiscal_year_period, month_to_date, same_days_before
from tracker.domain.counts import MeetingFact
from tracker.domain.month_closes import count_months, lacks_of
from tracker.models import Enrolment, MeetingSection
from tracker.queries.exceptions import Loaded, list_exceptions
from tracker.queries.month_closes import bits, bits_closed, bits_to_close
from tracker.queries.outcomes import count_outcomes_of_companies
from tracker.queries.scope import board, in_programme
from tracker.rows.board import LINES_SHOWN, Board, CompanyLine, CompanyPlace, CompanySums, Places, Wanted
from tracker.rows.cadence import CompanyYearRow
from tracker.rows.dashboard import Attention, AttentionRow, Exceptions, KindCount

OVERDUE_SHOWN = 10
UNCOUNTED = AttentionKind.OVERDUE_ACTION  # says nothing about how much a company needs somebody


def count_board(
    viewer: Viewer, loaded: Loaded, lines: Iterable[CompanyLine], *, today: date, places: Places, wanted: Wanted
) -> Board:
    """Everything counted from the years of all companies and from their lines."""
    all_overdue = wanted.kind is AttentionKind.OVERDUE_ACTION
    exceptions = list_exceptions(viewer, loaded, today=today, overdue_limit=None if all_overdue else OVERDUE_SHOWN)
    rows = in_order(exceptions.open, places.mine)
    by_kind: defaultdict[AttentionKind, list[AttentionRow]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row)
    number = {kind: KindCount(len(of_kind), len(of_kind)) for kind, of_kind in by_kind.items()}
    needs = needs_of(exceptions.open)
    in_need = (
        CompanyPlace(year.enrolment_id, year.number, year.reading or year.name, needs[year.enrolment_id]) for year in loaded.years
    )
    first = places.first_of(len(loaded.years))
    return Board(
        sums=sum_of(loaded.programme.fiscal_year, lines),
        places=tuple(places.in_order(in_need)[first : first + places.size]),
        attention=Attention(
            counts=with_overdue(number, exceptions.overdue_count),
            rows=tuple(row for kind, of_kind in by_kind.items() for row in shown_of(kind, of_kind, wanted)),
            snoozed=exceptions.snoozed,
        ),
        overdue_count=all_overdue_of(exceptions),
    )


def all_overdue_of(exceptions: Exceptions) -> int:
    """The overdue next actions with those that were put aside."""
    apart = (one for one in exceptions.snoozed if one.snooze.kind is AttentionKind.OVERDUE_ACTION)
    return exceptions.overdue_count + sum(1 for _one in apart)


def in_order(rows: Iterable[AttentionRow], mine: Collection[int]) -> list[AttentionRow]:
    """Of the viewer's own companies first."""
    return sorted(rows, key=lambda row: row.enrolment_id not in mine)


def needs_of(rows: Iterable[AttentionRow]) -> Counter[int]:
    """By company how many things need somebody there."""
    return Counter(row.enrolment_id for row in rows if row.kind is not UNCOUNTED)


def with_overdue(number: Mapping[AttentionKind, KindCount], overdue: int) -> dict[AttentionKind, KindCount]:
    """The counts of all kinds; of the overdue next actions not all are listed."""
    listed = number.get(AttentionKind.OVERDUE_ACTION)
    return {**number, AttentionKind.OVERDUE_ACTION: KindCount(overdue, listed.lines)} if listed else dict(number)


def shown_of(kind: AttentionKind, rows: Sequence[AttentionRow], wanted: Wanted) -> Sequence[AttentionRow]:
    """Those that are to be seen."""
    first = first_line(len(rows), wanted, kind)
    return rows[first : first + wanted.lines_of(kind)]


def first_line(number: int, wanted: Wanted, kind: AttentionKind) -> int:
    """With which line a kind begins; of the wanted one the page's first, beyond the end that of the last page."""
    page = wanted.page if wanted.kind is kind else 1
    return min(page - 1, max(number - 1, 0) // LINES_SHOWN) * LINES_SHOWN


def outcomes_of(
    viewer: Viewer, loaded: Loaded, *, today: date, enrolment_ids: Collection[int] | None = None
) -> dict[int, tuple[int, ...]]:
    """By company (of all, or of those asked for) the outcomes of the running month, of the same days before, of the year."""
    year = fiscal_year_period(loaded.programme.fiscal_year).common_with(Period(date.min, today))
    spans = (month_to_date(today), same_days_before(today), *([year] if year else ()))  # before the year begins there are none
    return count_outcomes_of_companies(viewer, spans, enrolment_ids)


def lines_of(
    loaded: Loaded, *, today: date, counted_at: Mapping[int, int], outcomes: Mapping[int, tuple[int, ...]]
) -> Iterator[CompanyLine]:
    """Each company's part of the numbers; ``counted_at``: by meeting of several companies the one at which it is counted."""
    settings, year_days = loaded.programme.cadence, fiscal_year_period(loaded.programme.fiscal_year)
    spans = (year_days, month_to_date(today), same_days_before(today))
    for year in loaded.years:
        company, lead = year.enrolment_id, loaded.staffing[year.enrolment_id].team.lead
        counted, of_month, before = (
            counts.counted_visits(year.visit_facts, settings=settings, period=days, as_of=today) for days in spans
        )
        escorts = counts.event_escorts(year.visit_facts, settings=settings, period=year_days, as_of=today)
        meetings = tuple(_meetings_of(year))
        unsettled = year.unsettled_gaps
        here = [meeting for meeting in meetings if counted_at.get(meeting.meeting_id, company) == company]
        first_held, first_of_month, first_before = (counts.held_meetings(here, period=days, as_of=today) for days in spans)
        month_outcomes, before_outcomes, year_outcomes, *_rest = (*outcomes.get(company, ()), 0, 0, 0)
        yield CompanyLine(
            enrolment_id=company,
            lead_id=lead.producer_id if lead else None,
            number=year.number,
            visit_count=counts.visit_count(counted),
            online_count=counts.online_count(counted),
            event_escort_count=counts.visit_count(escorts),
            visits_due=sum(cell.required for cell in year.cells if cell.month <= Month.of(today)),
            meeting_count=counts.meeting_count(counts.held_meetings(meetings, period=year_days, as_of=today)),
            gap_count=len(year.gaps),
            filled_gap_count=sum(gap.is_filled for gap in year.gaps),
            settled_gap_count=len(year.settled_gaps),
            month_visit_count=counts.visit_count(of_month),
            before_visit_count=counts.visit_count(before),
            first_meeting_count=counts.meeting_count(first_held),
            month_meeting_count=counts.meeting_count(first_of_month),
            before_meeting_count=counts.meeting_count(first_before),
            outcome_count=year_outcomes,
            month_outcome_count=month_outcomes,
            before_outcome_count=before_outcomes,
            to_close=bits_to_close(year),
            lacking=bits(bool(lacks_of(cell, unsettled)) for cell in year.cells),
            closed=bits_closed(year, loaded.closed),
        )


def first_companies(years: Iterable[CompanyYearRow]) -> dict[int, int]:
    """By meeting the company at which it is counted, of several the first that was registered; ``years`` are of all companies."""
    found: dict[int, int] = {}
    for year in years:
        for meeting in year.meetings:
            found[meeting.meeting_id] = min(year.enrolment_id, found.get(meeting.meeting_id, year.enrolment_id))
    return found


def list_first_companies(viewer: Viewer, enrolment_ids: Collection[int]) -> dict[int, int]:
    """The same for the meetings of some companies, whichever others they cover."""
    of_companies = select(MeetingSection.meeting_id).where(MeetingSection.enrolment_id.in_(enrolment_ids))
    statement = (
        select(MeetingSection.meeting_id, func.min(Enrolment.id))
        .join(Enrolment, Enrolment.id == MeetingSection.enrolment_id)
        .where(in_programme(viewer, Enrolment.programme_id), board(), MeetingSection.meeting_id.in_(of_companies))
        .group_by(MeetingSection.meeting_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def sum_of(fiscal_year: int, lines: Iterable[CompanyLine]) -> CompanySums:
    lines = tuple(lines)
    return CompanySums(
        company_count=len(lines),
        distinct_companies=sum(line.visit_count > 0 for line in lines),
        visit_count=sum(line.visit_count for line in lines),
        online_count=sum(line.online_count for line in lines),
        event_escort_count=sum(line.event_escort_count for line in lines),
        visits_due=sum(line.visits_due for line in lines),
        company_meeting_count=sum(line.meeting_count for line in lines),
        gap_count=sum(line.gap_count for line in lines),
        filled_gap_count=sum(line.filled_gap_count for line in lines),
        settled_gap_count=sum(line.settled_gap_count for line in lines),
        month_visit_count=sum(line.month_visit_count for line in lines),
        before_visit_count=sum(line.before_visit_count for line in lines),
        meeting_count=sum(line.first_meeting_count for line in lines),
        month_meeting_count=sum(line.month_meeting_count for line in lines),
        before_meeting_count=sum(line.before_meeting_count for line in lines),
        outcome_count=sum(line.outcome_count for line in lines),
        month_outcome_count=sum(line.month_outcome_count for line in lines),
        before_outcome_count=sum(line.before_outcome_count for line in lines),
        months=count_months(fiscal_year, ((line.to_close, line.closed) for line in lines)),
    )


def _meetings_of(year: CompanyYearRow) -> Iterator[MeetingFact]:
    for meeting in year.meetings:
        yield MeetingFact(meeting.meeting_id, meeting.on, EventStatus.HELD, frozenset({year.enrolment_id}))
