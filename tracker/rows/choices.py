"""What a field offers to choose from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """A company, a person, or a case ``of`` its company."""

    id: int
    name: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """``is_whole`` False: the likeliest of many; the rest is found by name."""

    rows: tuple[ChoiceRow, ...]
    is_whole: bool
