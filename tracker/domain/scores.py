"""Self and peer scores, how a mean is said, and which change is more than noise (rule 8); see ``disclosure.py``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from math import sqrt

from tracker.domain.words import N_

FLOOR_OF_RATERS = 3  # settings raise it, nothing lowers it
NOISE_OF_THREE = 0.96  # one item, three raters, from one round to another


def one_place(value: float) -> str:
    """A mean to one decimal, halves up, as a workbook's cell format rounds them."""
    return str(Decimal(value).quantize(Decimal("0.1"), ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class Score:
    """One rater's answer about one person on one item; neither a score nor ``cannot_judge`` is missing, which is not zero."""

    rater_id: int
    ratee_id: int
    item_id: int
    score: int | None
    cannot_judge: bool = False

    def __post_init__(self) -> None:
        if self.cannot_judge and self.score is not None:
            raise ValueError("a score by someone who cannot judge")

    @property
    def is_missing(self) -> bool:
        return self.score is None and not self.cannot_judge


@dataclass(frozen=True, slots=True)
class Scale:
    """The rating scale of a programme, both ends included."""

    minimum: int = 1
    maximum: int = 5

    def __post_init__(self) -> None:
        if self.maximum <= self.minimum:
            raise ValueError("a scale without steps")


class PeerShown(StrEnum):
    """What is shown of a peers' mean."""

    HIDDEN = "hidden"
    EXACT = "exact"
    ROUNDED = "rounded"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


PEER_WORDS = {
    PeerShown.HIDDEN: N_("―（回答%(minimum)s名未満）"),
    PeerShown.EXACT: N_("%(mean)s（%(n)s人）"),
    PeerShown.ROUNDED: N_("%(mean)s（%(minimum)s人以上）"),
    PeerShown.AT_LEAST: N_("%(bound)s以上"),
    PeerShown.AT_MOST: N_("%(bound)s以下"),
}
WORDS_WITH_N = {
    **PEER_WORDS,
    PeerShown.ROUNDED: N_("%(mean)s（%(n)s人）"),
    PeerShown.AT_LEAST: N_("%(bound)s以上（%(n)s人）"),
    PeerShown.AT_MOST: N_("%(bound)s以下（%(n)s人）"),
}


@dataclass(frozen=True, slots=True)
class PeerMean:
    """The one aggregate of a person's peers on an item and round, as this viewer may see it.

    ``mean`` only where EXACT or ROUNDED, ``bound`` only where it is bounded, ``n`` only for the manager (raters) and for a group
    (persons), never when HIDDEN.
    ``minimum`` is the number of raters that it takes to show anything; all hidden means of one round are equal.
    """

    shown: PeerShown
    minimum: int = FLOOR_OF_RATERS
    mean: float | None = None
    n: int | None = None
    bound: float | None = None

    @classmethod
    def hidden(cls, minimum: int = FLOOR_OF_RATERS) -> PeerMean:
        """What is shown of somebody whom fewer than the minimum rated."""
        return cls(PeerShown.HIDDEN, minimum)

    @property
    def is_hidden(self) -> bool:
        return self.shown is PeerShown.HIDDEN

    @property
    def is_bounded(self) -> bool:
        return self.shown in (PeerShown.AT_LEAST, PeerShown.AT_MOST)

    @property
    def sentence(self) -> str:
        """The translatable words; ``params`` fill them."""
        return (PEER_WORDS if self.n is None else WORDS_WITH_N)[self.shown]

    @property
    def drawn(self) -> float | None:
        """The value that a chart draws: a bounded one at its bound, a hidden one not at all."""
        return self.bound if self.is_bounded else self.mean

    @property
    def params(self) -> dict[str, object]:
        mean = None if self.mean is None else f"{self.mean:.2f}" if self.shown is PeerShown.EXACT else one_place(self.mean)
        bound = None if self.bound is None else f"{self.bound:.1f}"
        return {"minimum": self.minimum, "mean": mean, "n": self.n, "bound": bound}


@dataclass(frozen=True, slots=True)
class Reach:
    """How many peers a round's set-up lets rate one person, and whether that is enough to show a result."""

    ratee_id: int
    raters: int
    reaches: bool


def raters_needed(minimum_raters: int) -> int:
    """The programme's minimum, never below the floor."""
    return max(minimum_raters, FLOOR_OF_RATERS)


def change(first: PeerMean, last: PeerMean) -> float | None:
    """Last minus first; None where an end is hidden or bounded."""
    if first.mean is None or last.mean is None:
        return None
    return round(last.mean - first.mean, 6)


def noise_band(n: int, *, items: int = 1) -> float:
    """Half the width of the band of noise between two rounds: 0.96·√(3 / n), for the mean of several items 0.96·√(3 / (n·items)).

    Three raters ±0.96, nine ±0.55; of five items ±0.43 and ±0.25. Where n is not shown, the minimum of raters stands for it.
    """
    if n < 1 or items < 1:
        raise ValueError("no band without a rater and an item")
    return NOISE_OF_THREE * sqrt(3 / (n * items))


def is_noise(change: float, n: int, *, items: int = 1) -> bool:
    """Whether a change is smaller than the band: shown in grey, not as a rise or fall."""
    return abs(change) < noise_band(n, items=items)


def who_reaches_minimum(pairs: Iterable[tuple[int, int]], minimum_raters: int = FLOOR_OF_RATERS) -> tuple[Reach, ...]:
    """Per ratee the number of distinct peers among (rater, ratee) pairs, told before a round opens; by ratee."""
    raters: defaultdict[int, set[int]] = defaultdict(set)
    for rater_id, ratee_id in pairs:
        raters[ratee_id] |= {rater_id} - {ratee_id}
    needed = raters_needed(minimum_raters)
    return tuple(Reach(ratee_id, len(peers), len(peers) >= needed) for ratee_id, peers in sorted(raters.items()))
