"""保存期間: five years after the fiscal year, never less after a report, and nothing ever shortens it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.calendar import fiscal_year_of, tokyo_day
from tracker.domain.retention import FLOOR_YEARS, Because, Retention, RetentionState, kept_until, state_of

YEARS = st.integers(2000, 2100)
LENGTHS = st.integers(1, 30)
DAYS = st.dates(date(2000, 4, 1), date(2120, 3, 31))


def of(fiscal_year: int, *reported_on: date, years: int = 5) -> Retention:
    return kept_until(fiscal_year=fiscal_year, ends_on=date(fiscal_year + 1, 3, 31), reported_on=reported_on, years=years)


def test_a_year_that_was_never_reported_is_kept_five_years_after_its_end() -> None:
    assert of(2025) == Retention(date(2031, 3, 31), Because.YEAR)


@pytest.mark.parametrize(
    ("handed_in", "until", "because"),
    [
        (date(2026, 3, 31), date(2031, 3, 31), Because.YEAR),
        (date(2026, 4, 1), date(2032, 3, 31), Because.REPORT),
        (date(2028, 2, 29), date(2033, 3, 31), Because.REPORT),
    ],
)
def test_a_report_handed_in_after_the_year_counts_from_the_year_of_the_hand_in(
    handed_in: date, until: date, because: Because
) -> None:
    assert of(2025, handed_in) == Retention(until, because)


def test_a_contract_that_ends_in_a_later_year_counts_from_there() -> None:
    assert kept_until(fiscal_year=2025, ends_on=date(2026, 4, 1), reported_on=()).until == date(2032, 3, 31)
    assert kept_until(fiscal_year=2025, ends_on=date(2025, 9, 30), reported_on=()).until == date(2031, 3, 31)


def test_the_last_day_ends_at_midnight_in_tokyo() -> None:
    kept = of(2025)
    last_minute = datetime(2031, 3, 31, 14, 59, 59, tzinfo=UTC)  # 23:59:59 on 31 March in Tokyo
    assert not kept.is_over(tokyo_day(last_minute))
    assert kept.is_over(tokyo_day(last_minute + timedelta(seconds=1)))


@given(YEARS, LENGTHS)
def test_every_period_ends_on_a_31_march_leap_year_or_not(fiscal_year: int, years: int) -> None:
    until = of(fiscal_year, years=years).until
    assert (until.month, until.day) == (3, 31)
    assert fiscal_year_of(until) - fiscal_year == years


@given(YEARS, st.lists(DAYS, max_size=4), DAYS, LENGTHS)
def test_a_further_report_never_shortens_and_the_order_of_reports_never_matters(
    fiscal_year: int, reported: list[date], further: date, years: int
) -> None:
    before = of(fiscal_year, *reported, years=years)
    after = of(fiscal_year, *reported, further, years=years)
    assert after.until >= before.until
    assert of(fiscal_year, further, *reversed(reported), years=years) == after


@given(YEARS, st.lists(DAYS, min_size=1, max_size=4), LENGTHS)
def test_what_was_reported_is_kept_five_years_after_each_hand_in_whatever_is_set(
    fiscal_year: int, reported: list[date], years: int
) -> None:
    until = of(fiscal_year, *reported, years=years).until
    assert all(until >= date(fiscal_year_of(day) + 1 + FLOOR_YEARS, 3, 31) for day in reported)


@given(YEARS, st.lists(DAYS, max_size=3), LENGTHS, LENGTHS)
def test_more_years_never_shorten(fiscal_year: int, reported: list[date], one: int, other: int) -> None:
    fewer, more = sorted((one, other))
    assert of(fiscal_year, *reported, years=fewer).until <= of(fiscal_year, *reported, years=more).until


@given(DAYS, st.booleans())
def test_a_hold_stops_a_purge_on_every_day(today: date, is_purged: bool) -> None:
    state = state_of(of(2000), today=today, is_held=True, is_purged=is_purged)
    assert state is (RetentionState.PURGED if is_purged else RetentionState.HELD)


@given(DAYS)
def test_it_is_due_from_the_first_of_april_on(today: date) -> None:
    state = state_of(of(2025), today=today, is_held=False, is_purged=False)
    assert (state is RetentionState.DUE) == (today >= date(2031, 4, 1))
