"""The edges of cadence as properties: month ends, support period, two visits a day, fiscal year, several meetings a gap."""

from __future__ import annotations

from datetime import date, time, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from tracker.domain.between import MeetingDay, between_gaps
from tracker.domain.cadence import CadenceSettings, EventStatus, MonthState, VisitDay, VisitMode, month_cell, months_of
from tracker.domain.calendar import Month, Period, fiscal_year_of, month_to_date, months_of_fiscal_year, same_days_before

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


@given(two_years)
def test_the_same_days_of_the_month_before_end_with_it(today: date) -> None:
    now, before = month_to_date(today), same_days_before(today)
    assert before.ends_on is not None
    assert before.starts_on == Month.of(today).previous().first
    assert before.days <= now.days
    assert before.days == now.days or before.ends_on == Month.of(today).previous().last
