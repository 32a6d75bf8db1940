"""Two fiscal years beside each other, and what the next one can be made from."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.cadence import EventStatus
from tracker.domain.calendar import Period
from tracker.domain.programmes import same_days_of
from tracker.models import EnrolledCase, Enrolment, SupportCase
from tracker.queries.meetings import count_meetings
from tracker.queries.members import list_members
from tracker.queries.outcomes import count_outcomes
from tracker.queries.producers import list_producers
from tracker.queries.programmes import find_next_programme, get_programme
from tracker.queries.scope import board, in_programme
from tracker.queries.teams import staffing_of
from tracker.queries.visits import count_visits
from tracker.rows.board import KeptYearRow
from tracker.rows.dashboard import BoardTotals
from tracker.rows.events import EventFilter
from tracker.rows.outcomes import OutcomeFilter
from tracker.rows.programmes import EarlierProgrammeRow, GoingOnRow, NextYearRow, YearNumbers, YearsRow


def compare_years(
    viewer: Viewer,
    before: Viewer,
    earlier: EarlierProgrammeRow,
    *,
    fiscal_year: int,
    today: date,
    totals: BoardTotals | None = None,
    kept: KeptYearRow | None = None,
) -> YearsRow | None:
    """This year up to today beside the one before up to the same day, each read as its own member (``before``).

    None before the year began. ``totals`` are this year's where somebody has counted them; ``kept`` is what is kept of the year
    before, which need not be of that day.
    """
    days, same = (same_days_of(year, today=today, of_year=fiscal_year) for year in (fiscal_year, earlier.fiscal_year))
    if days is None or same is None:
        return None
    if totals is None:
        this = _numbers(count_year(viewer, days, today=today), days)
    else:
        this = YearNumbers(days, totals.visit_count, totals.meeting_count, totals.outcome_count)
    if kept is None or (kept.programme_id, kept.until) != (earlier.programme_id, same.ends_on):
        kept = count_year(before, same, today=today)
    return YearsRow(this, _numbers(kept, same), earlier)


def count_year(viewer: Viewer, days: Period, *, today: date) -> KeptYearRow:
    """What is counted of a programme's days and is worth keeping: it changes seldom, and there is much of it."""
    visits = EventFilter(counted=True, from_on=days.starts_on, to_on=days.ends_on)
    meetings = EventFilter(status=EventStatus.HELD, from_on=days.starts_on, to_on=days.ends_on)
    return KeptYearRow(
        viewer.programme,
        days.nearest(today),
        count_visits(viewer, today=today, filters=visits),
        count_meetings(viewer, today=today, filters=meetings),
        count_outcomes(viewer, filters=OutcomeFilter(from_on=days.starts_on, to_on=days.ends_on))[0],
    )


def _numbers(counted: KeptYearRow, days: Period) -> YearNumbers:
    return YearNumbers(days, counted.visit_count, counted.meeting_count, counted.outcome_count)


def get_next_year(viewer: Viewer) -> NextYearRow:
    """Companies, supporters and members of the programme, as they stand on its last day."""
    viewer.require(Act.SETTINGS)
    programme = get_programme(viewer)
    last_on = programme.contract_ends_on
    cases: dict[int, list[str]] = {}
    for enrolment_id, title in db.session.execute(
        select(EnrolledCase.enrolment_id, SupportCase.title)
        .join(SupportCase, SupportCase.id == EnrolledCase.case_id)
        .join(Enrolment, Enrolment.id == EnrolledCase.enrolment_id)
        .where(in_programme(viewer, Enrolment.programme_id), board(), SupportCase.deleted_at.is_(None))
        .order_by(EnrolledCase.number, EnrolledCase.id)
    ):
        cases.setdefault(enrolment_id, []).append(title)
    companies = []
    for row in staffing_of(viewer, today=last_on):
        assert row.support.ends_on is not None
        people = tuple(person.name for person in row.team.people)
        titles = tuple(cases.get(row.enrolment_id, ()))
        companies.append(GoingOnRow(row.enrolment_id, row.number, row.company_name, row.support.ends_on, titles, people))
    everybody = list_producers(viewer)
    producers = tuple(one for one in everybody if one.ends_on is None or one.ends_on >= last_on)
    going_on = {one.account_id for one in producers}
    return NextYearRow(
        programme=programme,
        companies=tuple(companies),
        producers=producers,
        members=tuple(one for one in list_members(viewer, last_on) if one.is_active and one.roles),
        left_accounts=frozenset(one.account_id for one in everybody if one.account_id and one.account_id not in going_on),
        following=find_next_programme(viewer),
    )
