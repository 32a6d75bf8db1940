"""The calendar of the programme: months, periods with both ends, fiscal years, Tokyo days."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.calendar import (
    TOKYO,
    Month,
    Period,
    day_before,
    fiscal_year_of,
    fiscal_year_period,
    months_at_hand,
    months_of_fiscal_year,
    tokyo_day,
)

days = st.dates(date(1989, 1, 1), date(2200, 12, 31))
closed_periods = st.tuples(days, st.integers(0, 800)).map(lambda pair: Period(pair[0], pair[0] + timedelta(days=pair[1])))
periods = closed_periods | days.map(Period)
zones = st.sampled_from(["UTC", "Asia/Tokyo", "America/Los_Angeles", "Pacific/Kiritimati", "Asia/Kathmandu"]).map(ZoneInfo)


@given(days)
def test_a_month_holds_its_days_and_its_neighbours_touch_it(day: date) -> None:
    month = Month.of(day)
    assert day in month.period
    assert day_before(month.first) == month.previous().last
    assert month.next().previous() == month
    assert month.previous() < month < month.next()


@given(days)
def test_a_month_reads_what_it_writes(day: date) -> None:
    assert Month.parse(Month.of(day).iso) == Month.of(day)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2025",
        "2025-6",
        "2025-13",
        "2025-00",
        "0000-01",
        "2025/06",
        "+025-06",
        "1_00-06",
        "2025- 6",
        "２０２５-０６",
        "2025-06-01",
        "2025-²²",
    ],
)
def test_anything_else_is_no_month(text: str) -> None:
    with pytest.raises(ValueError, match="month"):
        Month.parse(text)


@given(closed_periods)
def test_the_months_of_a_period_follow_each_other_and_hold_all_its_days(period: Period) -> None:
    months = list(period.months())
    assert months[0] == Month.of(period.starts_on)
    assert period.ends_on is not None
    assert months[-1] == Month.of(period.ends_on)
    assert all(later == earlier.next() for earlier, later in pairwise(months))
    assert sum(period.days_in(month) for month in months) == period.days


def test_the_months_reach_the_last_month_there_is() -> None:
    assert list(Period(date(9999, 11, 30), date.max).months()) == [Month(9999, 11), Month(9999, 12)]


@given(periods, periods, days)
def test_a_day_is_in_common_exactly_when_it_is_in_both(one: Period, other: Period, day: date) -> None:
    common = one.common_with(other)
    assert (common is not None and day in common) == (day in one and day in other)
    assert common == other.common_with(one)
    assert one.overlaps(other) == (common is not None)


def test_both_ends_of_a_period_belong_to_it() -> None:
    period = Period(date(2025, 6, 2), date(2026, 3, 31))
    assert date(2025, 6, 2) in period
    assert date(2026, 3, 31) in period
    assert date(2025, 6, 1) not in period
    assert date(2026, 4, 1) not in period
    assert Period(date(2025, 6, 2), date(2025, 6, 2)).days == 1


def test_an_open_period_never_ends_and_has_no_number_of_days() -> None:
    period = Period(date(2025, 6, 2))
    assert date(2199, 1, 1) in period
    with pytest.raises(ValueError, match="open"):
        _ = period.days
    with pytest.raises(ValueError, match="open"):
        list(period.months())


def test_a_period_that_ends_before_it_starts_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="before"):
        Period(date(2025, 6, 2), date(2025, 6, 1))


def test_the_fiscal_year_turns_between_31_march_and_1_april() -> None:
    assert fiscal_year_of(date(2026, 3, 31)) == 2025
    assert fiscal_year_of(date(2026, 4, 1)) == 2026
    assert fiscal_year_of(date(2026, 1, 23)) == 2025


@given(days)
def test_a_day_lies_in_exactly_one_fiscal_year_of_twelve_months(day: date) -> None:
    fiscal_year = fiscal_year_of(day)
    assert day in fiscal_year_period(fiscal_year)
    assert day not in fiscal_year_period(fiscal_year - 1)
    assert day not in fiscal_year_period(fiscal_year + 1)
    months = months_of_fiscal_year(fiscal_year)
    assert len(months) == 12
    assert (months[0], months[-1]) == (Month(fiscal_year, 4), Month(fiscal_year + 1, 3))
    assert Month.of(day) in months


def test_a_tokyo_day_begins_at_15_hours_utc_of_the_day_before() -> None:
    assert tokyo_day(datetime(2026, 3, 31, 14, 59, 59, tzinfo=UTC)) == date(2026, 3, 31)
    assert tokyo_day(datetime(2026, 3, 31, 15, 0, tzinfo=UTC)) == date(2026, 4, 1)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2199, 12, 31), timezones=st.just(TOKYO)), zones)  # noqa: DTZ001
def test_the_tokyo_day_does_not_depend_on_the_zone_it_is_told_in(instant: datetime, zone: ZoneInfo) -> None:
    assert tokyo_day(instant.astimezone(zone)) == instant.date()


def test_an_instant_without_a_zone_has_no_tokyo_day() -> None:
    with pytest.raises(ValueError, match="zone"):
        tokyo_day(datetime(2026, 3, 31, 12, 0))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("today", "shown"),
    [
        (date(2026, 11, 24), (9, 10, 11, 12)),
        (date(2026, 4, 1), (4, 5, 6, 7)),
        (date(2027, 3, 31), (12, 1, 2, 3)),
        (date(2027, 6, 1), (12, 1, 2, 3)),
        (date(2026, 2, 1), (4, 5, 6, 7)),
    ],
)
def test_the_months_at_hand_are_the_running_one_and_its_neighbours_within_the_year(today: date, shown: tuple[int, ...]) -> None:
    months = months_of_fiscal_year(2026)
    assert tuple(month.month for month in months_at_hand(months, today, before=2, after=1)) == shown
    assert months_at_hand((), today, before=2, after=1) == ()
