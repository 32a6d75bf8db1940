"""The numbers of several spans of days in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, bindparam, case, func

from tracker.domain.calendar import Period


def count_each(column: Any, number: int) -> list[ColumnElement[int]]:
    """How many rows lie in each span."""
    return [func.count(case((in_span(column, at), 1))) for at in range(number)]


def in_span(column: Any, at: int) -> ColumnElement[bool]:
    """Rows of the span of this place."""
    days: ColumnElement[bool] = column.between(_day(f"from{at}"), _day(f"to{at}"))
    return days


def in_any(column: Any) -> ColumnElement[bool]:
    """No row is left out that one of them has: from the first day of all to the last."""
    return and_(column >= _day("first"), column <= _day("last"))


def days_of(spans: Sequence[Period]) -> dict[str, date]:
    """The parameters of them all."""
    ends = [(days.starts_on, days.ends_on or date.max) for days in spans]
    named = {"first": min(first for first, _last in ends), "last": max(last for _first, last in ends)}
    for at, (first, last) in enumerate(ends):
        named |= {f"from{at}": first, f"to{at}": last}
    return named


def _day(name: str) -> Any:
    return bindparam(name, type_=Date)
