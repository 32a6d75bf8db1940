"""Era dates: the turns of the eras, 元年, fiscal years."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.era import ERAS, era_date, era_fiscal_year, era_month, era_of, short_era_date


@pytest.mark.parametrize(
    ("day", "long", "short"),
    [
        (date(2025, 11, 23), "令和7年11月23日", "R7.11.23"),
        (date(2019, 5, 1), "令和元年5月1日", "R1.5.1"),
        (date(2019, 4, 30), "平成31年4月30日", "H31.4.30"),
        (date(1989, 1, 8), "平成元年1月8日", "H1.1.8"),
        (date(1989, 1, 7), "昭和64年1月7日", "S64.1.7"),
        (date(1926, 12, 25), "昭和元年12月25日", "S1.12.25"),
        (date(1926, 12, 24), "大正15年12月24日", "T15.12.24"),
        (date(1873, 1, 1), "明治6年1月1日", "M6.1.1"),
        (date(1872, 12, 31), "1872年12月31日", "1872.12.31"),
    ],
)
def test_a_day_is_written_in_its_era(day: date, long: str, short: str) -> None:
    assert era_date(day) == long
    assert short_era_date(day) == short


@pytest.mark.parametrize(
    ("fiscal_year", "words"),
    [
        (2025, "令和7年度"),
        (2019, "令和元年度"),
        (2018, "平成30年度"),
        (1989, "平成元年度"),
        (1988, "昭和63年度"),
        (2026, "令和8年度"),
    ],
)
def test_a_fiscal_year_is_written_in_its_era(fiscal_year: int, words: str) -> None:
    assert era_fiscal_year(fiscal_year) == words


@given(st.dates(date(1873, 1, 1), date(2200, 12, 31)))
def test_every_day_lies_in_the_newest_era_that_has_begun(day: date) -> None:
    era = era_of(day)
    assert era is not None
    assert era.first_day <= day
    assert all(newer.first_day > day for newer in ERAS[: ERAS.index(era)])
    assert era.year_of(day) >= 1


def test_a_month_is_said_without_its_day() -> None:
    assert era_month(date(2025, 11, 1)) == "令和7年11月"
    assert era_month(date(2019, 5, 1)) == "令和元年5月"
    assert era_month(date(2019, 4, 1)) == "平成31年4月"
