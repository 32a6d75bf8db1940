"""Whether a round's means may be put beside those without severity, and what they are; no score may follow from both together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tracker.domain.disclosure import Tally, bounded, one_decimal, show_peer
from tracker.domain.scores import PeerMean, PeerShown, Scale
from tracker.domain.severity import Place, Scores, apart, totals, without_severity


class AdjustmentState(StrEnum):
    """Whether there are adjusted means, or why there are none."""

    FITTED = "fitted"
    NOTHING = "nothing"  # no mean is shown as a value
    APART = "apart"  # raters whom nothing links
    FOLLOWS = "follows"  # a single score could be worked out


@dataclass(frozen=True, slots=True)
class Adjustment:
    """``means`` only where fitted, ``groups`` (of raters) only where apart."""

    state: AdjustmentState
    means: Mapping[Place, float] = field(default_factory=dict)
    groups: tuple[tuple[int, ...], ...] = ()


def adjust(scores: Scores, scale: Scale, minimum_raters: int) -> Adjustment:
    """Of the peers' scores of one round. What is hidden or bounded to a manager enters nowhere, so nothing of it can come out."""
    shown = {place: given for place, given in scores.items() if _is_exact(given, scale, minimum_raters)}
    groups = apart(shown)
    if not groups:
        return Adjustment(AdjustmentState.NOTHING)
    if len(groups) > 1:
        return Adjustment(AdjustmentState.APART, groups=groups)
    if not every_score_is_open(shown, scale):
        return Adjustment(AdjustmentState.FOLLOWS)
    return Adjustment(AdjustmentState.FITTED, without_severity(totals(shown)))


def show_adjusted(mean: float, scale: Scale) -> PeerMean:
    """One decimal, and bounded as the raw mean is: severity taken out, a mean may leave the scale."""
    return bounded(mean, scale) or PeerMean(PeerShown.ROUNDED, mean=one_decimal(mean))


def every_score_is_open(scores: Scores, scale: Scale) -> bool:
    """Whether every score could be another one while the total of each place and of each rater stays as it is.

    The adjusted means are made of these totals alone: a score that is open beside the totals is open beside the means, to
    whatever digit they are shown. A score is open if it lies on a closed walk of places and raters along which points can be
    moved in turns, one up, one down (Gusfield 1988). Whether it does depends on the totals alone.
    """
    of_rater: defaultdict[int, dict[Place, int]] = defaultdict(dict)
    for place, given in scores.items():
        for rater, score in given.items():
            of_rater[rater][place] = score
    return all(
        _swaps(place, rater, scores, of_rater, scale)
        or any(_walks(place, rater, scores, of_rater, scale, up=up) for up in (1, -1))
        for place, given in scores.items()
        for rater in given
    )


def _swaps(place: Place, rater: int, scores: Scores, of_rater: Mapping[int, Mapping[Place, int]], scale: Scale) -> bool:
    """The shortest walk: two raters, two places that both rated."""
    own, here = of_rater[rater], scores[place]
    for up in (1, -1):
        if not _within(own[place] + up, scale):
            continue
        for there, score in own.items():
            if there == place or not _within(score - up, scale):
                continue
            others = scores[there]
            if any(
                other != rater and other in others and _within(value - up, scale) and _within(others[other] + up, scale)
                for other, value in here.items()
            ):
                return True
    return False


def _walks(
    place: Place, rater: int, scores: Scores, of_rater: Mapping[int, Mapping[Place, int]], scale: Scale, *, up: int
) -> bool:
    """Whether the score can go a point up (or down), taken from another rater there, and so on until it is this rater's turn."""
    if not _within(scores[place][rater] + up, scale):
        return False
    seen_places, seen_raters = {place}, {rater}
    waiting = [place]
    while waiting:
        at = waiting.pop()
        for other, score in scores[at].items():
            if not _within(score - up, scale) or (other == rater and at == place):
                continue
            if other == rater:
                return True
            if other in seen_raters:
                continue
            seen_raters.add(other)
            for there, value in of_rater[other].items():
                if there not in seen_places and _within(value + up, scale):
                    seen_places.add(there)
                    waiting.append(there)
    return False


def _within(score: int, scale: Scale) -> bool:
    return scale.minimum <= score <= scale.maximum


def _is_exact(given: Mapping[int, int], scale: Scale, minimum_raters: int) -> bool:
    kept = Tally(len(given), sum(given.values()))
    return show_peer(kept, scale=scale, minimum_raters=minimum_raters, exact=True).shown is PeerShown.EXACT
