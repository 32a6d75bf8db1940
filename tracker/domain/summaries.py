"""How much fits on the one sheet of a company's summary: so many lines a part, so many characters a line; the rest is counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

Line = TypeVar("Line")

LINES_OF_PART = 5  # which every part may have
LONGEST_LINE = 80
LONGEST_CASE = 16


def share(wanted: Sequence[int]) -> tuple[int, ...]:
    """How many lines each part of the sheet gets of those it wants: what one leaves free the others take, line by line."""
    given = [min(one, LINES_OF_PART) for one in wanted]
    free = LINES_OF_PART * len(wanted) - sum(given)
    while free and (short := [part for part, one in enumerate(given) if one < wanted[part]]):
        for part in short[:free]:
            given[part] += 1
        free -= len(short[:free])
    return tuple(given)


def cut(lines: Sequence[Line], most: int, *, latest: bool = False) -> tuple[tuple[Line, ...], int]:
    """The first lines (``latest``: the last ones) in their order, and how many are left out: 「ほか n 件」."""
    kept = lines[len(lines) - most :] if latest else lines[:most]
    return tuple(kept), len(lines) - len(kept)


def shorten(words: str, most: int = LONGEST_LINE) -> str:
    """On one line, and no longer than a line of the sheet may be."""
    line = " ".join(words.split())
    return line if len(line) <= most else line[: most - 1] + "…"
