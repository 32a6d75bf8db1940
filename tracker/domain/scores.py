"""Self and peer assessment: what may be shown of it, from how many raters on, and which change is more than noise (rule 8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor, sqrt

from tracker.domain.words import N_

FLOOR_OF_RATERS = 3  # settings raise it, nothing lowers it
HALF_A_STEP = Fraction(1, 2)
NOISE_OF_THREE = 0.96  # one item, three raters, from one round to another


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
        mean = None if self.mean is None else f"{self.mean:.2f}" if self.shown is PeerShown.EXACT else f"{self.mean:.1f}"
        bound = None if self.bound is None else f"{self.bound:.1f}"
        return {"minimum": self.minimum, "mean": mean, "n": self.n, "bound": bound}


@dataclass(frozen=True, slots=True)
class PersonItem:
    """One person on one item: the self score (None: missing or cannot judge) beside the peers' mean, never in it."""

    self_score: int | None
    peer: PeerMean


@dataclass(frozen=True, slots=True)
class GroupMean:
    """A mean over persons and over how many; None where there are none."""

    mean: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Reach:
    """How many peers a round's set-up lets rate one person, and whether that is enough to show a result."""

    ratee_id: int
    raters: int
    reaches: bool


def raters_needed(minimum_raters: int) -> int:
    """The programme's minimum, never below the floor."""
    return max(minimum_raters, FLOOR_OF_RATERS)


def aggregate_peer(
    scores: Iterable[Score], *, scale: Scale, minimum_raters: int = FLOOR_OF_RATERS, exact: bool = False
) -> PeerMean:
    """The peers' mean of one person on one item; ``exact`` is the manager's view (exact mean and n), else one decimal and no n.

    Self rows, missing answers and 「評価できない」 are left out. A mean within half a step of an end is bounded in either view:
    if all raters gave the extreme it would tell every single score, and just below it nearly so (three raters: 5, 5, 4).
    ValueError for scores of several persons or items, or outside the scale.
    """
    minimum = raters_needed(minimum_raters)
    given = _peers_of_one(scores, scale)
    n = len({rater_id for rater_id, _ in given})
    if n < minimum:
        return PeerMean(PeerShown.HIDDEN, minimum)
    mean = _mean(given)
    bounded = _at_an_end(mean, scale, minimum, n if exact else None)
    if bounded is not None:
        return bounded
    if exact:
        return PeerMean(PeerShown.EXACT, minimum, mean=float(mean), n=n)
    return PeerMean(PeerShown.ROUNDED, minimum, mean=_one_decimal(mean))


def person_item(
    scores: Iterable[Score], *, scale: Scale, minimum_raters: int = FLOOR_OF_RATERS, exact: bool = False
) -> PersonItem:
    """The self score and the peers' mean out of all rows about one person on one item."""
    rows = list(scores)
    own = next((row.score for row in rows if row.rater_id == row.ratee_id), None)
    return PersonItem(own, aggregate_peer(rows, scale=scale, minimum_raters=minimum_raters, exact=exact))


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


def group_mean(means: Iterable[float | None]) -> GroupMean:
    """The mean over persons (each person counts once, however many raters); a person without a mean is left out, not zero."""
    there = sorted(mean for mean in means if mean is not None)
    return GroupMean(sum(there) / len(there) if there else None, len(there))


def group_peer(scores: Iterable[Score], *, scale: Scale, minimum_raters: int = FLOOR_OF_RATERS) -> PeerMean:
    """The group's peer mean on one item over the persons who reach the minimum, to one decimal; n counts persons.

    Below three such persons it is hidden, near an end bounded. It is made of what is shown of each person and of nothing else (a
    bounded one counts at the bound): beside the persons' values an exact mean would tell what lies behind a bound.
    """
    by_ratee: defaultdict[int, list[Score]] = defaultdict(list)
    for row in scores:
        by_ratee[row.ratee_id].append(row)
    if len({row.item_id for rows in by_ratee.values() for row in rows}) > 1:
        raise ValueError("scores of more than one item")
    shown = [aggregate_peer(rows, scale=scale, minimum_raters=minimum_raters).drawn for rows in by_ratee.values()]
    means = [Fraction(str(mean)) for mean in shown if mean is not None]
    return _over_persons(means, scale, raters_needed(minimum_raters))


def group_self(scores: Iterable[Score], *, scale: Scale) -> PeerMean:
    """The group's mean of the self scores on one item, shown as :func:`group_peer` is; n counts persons."""
    own = [Fraction(row.score) for row in scores if row.rater_id == row.ratee_id and row.score is not None]
    return _over_persons(own, scale, FLOOR_OF_RATERS)


def _over_persons(means: list[Fraction], scale: Scale, minimum: int) -> PeerMean:
    if len(means) < FLOOR_OF_RATERS:
        return PeerMean(PeerShown.HIDDEN, minimum)
    mean = sum(means, Fraction()) / len(means)
    bounded = _at_an_end(mean, scale, minimum, len(means))
    return bounded or PeerMean(PeerShown.ROUNDED, minimum, mean=_one_decimal(mean), n=len(means))


def who_reaches_minimum(pairs: Iterable[tuple[int, int]], minimum_raters: int = FLOOR_OF_RATERS) -> tuple[Reach, ...]:
    """Per ratee the number of distinct peers among (rater, ratee) pairs, told before a round opens; by ratee."""
    raters: defaultdict[int, set[int]] = defaultdict(set)
    for rater_id, ratee_id in pairs:
        raters[ratee_id] |= {rater_id} - {ratee_id}
    needed = raters_needed(minimum_raters)
    return tuple(Reach(ratee_id, len(peers), len(peers) >= needed) for ratee_id, peers in sorted(raters.items()))


def _peers_of_one(scores: Iterable[Score], scale: Scale) -> list[tuple[int, int]]:
    """(rater, score) of every peer who gave one."""
    rows = list(scores)
    if len({(row.ratee_id, row.item_id) for row in rows}) > 1:
        raise ValueError("scores of more than one person or item")
    given = [(row.rater_id, row.score) for row in rows if row.rater_id != row.ratee_id and row.score is not None]
    if any(not scale.minimum <= score <= scale.maximum for _, score in given):
        raise ValueError("a score outside the scale")
    return given


def _at_an_end(mean: Fraction, scale: Scale, minimum: int, n: int | None) -> PeerMean | None:
    """The bounded form of a mean within half a step of an end of the scale, else None."""
    top, bottom = scale.maximum - HALF_A_STEP, scale.minimum + HALF_A_STEP
    if mean >= top:
        return PeerMean(PeerShown.AT_LEAST, minimum, n=n, bound=float(top))
    if mean <= bottom:
        return PeerMean(PeerShown.AT_MOST, minimum, n=n, bound=float(bottom))
    return None


def _mean(given: list[tuple[int, int]]) -> Fraction:
    return Fraction(sum(score for _, score in given), len(given))


def _one_decimal(mean: Fraction) -> float:
    """Half up, in whole numbers: 2.25 is 2.3 whatever binary fractions make of it."""
    return floor(mean * 10 + HALF_A_STEP) / 10
