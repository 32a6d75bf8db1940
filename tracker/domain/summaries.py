"""How much fits on the one sheet of a company's summary: so many lines a part, so many characters a line; the rest is counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

Line = TypeVar("Line")

MOST_LINES = 6
LONGEST_LINE = 90


def cut(lines: Sequence[Line], *, latest: bool = False) -> tuple[tuple[Line, ...], int]:
    """The first lines (``latest``: the last ones) in their order, and how many are left out: 「ほか n 件」."""
    kept = lines[-MOST_LINES:] if latest else lines[:MOST_LINES]
    return tuple(kept), len(lines) - len(kept)


def shorten(words: str) -> str:
    """On one line, and no longer than a line of the sheet may be."""
    line = " ".join(words.split())
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…"
