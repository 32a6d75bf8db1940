"""What a form's validations let into its cells, those aside that are lists."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tracker.domain.grid import Block


class LimitKind(StrEnum):
    """What is held to the bounds; UNCLEAR: only Excel can tell what is let in."""

    WHOLE = "whole"
    DECIMAL = "decimal"
    DATE = "date"
    LENGTH = "length"
    TEXT = "text"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class FormLimit:
    """A validation: from ``low`` to ``high``, both of them let in; ``is_outside``: all but what lies there.

    A bound that is None is none. ``above`` and ``below`` say that the bound itself is not let in. ``said`` is its formula.
    """

    blocks: tuple[Block, ...]
    kind: LimitKind
    low: float | None = None
    high: float | None = None
    above: bool = False
    below: bool = False
    is_outside: bool = False
    said: str = ""

    @property
    def is_of_numbers(self) -> bool:
        return self.kind in (LimitKind.WHOLE, LimitKind.DECIMAL)

    def lets_in(self, number: float) -> bool:
        over = self.low is None or (number > self.low if self.above else number >= self.low)
        under = self.high is None or (number < self.high if self.below else number <= self.high)
        return (over and under) is not self.is_outside
