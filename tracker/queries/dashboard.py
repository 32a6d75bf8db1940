"""The dashboard in one piece, at board depth; as many statements for six companies as for thousands.

Of few companies everything is counted from their years. Of many the lines that are kept of each are read (``kept``), and only the
companies of the page are loaded.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import Period, fiscal_year_period, month_to_date, same_days_before
from tracker.models import Enrolment
from tracker.queries.actions import count_actions
from tracker.queries.board_lines import count_board, first_companies, lines_of
from tracker.queries.exceptions import load
from tracker.queries.kept_board import read_board
from tracker.queries.outcomes import count_outcomes
from tracker.queries.scope import board, company_record, in_programme, on_team
from tracker.rows.actions import ActionFilter
from tracker.rows.board import Board, CompanyPlace, Wanted
from tracker.rows.dashboard import BoardCompanyRow, BoardTotals, DashboardRow, SpanTotals
from tracker.rows.outcomes import OutcomeFilter

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
    mine = _own(viewer, today)
    loaded = None if kept else load(viewer, today=today)
    if loaded is None:
        found = read_board(viewer, today=today, mine=mine, wanted=wanted)
    else:
        lines = {line.enrolment_id: line for line in lines_of(loaded, today=today, counted_at=first_companies(loaded.years))}
        found = count_board(viewer, loaded, lines.values(), today=today, mine=mine, wanted=wanted)
    places = _in_order(found.places, mine, by_name=by_name)
    first = min(page - 1, max(len(places) - 1, 0) // size) * size
    shown = places[first : first + size]
    in_sight = [place.enrolment_id for place in shown]
    if loaded is None:
        loaded = load(viewer, today=today, enrolment_ids=in_sight)
        lines = {line.enrolment_id: line for line in lines_of(loaded, today=today, counted_at={})}
    years = {year.enrolment_id: year for year in loaded.years}
    loggable = _loggable(viewer, today, {*in_sight, *(row.enrolment_id for row in found.attention.rows)})
    cases = [case for case in loaded.cases if case.enrolment_id in in_sight]
    period = fiscal_year_period(loaded.programme.fiscal_year)
    return DashboardRow(
        fiscal_year=loaded.programme.fiscal_year,
        visits_per_month=loaded.programme.cadence.visits_per_month,
        event_counts=loaded.programme.cadence.event_counts,
        today=today,
        totals=_totals(viewer, found, today, loaded.programme.fiscal_year),
        attention=found.attention,
        own_first=bool(places) and places[0].enrolment_id in mine,
        shown=tuple(
            BoardCompanyRow(
                year=years[place.enrolment_id],
                staffing=loaded.staffing[place.enrolment_id],
                is_mine=place.enrolment_id in mine,
                may_log=place.enrolment_id in loggable,
                needs=place.needs,
                visit_count=lines[place.enrolment_id].visit_count,
                online_count=lines[place.enrolment_id].online_count,
                meeting_count=lines[place.enrolment_id].meeting_count,
            )
            for place in shown
        ),
        loggable=loggable,
        cases=tuple(sorted(cases, key=lambda row: row.enrolment_id not in mine)),
        excused=tuple(
            (year.name, month)
            for year in loaded.years
            if year.enrolment_id in in_sight
            for month in year.excused
            if month.month.first in period
        ),
    )


def _in_order(places: Collection[CompanyPlace], mine: Collection[int], *, by_name: bool) -> list[CompanyPlace]:
    if by_name:
        return sorted(places, key=lambda place: (place.reading, place.number))
    return sorted(places, key=lambda place: (place.enrolment_id not in mine, -place.needs, place.number))


def _totals(viewer: Viewer, found: Board, today: date, fiscal_year: int) -> BoardTotals:
    sums = found.sums

    def span(days: Period, visits: int, meetings: int) -> SpanTotals:
        return SpanTotals(
            days=days,
            visit_count=visits,
            meeting_count=meetings,
            outcome_count=count_outcomes(viewer, filters=OutcomeFilter(from_on=days.starts_on, to_on=days.ends_on))[0],
            overdue_count=count_actions(
                viewer, today=today, filters=ActionFilter(overdue=True, due_from=days.starts_on, due_to=days.ends_on)
            ),
        )

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
        overdue_count=count_actions(viewer, today=today, filters=ActionFilter(overdue=True)),
        outcome_count=count_outcomes(viewer, filters=OutcomeFilter(fiscal_year=fiscal_year, to_on=today))[0],
        month=span(month_to_date(today), sums.month_visit_count, sums.month_meeting_count),
        before=span(same_days_before(today), sums.before_visit_count, sums.before_meeting_count),
    )


def _own(viewer: Viewer, today: date) -> frozenset[int]:
    """The companies on whose team the viewer is today."""
    if viewer.producer_id is None:
        return frozenset()
    statement = select(Enrolment.id).where(
        in_programme(viewer, Enrolment.programme_id), board(), on_team(viewer, Enrolment.id, today)
    )
    return frozenset(db.session.scalars(statement))


def _loggable(viewer: Viewer, today: date, enrolment_ids: Collection[int]) -> frozenset[int]:
    """Of the companies those at which the viewer may log."""
    statement = select(Enrolment.id).where(
        in_programme(viewer, Enrolment.programme_id),
        board(),
        Enrolment.id.in_(enrolment_ids),
        company_record(viewer, today, Act.LOG),
    )
    return frozenset(db.session.scalars(statement))
