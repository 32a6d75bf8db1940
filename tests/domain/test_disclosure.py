"""No rater's score follows from what is shown: every assignment of scores that fits it is tried.

The observer knows the means that are shown, the scores that they gave themselves and, at the worst, how many raters there were
and who they were. For every other rater at least two scores must fit.
"""

from __future__ import annotations

from functools import cache
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.disclosure import Tally, group_peer, group_self, show_peer
from tracker.domain.scores import PeerMean, PeerShown, Scale

FIVE = Scale(1, 5)
SCALES = (Scale(1, 2), Scale(1, 3), Scale(0, 3), FIVE)


def points(scale: Scale) -> range:
    return range(scale.minimum, scale.maximum + 1)


def seen(scores: tuple[int, ...], scale: Scale = FIVE, *, exact: bool = False, own: int | None = None) -> PeerMean:
    return show_peer(Tally(len(scores), sum(scores)), scale=scale, exact=exact, own=() if own is None else (own,))


@cache
def fitting(what: PeerMean, raters: int, scale: Scale, exact: bool, own: int | None) -> frozenset[tuple[int, ...]]:
    """Every way in which the raters whom the observer does not know may have scored, as what is shown has it."""
    others = product(points(scale), repeat=raters - (own is not None))
    known = () if own is None else (own,)
    return frozenset(one for one in others if seen((*known, *one), scale, exact=exact, own=own) == what)


def is_open(fits: frozenset[tuple[int, ...]]) -> bool:
    """Whether for every rater at least two scores fit."""
    return all(len(set(column)) > 1 for column in zip(*fits, strict=True))


@pytest.mark.parametrize("raters", [3, 4, 5])
@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("scale", SCALES, ids=str)
def test_no_score_follows_from_a_mean_even_with_the_number_of_raters_known(scale, exact, raters):
    for scores in product(points(scale), repeat=raters):
        if list(scores) == sorted(scores):
            assert is_open(fitting(seen(scores, scale, exact=exact), raters, scale, exact, None)), scores


@pytest.mark.parametrize("raters", [3, 4, 5])
@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("scale", SCALES, ids=str)
def test_no_score_follows_for_whoever_is_one_of_the_raters(scale, exact, raters):
    for own, *others in product(points(scale), repeat=raters):
        if others == sorted(others):
            what = seen((own, *others), scale, exact=exact, own=own)
            assert is_open(fitting(what, raters, scale, exact, own)), (own, others)


def test_without_that_a_rater_would_read_the_others_scores():
    assert not is_open(frozenset(one for one in product(points(FIVE), repeat=2) if sum(one) + 1 == 11))
    assert seen((1, 5, 5), exact=True, own=1) == PeerMean(PeerShown.AT_LEAST, n=3, bound=3.3)
    assert seen((5, 1, 1), exact=True, own=5) == PeerMean(PeerShown.AT_MOST, n=3, bound=2.7)
    assert seen((1, 4, 4), exact=True, own=1).mean == 3


@given(st.lists(st.integers(1, 5), min_size=3, max_size=9))
def test_a_bound_is_true_for_everybody_who_sees_it(scores):
    for own in (None, *scores):
        what, mean = seen(tuple(scores), own=own), sum(scores) / len(scores)
        assert what.shown is not PeerShown.AT_LEAST or mean >= what.bound
        assert what.shown is not PeerShown.AT_MOST or mean <= what.bound


cells = st.lists(st.tuples(*[st.integers(1, 3)] * 3), min_size=3, max_size=3)


@given(cells, st.tuples(*[st.integers(1, 3)] * 3))
def test_the_groups_means_beside_the_persons_tell_no_score_of_a_peer_nor_of_oneself(ratings, own):
    """Three persons and their three peers each: all that the report says at once, tried with every assignment that fits it."""
    scale = Scale(1, 3)
    shown = [seen(scores, scale) for scores in ratings]
    peers, selves = group_peer(shown, scale=scale), group_self(own, scale=scale)
    of_persons = [fitting(one, 3, scale, False, None) for one in shown]
    # The group's peer mean is made of what is shown of the persons: whatever fits them fits it.
    for choose in (min, max):
        assert group_peer([seen(choose(fits), scale) for fits in of_persons], scale=scale) == peers
    assert all(is_open(fits) for fits in of_persons)
    assert is_open(frozenset(one for one in product(points(scale), repeat=3) if group_self(one, scale=scale) == selves))


@given(st.lists(st.integers(1, 5), min_size=3, max_size=5), st.lists(st.integers(1, 5), min_size=3, max_size=5))
def test_the_difference_between_two_rounds_tells_no_score(first, last):
    """A change is made of the two means that are shown, and each of them leaves every score open."""
    for scores in (first, last):
        assert is_open(fitting(seen(tuple(scores)), len(scores), FIVE, False, None))


def test_who_gave_two_scores_under_two_names_knows_no_more_of_the_others_either() -> None:
    rest = list(product(points(FIVE), repeat=2))
    for mine in product(points(FIVE), repeat=2):
        shown = {one: show_peer(Tally(4, sum(mine) + sum(one)), scale=FIVE, exact=True, own=mine) for one in rest}
        for others, what in shown.items():
            assert is_open(frozenset(one for one in rest if shown[one] == what)), (mine, others)
