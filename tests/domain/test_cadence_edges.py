"""The edges of cadence as properties: month ends, support, two visits a day, fiscal year, several meetings a gap, handover."""

from __future__ import annotations

from datetime import date, time, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from tracker.domain.between import MeetingDay, YearBefore, all_gaps, between_gaps
from tracker.domain.cadence import CadenceSettings, EventStatus, MonthState, VisitDay, VisitMode, month_cell, months_of
from tracker.domain.calendar import Month, Period, fiscal_year_of, month_to_date, months_of_fiscal_year, same_days_before
from tracker.domain.handovers import take_over
from tracker.domain.staffing import Assigned, AssignmentRole, team_on

HELD = EventStatus.HELD
SETTINGS = CadenceSettings()
YEAR = Period(date(2025, 4, 1), date(2026, 3, 31))
days = st.dates(date(2025, 4, 1), date(2026, 3, 31))
two_years = st.dates(date(2025, 1, 1), date(2026, 12, 31))
times = st.none() | st.times(time(7), time(20))


def visit(on: date, visit_id: int = 1, start: time | None = None) -> VisitDay:
    return VisitDay(visit_id, on, HELD, VisitMode.ONSITE, False, start)


def visits_on(chosen: list[date]) -> list[VisitDay]:
    return [visit(on, number) for number, on in enumerate(chosen, 1)]


def gaps(visits: list[VisitDay], meetings: list[MeetingDay]) -> list[tuple[date, date, int, bool]]:
    found = between_gaps(visits, meetings, settings=SETTINGS, as_of=date(2027, 3, 31))
    return [(gap.from_on, gap.to_on, gap.fiscal_year, gap.is_filled) for gap in found]


@given(days)
def test_a_visit_is_in_the_month_of_its_day_and_in_no_other(on: date) -> None:
    cells = months_of(
        months_of_fiscal_year(2025),
        visits=[visit(on)],
        excused_months=(),
        support=YEAR,
        settings=SETTINGS,
        today=date(2026, 4, 1),
    )
    assert [cell.month for cell in cells if cell.held] == [Month.of(on)]
    assert sum(cell.held for cell in cells) == 1


@given(days, days, days)
def test_a_month_outside_the_support_asks_for_nothing_and_within_it_never_shows_out_of_period(
    one: date, other: date, today: date
) -> None:
    support = Period(min(one, other), max(one, other))
    for cell in months_of(
        months_of_fiscal_year(2025), visits=[], excused_months=(), support=support, settings=SETTINGS, today=today
    ):
        is_asked = support.days_in(cell.month) >= SETTINGS.short_month_days
        assert (cell.required > 0) == is_asked
        assert (cell.state is MonthState.OUT_OF_PERIOD) != is_asked


@given(days)
def test_the_last_day_of_a_month_is_not_over_and_the_next_is(on: date) -> None:
    month = Month.of(on)
    about = {"visits": [], "excused": False, "support": YEAR, "settings": SETTINGS}
    assert month_cell(month, today=month.last, **about).state is MonthState.UNSCHEDULED
    assert month_cell(month, today=month.last + timedelta(days=1), **about).state is MonthState.MISSED
    assert month_cell(month, today=month.last, as_of_report=True, **about).state is MonthState.MISSED


@given(st.lists(two_years, min_size=2, max_size=8, unique=True), st.data(), times)
def test_a_second_visit_on_a_day_makes_no_further_gap(chosen: list[date], data: st.DataObject, start: time | None) -> None:
    visits = visits_on(chosen)
    again = visit(data.draw(st.sampled_from(chosen)), 99, start)
    assert gaps([*visits, again], []) == gaps(visits, [])


@given(st.lists(two_years, min_size=2, max_size=8, unique=True), st.lists(two_years, max_size=8))
def test_every_gap_is_of_the_fiscal_year_of_its_later_visit_and_the_years_share_none(
    chosen: list[date], held: list[date]
) -> None:
    meetings = [MeetingDay(number, on, HELD, True) for number, on in enumerate(held, 1)]
    found = gaps(visits_on(chosen), meetings)
    assert [year for _from, _to, year, _filled in found] == [fiscal_year_of(to_on) for _from, to_on, _year, _filled in found]
    assert len(found) == len(chosen) - 1


@given(
    st.lists(st.tuples(two_years, times, st.sampled_from(VisitMode)), max_size=8),
    st.lists(st.tuples(two_years, times, st.booleans()), max_size=8),
    two_years,
    st.booleans(),
)
def test_a_support_cut_at_the_years_edge_has_the_gaps_of_one_that_was_not(
    visited: list[tuple[date, time | None, VisitMode]],
    met: list[tuple[date, time | None, bool]],
    as_of: date,
    online_counts: bool,
) -> None:
    """Of the year before only its last visit day is known, and what came after it."""
    edge, by = date(2026, 4, 1), CadenceSettings(online_counts=online_counts)
    visits = [VisitDay(number, on, HELD, mode, False, start) for number, (on, start, mode) in enumerate(visited, 1)]
    meetings = [MeetingDay(number, on, HELD, by_team, start) for number, (on, start, by_team) in enumerate(met, 1)]
    last_on = max((one.on for one in visits if one.on < edge and by.mode_counts(one.mode)), default=edge)
    before = YearBefore(
        by,
        tuple(one for one in visits if last_on <= one.on < edge),
        tuple(one for one in meetings if last_on <= one.on < edge),
    )
    here = [one for one in visits if one.on >= edge], [one for one in meetings if one.on >= edge]
    whole, since = all_gaps(visits, meetings, settings=by, as_of=as_of)
    cut, since_cut = all_gaps(*here, settings=by, as_of=as_of, before=before)
    assert cut == tuple(gap for gap in whole if gap.fiscal_year == 2026)
    assert since_cut == since or as_of < last_on


@given(st.lists(two_years, min_size=2, max_size=6, unique=True), st.data())
def test_several_meetings_in_one_gap_fill_that_gap_alone(chosen: list[date], data: st.DataObject) -> None:
    visits = visits_on(chosen)
    ordered = sorted(chosen)
    place = data.draw(st.integers(0, len(ordered) - 2))
    assume((ordered[place + 1] - ordered[place]).days > 1)
    between = st.dates(ordered[place] + timedelta(days=1), ordered[place + 1] - timedelta(days=1))
    held = data.draw(st.lists(between, min_size=1, max_size=4))
    meetings = [MeetingDay(number, on, HELD, True) for number, on in enumerate(held, 1)]
    assert [filled for *_rest, filled in gaps(visits, meetings)] == [at == place for at in range(len(ordered) - 1)]


TEAM = (Assigned(1, AssignmentRole.LEAD, YEAR), Assigned(2, AssignmentRole.SUB_LEAD, YEAR))
LEAVER, STAYS, COMES, NEVER = 1, 2, 3, 4  # the lead, the sub-lead, the successor, somebody of no team
meetings_of = st.lists(st.tuples(days, st.frozensets(st.sampled_from([LEAVER, STAYS, COMES, NEVER]), min_size=1)), max_size=8)


def fill(chosen: list[date], held: list[tuple[date, frozenset[int]]], team: tuple[Assigned, ...]) -> list[tuple[int, ...]]:
    """The meetings of every gap, each attended by whoever was there of the team of its own day."""
    meetings = [
        MeetingDay(number, on, HELD, bool(people & team_on(team, on).members)) for number, (on, people) in enumerate(held, 1)
    ]
    return [gap.meeting_ids for gap in between_gaps(visits_on(chosen), meetings, settings=SETTINGS, as_of=date(2027, 3, 31))]


@given(st.lists(days, min_size=2, max_size=8, unique=True), meetings_of, days, st.none() | st.just(COMES))
def test_a_handover_changes_no_gap_of_a_meeting_before_it(
    chosen: list[date], held: list[tuple[date, frozenset[int]]], last_on: date, successor: int | None
) -> None:
    after = take_over(TEAM, leaver=LEAVER, last_on=last_on, lead_id=successor, sub_id=None)
    before = [number for number, (on, _people) in enumerate(held, 1) if on <= last_on]
    for then, now in zip(fill(chosen, held, TEAM), fill(chosen, held, after), strict=True):
        assert [one for one in then if one in before] == [one for one in now if one in before]


@given(st.lists(days, min_size=2, max_size=8, unique=True), st.lists(days, max_size=8), days)
def test_after_a_handover_a_meeting_counts_by_the_team_of_its_own_day(
    chosen: list[date], held: list[date], last_on: date
) -> None:
    after = take_over(TEAM, leaver=LEAVER, last_on=last_on, lead_id=COMES, sub_id=None)
    whoever = [(on, frozenset({LEAVER, STAYS, COMES})) for on in held]
    for alone, counts_then in ((LEAVER, True), (COMES, False)):
        for all_of_them, counted in zip(
            fill(chosen, whoever, after), fill(chosen, [(on, frozenset({alone})) for on in held], after), strict=True
        ):
            assert list(counted) == [one for one in all_of_them if (held[one - 1] <= last_on) is counts_then]


@given(two_years)
def test_the_same_days_of_the_month_before_end_with_it(today: date) -> None:
    now, before = month_to_date(today), same_days_before(today)
    assert before.ends_on is not None
    assert before.starts_on == Month.of(today).previous().first
    assert before.days <= now.days
    assert before.days == now.days or before.ends_on == Month.of(today).previous().last
