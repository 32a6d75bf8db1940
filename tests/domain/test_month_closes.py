"""Closing months, counted: from each company's bits to how many are left, and from which day on a month ought to be closed."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.calendar import Month, months_of_fiscal_year
from tracker.domain.month_closes import MonthProgress, begun, count_months, left_open

bits = st.integers(0, (1 << 12) - 1)
companies = st.lists(st.tuples(bits, bits), max_size=20)


@given(companies, st.data())
def test_every_company_counts_once_a_month_in_whatever_order_they_come(some: list[tuple[int, int]], data: st.DataObject) -> None:
    months = count_months(2026, some)
    assert months == count_months(2026, data.draw(st.permutations(some)))
    for at, month in enumerate(months):
        assert month.companies == sum(f"{to_close:012b}"[11 - at] == "1" for to_close, _closed in some)
        assert 0 <= month.closed <= month.companies
        assert month.left == sum(f"{to_close & ~closed:012b}"[11 - at] == "1" for to_close, closed in some)
    assert [month.month for month in months] == list(months_of_fiscal_year(2026))


def test_of_a_year_only_the_months_that_have_begun_are_told_the_newest_first() -> None:
    months = count_months(2026, [])
    assert [one.month.month for one in begun(months, today=date(2026, 6, 1))] == [6, 5, 4]
    assert begun(months, today=date(2026, 3, 31)) == ()


@given(st.integers(0, 40), st.integers(0, 3), st.integers(0, 3))
def test_a_month_ought_to_be_closed_from_the_sixth_day_after_it_while_a_company_is_left(
    days: int, closed: int, left: int
) -> None:
    october = MonthProgress(Month(2026, 10), closed + left, closed)
    found = left_open([october], today=date(2026, 10, 31) + timedelta(days=days))
    assert found == ((october,) if days > 5 and left else ())
