"""How much fits on the one sheet of a company's summary: so many lines a part, so many characters a line; the rest is counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

Line = TypeVar("Line")

MOST_LINES = 5
LONGEST_LINE = 80
LONGEST_CASE = 16


def cut(lines: Sequence[Line], *, latest: bool = False) -> tuple[tuple[Line, ...], int]:
    """The first lines (``latest``: the last ones) in their order, and how many are left out: 「ほか n 件」."""
    kept = lines[-MOST_LINES:] if latest else lines[:MOST_LINES]
    return tuple(kept), len(lines) - len(kept)


def shorten(words: str, most: int = LONGEST_LINE) -> str:
    """On one line, and no longer than a line of the sheet may be."""
    line = " ".join(words.split())
    return line if len(line) <= most else line[: most - 1] + "…"
