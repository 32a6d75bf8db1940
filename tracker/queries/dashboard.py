"""The dashboard in one piece, at board depth; as many statements for six companies as for thousands.

Of few companies everything is counted from their years. Of many the lines that are kept of each are read (``kept``), and only the
companies of the page are loaded.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from tracker.domain.access import Act, Answer, Viewer
from tracker.domain.calendar import fiscal_year_period, month_to_date, same_days_before
from tracker.queries.actions import count_overdue_of_days
from tracker.queries.board_lines import count_board, first_companies, lines_of, outcomes_of
from tracker.queries.exceptions import Loaded, load
from tracker.queries.kept_board import list_lines, read_board
from tracker.queries.my_companies import list_my_companies
from tracker.queries.other_years import list_readable_years
from tracker.rows.board import Board, Places, Wanted
from tracker.rows.dashboard import BoardCompanyRow, BoardTotals, DashboardRow, SpanTotals

COMPANIES_SHOWN = 50  # all of a small programme
FIRST_LINES = Wanted()


def get_dashboard(
    viewer: Viewer,
    *,
    today: date,
    page: int = 1,
    size: int = COMPANIES_SHOWN,
    wanted: Wanted = FIRST_LINES,
    by_name: bool = False,
    kept: bool = False,
) -> DashboardRow:
    """The fiscal year of the viewer's programme as it stands today; of many companies, ``page`` says which ``size`` are shown.

    They come in the order of need, the viewer's own first, or ``by_name`` (by its reading, where there is one). ``kept``: whether
    the kept lines of the programme were brought up to today, so that they can stand for counting.
    """
    places = Places(page, size, list_my_companies(viewer, today), by_name)
    if kept:
        found = read_board(viewer, today=today, places=places, wanted=wanted)
        in_sight = [place.enrolment_id for place in found.places]
        loaded = load(viewer, today=today, enrolment_ids=in_sight, with_closes=False)
        lines = list_lines(viewer, in_sight)
    else:
        loaded = load(viewer, today=today)
        shared, outcomes = first_companies(loaded.years), outcomes_of(viewer, loaded, today=today)
        lines = {line.enrolment_id: line for line in lines_of(loaded, today=today, counted_at=shared, outcomes=outcomes)}
        found = count_board(viewer, loaded, lines.values(), today=today, places=places, wanted=wanted)
        in_sight = [place.enrolment_id for place in found.places]
    years = {year.enrolment_id: year for year in loaded.years}
    loggable = _loggable(viewer, places.mine, {*in_sight, *(row.enrolment_id for row in found.attention.rows)})
    cases = [case for case in loaded.cases if case.enrolment_id in in_sight]
    period = fiscal_year_period(loaded.programme.fiscal_year)
    return DashboardRow(
        fiscal_year=loaded.programme.fiscal_year,
        visits_per_month=loaded.programme.cadence.visits_per_month,
        outcome_target=loaded.programme.outcome_target,
        event_counts=loaded.programme.cadence.event_counts,
        today=today,
        totals=_totals(viewer, found, today),
        attention=found.attention,
        own_first=bool(places.mine) and not by_name,
        shown=tuple(
            BoardCompanyRow(
                year=years[place.enrolment_id],
                staffing=loaded.staffing[place.enrolment_id],
                is_mine=place.enrolment_id in places.mine,
                may_log=place.enrolment_id in loggable,
                needs=place.needs,
                visit_count=lines[place.enrolment_id].visit_count,
                online_count=lines[place.enrolment_id].online_count,
                meeting_count=lines[place.enrolment_id].meeting_count,
            )
            for place in found.places
        ),
        loggable=loggable,
        cases=tuple(sorted(cases, key=lambda row: row.enrolment_id not in places.mine)),
        excused=tuple(
            (year.name, month)
            for year in loaded.years
            if year.enrolment_id in in_sight
            for month in year.excused
            if month.month.first in period
        ),
        earlier=_find_earlier(viewer, loaded, in_sight, today),
    )


def _find_earlier(viewer: Viewer, loaded: Loaded, in_sight: Collection[int], today: date) -> str | None:
    before = loaded.programme.predecessor
    shown = (year.year_before for year in loaded.years if year.enrolment_id in in_sight)
    if before is None or not any(one.meetings for one in shown if one is not None):
        return None
    return list_readable_years(viewer, [before.programme_id], today=today).get(before.programme_id)


def _totals(viewer: Viewer, found: Board, today: date) -> BoardTotals:
    sums = found.sums
    month, before = month_to_date(today), same_days_before(today)
    overdue = count_overdue_of_days(viewer, (month, before), today=today)
    return BoardTotals(
        visit_count=sums.visit_count,
        visits_due=sums.visits_due,
        online_count=sums.online_count,
        event_escort_count=sums.event_escort_count,
        distinct_companies=sums.distinct_companies,
        company_count=sums.company_count,
        meeting_count=sums.meeting_count,
        company_meeting_count=sums.company_meeting_count,
        gap_count=sums.gap_count,
        filled_gap_count=sums.filled_gap_count,
        settled_gap_count=sums.settled_gap_count,
        overdue_count=found.overdue_count,
        outcome_count=sums.outcome_count,
        month=SpanTotals(month, sums.month_visit_count, sums.month_meeting_count, sums.month_outcome_count, overdue[0]),
        before=SpanTotals(before, sums.before_visit_count, sums.before_meeting_count, sums.before_outcome_count, overdue[1]),
    )


def _loggable(viewer: Viewer, mine: frozenset[int], enrolment_ids: Collection[int]) -> frozenset[int]:
    """Of the companies those at which the viewer may log: what ``scope.company_record`` says, of companies read already."""
    answer = viewer.answer(Act.LOG)
    if answer is Answer.YES:
        return frozenset(enrolment_ids)
    return mine.intersection(enrolment_ids) if answer is Answer.ON_TEAM else frozenset()
