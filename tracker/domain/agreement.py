"""How far the raters agree on an item, in one of three words; pooled over the group, so that no single score follows."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from fractions import Fraction

from tracker.domain.disclosure import Tally

FEWEST_PERSONS = 5
FEWEST_PAIRS = 30
CLOSE_FROM, MIXED_FROM = Fraction(4, 5), Fraction(1, 2)


class Agreement(StrEnum):
    """Of two who rated the same person, how often their scores lie at most a point apart: mostly, often, or less than half."""

    CLOSE = "close"
    MIXED = "mixed"
    APART = "apart"


def agreement(tallies: Iterable[Tally], minimum_raters: int) -> Agreement | None:
    """The word for one item over the persons of a round; None for a small group.

    A share of pairs needs no large n and no assumption about the scale's distances. It is not shown as a figure, nor for one
    person: beside an exact mean, 「all within a point」 of three raters would tell all three.
    """
    enough = [kept for kept in tallies if kept.raters >= minimum_raters]
    pairs = sum(kept.pairs for kept in enough)
    if len(enough) < FEWEST_PERSONS or pairs < FEWEST_PAIRS:
        return None
    near = Fraction(sum(kept.near_pairs for kept in enough), pairs)
    return Agreement.CLOSE if near >= CLOSE_FROM else Agreement.MIXED if near >= MIXED_FROM else Agreement.APART
