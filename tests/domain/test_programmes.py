"""The names of next year's programme, and the same days of two fiscal years."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.calendar import Period, fiscal_year_period
from tracker.domain.programmes import bare_name, nearness, next_name, next_slug, same_days_of


@pytest.mark.parametrize(("slug", "following"), [("r8", "r9"), ("r9", "r10"), ("demo", "demo-2"), ("r8-kita", "r9-kita")])
def test_the_short_name_moves_on_by_its_last_number(slug: str, following: str) -> None:
    assert next_slug(slug) == following


@pytest.mark.parametrize(
    ("name", "following"),
    [
        ("令和8年度 架空事業", "令和9年度 架空事業"),
        ("2026年度架空事業", "2027年度架空事業"),
        ("架空事業", "架空事業（令和9年度）"),
    ],
)
def test_the_year_in_a_name_moves_on(name: str, following: str) -> None:
    assert next_name(name, 2026) == following


@pytest.mark.parametrize(
    "name",
    [
        "令和8年度 架空事業",
        "2026年度架空事業",
        "架空事業（令和8年度）",
        "架空事業 (2026年度)",
        "架空事業2026年度",
        "架空事業",
    ],
)
def test_the_year_stands_once_beside_a_name(name: str) -> None:
    assert bare_name(name, 2026) == "架空事業"
    assert bare_name("令和8年度", 2026) == "令和8年度"


@given(st.dates(date(2025, 1, 1), date(2029, 12, 31)))
def test_a_programme_that_runs_comes_first_and_one_over_before_one_to_come(today: date) -> None:
    years = [fiscal_year_period(year) for year in (2026, 2027)]
    first = min(years, key=lambda year: nearness(year, today))
    assert first == (years[1] if today >= years[1].starts_on else years[0])
    gap = [Period(date(2020, 1, 1), date(2020, 12, 31)), Period(date(2030, 1, 1), date(2030, 12, 31))]
    assert min(gap, key=lambda year: nearness(year, today)) == gap[0]


@given(st.integers(2000, 2100), st.integers(0, 364))
def test_the_same_days_of_the_year_before_begin_with_it_and_end_a_year_earlier(year: int, day: int) -> None:
    today = fiscal_year_period(year).starts_on + timedelta(days=day)
    same = same_days_of(year - 1, today=today, of_year=year)
    assert same is not None
    assert same.ends_on is not None
    assert same.starts_on == fiscal_year_period(year - 1).starts_on
    assert (today - same.ends_on).days in (365, 366)


def test_a_year_to_come_is_compared_with_nothing() -> None:
    assert same_days_of(2025, today=date(2026, 3, 31), of_year=2026) is None
