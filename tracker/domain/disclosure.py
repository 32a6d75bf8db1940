"""What may be shown of ratings: the peers' mean from the minimum of raters on, so that no rater's score follows (rule 8)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import ceil, floor

from tracker.domain.scores import FLOOR_OF_RATERS, PeerMean, PeerShown, Scale, Score, raters_needed

HALF_A_STEP = Fraction(1, 2)
NEAR = 1  # points by which two raters of one person may differ and still agree


@dataclass(frozen=True, slots=True)
class Tally:
    """What is kept of the peers' scores of one person on one item when a round closes; single scores are not in it.

    ``near_pairs`` counts the pairs of raters whose scores lie at most a point apart.
    """

    raters: int = 0
    total: int = 0
    near_pairs: int = 0

    @property
    def pairs(self) -> int:
        return self.raters * (self.raters - 1) // 2

    @property
    def mean(self) -> Fraction:
        return Fraction(self.total, self.raters)

    def without(self, scores: Sequence[int]) -> Tally:
        """What the others gave, for whoever knows these scores; their agreement is not known then."""
        return Tally(self.raters - len(scores), self.total - sum(scores))


def tally(scores: Iterable[Score], scale: Scale) -> Tally:
    """The peers' scores of one person on one item; self rows, missing answers and 「評価できない」 are left out.

    ValueError for scores of several persons or items, for a rater who stands there twice, or outside the scale.
    """
    rows = list(scores)
    if len({(row.ratee_id, row.item_id) for row in rows}) > 1:
        raise ValueError("scores of more than one person or item")
    given = [(row.rater_id, row.score) for row in rows if row.rater_id != row.ratee_id and row.score is not None]
    if len({rater_id for rater_id, _ in given}) < len(given):
        raise ValueError("two scores of one rater")
    if any(not scale.minimum <= score <= scale.maximum for _, score in given):
        raise ValueError("a score outside the scale")
    points = [score for _, score in given]
    near = sum(abs(one - other) <= NEAR for one, other in combinations(points, 2))
    return Tally(len(points), sum(points), near)


def show_peer(
    kept: Tally, *, scale: Scale, minimum_raters: int = FLOOR_OF_RATERS, exact: bool = False, own: Sequence[int] = ()
) -> PeerMean:
    """The peers' mean of one person on one item; ``exact`` is the manager's view (exact mean and n), else one decimal and no n.

    A mean within half a step of an end of the scale is bounded in either view: if all raters gave the extreme it would tell every
    single score, and just below it nearly so (three raters: 5, 5, 4). ``own`` is what the viewer gave (twice, where two entries
    of a roster are one person): whoever knows a score can take it away, so the rest is bounded too (5, 1, 1: without the 5 the
    others would be known).
    """
    minimum = raters_needed(minimum_raters)
    if kept.raters < minimum:
        return PeerMean.hidden(minimum)
    n = kept.raters if exact else None
    if own:
        rest = kept.without(own)
        if scale.maximum - scale.minimum == 1 and rest.raters < FLOOR_OF_RATERS:
            return PeerMean.hidden(minimum)  # two others on two points: no bound is left between them
        top, bottom = _ends(scale)
        if rest.mean >= top:
            least = Fraction(ceil(top * rest.raters) + sum(own), kept.raters)
            return PeerMean(PeerShown.AT_LEAST, minimum, n=n, bound=min(floor(least * 10) / 10, float(top)))
        if rest.mean <= bottom:
            most = Fraction(floor(bottom * rest.raters) + sum(own), kept.raters)
            return PeerMean(PeerShown.AT_MOST, minimum, n=n, bound=max(ceil(most * 10) / 10, float(bottom)))
    bounded = _at_an_end(kept.mean, scale, minimum, n)
    if bounded is not None:
        return bounded
    if exact:
        return PeerMean(PeerShown.EXACT, minimum, mean=float(kept.mean), n=n)
    return PeerMean(PeerShown.ROUNDED, minimum, mean=one_decimal(kept.mean))


def group_peer(persons: Iterable[PeerMean], *, scale: Scale, minimum_raters: int = FLOOR_OF_RATERS) -> PeerMean:
    """The group's peer mean on one item over the persons who reach the minimum, to one decimal; n counts persons.

    Below three such persons it is hidden, near an end bounded. It is made of what is shown of each person and of nothing else (a
    bounded one counts at the bound): beside the persons' values an exact mean would tell what lies behind a bound.
    """
    means = [Fraction(str(mean.drawn)) for mean in persons if mean.drawn is not None]
    return _over_persons(means, scale, raters_needed(minimum_raters))


def group_self(scores: Iterable[int | None], *, scale: Scale) -> PeerMean:
    """The group's mean of the self scores on one item, shown as :func:`group_peer` is; n counts persons."""
    return _over_persons([Fraction(score) for score in scores if score is not None], scale, FLOOR_OF_RATERS)


def _over_persons(means: list[Fraction], scale: Scale, minimum: int) -> PeerMean:
    if len(means) < FLOOR_OF_RATERS:
        return PeerMean.hidden(minimum)
    mean = sum(means, Fraction()) / len(means)
    bounded = _at_an_end(mean, scale, minimum, len(means))
    return bounded or PeerMean(PeerShown.ROUNDED, minimum, mean=one_decimal(mean), n=len(means))


def bounded(mean: float, scale: Scale) -> PeerMean | None:
    """The bounded form of a mean within half a step of an end of the scale or beyond it, else None; without n."""
    return _at_an_end(Fraction(mean), scale, FLOOR_OF_RATERS, None)


def _ends(scale: Scale) -> tuple[Fraction, Fraction]:
    return scale.maximum - HALF_A_STEP, scale.minimum + HALF_A_STEP


def _at_an_end(mean: Fraction, scale: Scale, minimum: int, n: int | None) -> PeerMean | None:
    """The bounded form of a mean within half a step of an end of the scale, else None."""
    top, bottom = _ends(scale)
    if mean >= top:
        return PeerMean(PeerShown.AT_LEAST, minimum, n=n, bound=float(top))
    if mean <= bottom:
        return PeerMean(PeerShown.AT_MOST, minimum, n=n, bound=float(bottom))
    return None


def one_decimal(mean: Fraction | float) -> float:
    """Half up, in whole numbers: 2.25 is 2.3 whatever binary fractions make of it."""
    return floor(Fraction(mean) * 10 + HALF_A_STEP) / 10
