"""Days of a hand log: every notation, a year that is not written, and nothing read that nobody can have meant."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.calendar import fiscal_year_period
from tracker.domain.era import era_date
from tracker.domain.errors import RuleBroken
from tracker.domain.hand_log_days import ReadDay, read_day_after, read_day_of_year

DAYS = st.dates(date(2025, 4, 1), date(2026, 3, 31))
NOTATIONS = (
    lambda day: day.isoformat(),
    lambda day: f"{day:%Y/%m/%d}",
    lambda day: f"{day.year}.{day.month}.{day.day}",
    lambda day: f"R{day.year - 2018}.{day.month}.{day.day}",
    lambda day: f"Ｒ{day.year - 2018}．{day.month}．{day.day}",
    era_date,
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: str((day - date(1899, 12, 30)).days),
    lambda day: f"{day:%Y%m%d}",
)


@given(DAYS, st.sampled_from(NOTATIONS))
def test_a_day_in_any_notation_reads_back(day: date, notation: object) -> None:
    assert read_day_of_year(notation(day), fiscal_year=2025) == ReadDay(day)  # type: ignore[operator]
    assert read_day_after(notation(day), after=date(2025, 3, 31)) == ReadDay(day)  # type: ignore[operator]


@given(DAYS, st.sampled_from(["{0.month}/{0.day}", "{0.month}月{0.day}日", " {0.month}／{0.day} "]))
def test_a_month_and_a_day_alone_are_of_the_fiscal_year_and_said_to_be(day: date, notation: str) -> None:
    assert read_day_of_year(notation.format(day), fiscal_year=2025) == ReadDay(day, is_inferred=True)


@given(DAYS, DAYS)
def test_the_next_visit_without_a_year_is_the_first_such_day_after_this_one(day: date, named: date) -> None:
    read = read_day_after(f"{named.month}/{named.day}", after=day)
    assert read is not None and read.is_inferred
    assert day < read.day <= date(day.year + 1, day.month, day.day)
    assert (read.day.month, read.day.day) == (named.month, named.day)


@pytest.mark.parametrize("text", ["9月中旬", "今日", "昨日", "", "2025/6/31", "25/6/7", "6/7～6/8", "2/29", "未定", "x" * 500])
def test_what_is_no_day_is_refused_with_how_to_write_one(text: str) -> None:
    with pytest.raises(RuleBroken):
        read_day_of_year(text, fiscal_year=2025)


@pytest.mark.parametrize("text", ["", "未定", "調整中", "―", "なし"])
def test_no_next_day_is_an_answer(text: str) -> None:
    assert read_day_after(text, after=date(2025, 6, 7)) is None


@given(st.text(max_size=60), st.integers(2000, 2100))
def test_anything_is_a_day_of_the_year_or_refused_in_words(text: str, year: int) -> None:
    try:
        read = read_day_of_year(text, fiscal_year=year)
    except RuleBroken as refused:
        assert str(refused)
    else:
        assert not read.is_inferred or read.day in fiscal_year_period(year)
