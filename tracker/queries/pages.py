"""A page of a list, read from whichever of its ends is nearer: what lies between the end and the page is stepped over."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self, TypeVar

from sqlalchemy import Select, UnaryExpression
from sqlalchemy.sql import operators

Row = TypeVar("Row")
Part = TypeVar("Part")
Key = TypeVar("Key")
FAR = 1_000  # rows: stepping over so few of them costs less than to count a part first


@dataclass(frozen=True, slots=True)
class Page:
    """``limit`` rows after the first ``offset``; counted from the last one and read backwards where ``is_backwards``."""

    limit: Any = None  # a number, or the parameter of a prepared statement
    offset: Any = None
    is_backwards: bool = False

    @classmethod
    def nearest(cls, limit: int | None, offset: int, total: int | None) -> Self:
        """``limit`` rows after the first ``offset`` of ``total``, where it is known how many there are."""
        if limit is None or total is None or offset + limit // 2 <= total // 2 or offset >= total:
            return cls(limit, offset)
        shown = min(limit, total - offset)
        return cls(shown, total - offset - shown, is_backwards=True)

    def among(self, numbers: dict[Key, int]) -> tuple[list[Key], Self]:
        """Of groups that follow each other, of so many rows each, those that the page reaches; and the page among their rows."""
        reached: list[Key] = []
        first = before = 0
        for key, number in reversed(numbers.items()) if self.is_backwards else numbers.items():
            if before >= self.offset + self.limit:
                break
            if number and before + number > self.offset:
                first = first if reached else before
                reached.append(key)
            before += number
        return reached, replace(self, offset=self.offset - first)

    def of(self, statement: Select[Any], *order: Any) -> Select[Any]:
        """``statement`` in ``order`` instead of its own, as far as the page reaches."""
        return statement.order_by(None).order_by(*self.order(*order)).limit(self.limit).offset(self.offset)

    def rows(self, statement: Select[Any], key: Any, chosen: Select[Any], *order: Any) -> Select[Any]:
        """The page of ``statement`` whose ``key`` is among the ``chosen``.

        They are found first, off an index where there is one, and read then: what is stepped over is not read.
        """
        ids = self.of(chosen, *order).correlate(None)
        return statement.where(key.in_(ids)).order_by(None).order_by(*self.order(*order))

    def order(self, *order: Any) -> list[Any]:
        """``order``, which ends in what no two rows share, as the page is read."""
        return [_turned(one) for one in order] if self.is_backwards else list(order)

    def in_order(self, rows: Iterable[Row]) -> list[Row]:
        """What was read, in the order of the list."""
        found = list(rows)
        return found[::-1] if self.is_backwards else found


def read_parts(
    page: Page, parts: Sequence[Part], read: Callable[[Part, Page], Collection[Row]], count: Callable[[Part], int]
) -> list[Row]:
    """The page of a list whose ``parts`` follow each other: one is gone on to where the one before is at its end.

    A part is counted only where the whole of it is stepped over; far down it is before anything of it is read.
    """
    found: list[Row] = []
    offset = page.offset
    ordered = parts[::-1] if page.is_backwards else parts
    for part in ordered:
        if offset > FAR and part is not ordered[-1] and (number := count(part)) <= offset:
            offset -= number
            continue
        left = None if page.limit is None else page.limit - len(found)
        found += read(part, replace(page, limit=left, offset=offset))
        if len(found) == page.limit:
            break
        offset = 0 if found or not offset else offset - count(part)
    return page.in_order(found)


def _turned(column: Any) -> Any:
    if isinstance(column, UnaryExpression) and column.modifier in (operators.desc_op, operators.asc_op):
        return column.element.asc() if column.modifier is operators.desc_op else column.element.desc()
    return column.desc()
