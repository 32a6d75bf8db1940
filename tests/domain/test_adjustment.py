"""No rater's score follows from the means and those without severity together: every assignment that fits both is tried."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.domain.adjustment import Adjustment, AdjustmentState, adjust, every_score_is_open, show_adjusted
from tracker.domain.scores import Scale
from tracker.domain.severity import Scores, totals, without_severity

FIVE, THREE = Scale(1, 5), Scale(1, 3)
PEOPLE = range(4)


def round_of(*rows: tuple[int, ...]) -> dict[tuple[int, int], dict[int, int]]:
    """Four people who rate each other on one item; a row holds what the others gave, in their order."""
    return {(person, 0): dict(zip((one for one in PEOPLE if one != person), row, strict=True)) for person, row in enumerate(rows)}


def to_every_digit(found: Adjustment) -> tuple[object, ...]:
    return found.state, found.groups, tuple(sorted((place, round(mean, 9)) for place, mean in found.means.items()))


@settings(max_examples=12)
@given(st.tuples(*[st.tuples(*[st.integers(1, 3)] * 3)] * 4))
def test_no_score_follows_from_the_means_with_and_without_severity_nor_from_their_being_withheld(rows):
    """A manager knows every exact mean, n, who rated whom, the model and its constants, and reads the adjusted to every digit."""
    exact = [person for person in PEOPLE if 1.5 < sum(rows[person]) / 3 < 2.5]
    ways = [[one for one in product((1, 2, 3), repeat=3) if sum(one) == sum(rows[person])] for person in exact]
    told: dict[tuple[tuple[int, int], ...], tuple[object, ...]] = {}  # what is said depends on the totals of the raters alone
    alike: defaultdict[tuple[object, ...], list[tuple[tuple[int, ...], ...]]] = defaultdict(list)
    for chosen in product(*ways):
        world = list(rows)
        for person, row in zip(exact, chosen, strict=True):
            world[person] = row
        scores = round_of(*world)
        known = tuple(totals({(person, 0): scores[person, 0] for person in exact}).of_rater.items())
        if known not in told:
            told[known] = to_every_digit(adjust(scores, THREE, 3))
        alike[told[known]].append(chosen)
    for worlds in alike.values():
        for column in zip(*(sum(world, ()) for world in worlds), strict=True):
            assert len(set(column)) > 1


def test_without_that_a_rater_who_gave_everybody_the_most_would_be_read():
    scores = {(p, 0): {r: 5 if r == 0 else 3 for r in range(6) if r != p} for p in range(6)}
    adjusted = without_severity(totals(scores))
    assert adjusted[0, 0] - 3 > adjusted[1, 0] - 3.4, "the mean of whom 0 rated comes down, so 0 is told to be mild"
    assert not every_score_is_open(scores, FIVE)
    assert adjust(scores, FIVE, 3) == Adjustment(AdjustmentState.FOLLOWS)


def test_a_score_is_open_along_a_walk_longer_than_a_swap():
    """Three raters of three people, two each: no two raters share two people, yet points can go around."""
    around = {(1, 0): {1: 3, 2: 3}, (2, 0): {2: 3, 3: 3}, (3, 0): {3: 3, 1: 3}}
    assert every_score_is_open(around, FIVE)
    assert not every_score_is_open({**around, (4, 0): {1: 3}}, FIVE), "the only score of somebody is their total"
    assert not every_score_is_open({(1, 0): {1: 3, 2: 3}, (2, 0): {2: 3, 3: 3}}, FIVE)


scores_of_four = st.tuples(*[st.tuples(*[st.integers(1, 5)] * 3)] * 4)


@given(scores_of_four)
def test_what_is_hidden_or_bounded_enters_nowhere(rows):
    scores = round_of(*rows)
    few = {place: {rater: score for rater, score in given.items() if place[0] or rater == 1} for place, given in scores.items()}
    more = {**few, (0, 0): {rater: 6 - score for rater, score in few[0, 0].items()}}
    assert adjust(few, FIVE, 3) == adjust(more, FIVE, 3)
    high = {**scores, (0, 0): {1: 5, 2: 5, 3: 5}}
    almost = {**scores, (0, 0): {1: 5, 2: 4, 3: 5}}
    assert adjust(high, FIVE, 3) == adjust(almost, FIVE, 3)


@given(scores_of_four)
def test_only_where_the_mean_is_shown_as_a_value_there_is_an_adjusted_one(rows: tuple[tuple[int, ...], ...]):
    found = adjust(round_of(*rows), FIVE, 3)
    exact = {(person, 0) for person, row in enumerate(rows) if 1.5 < sum(row) / 3 < 4.5}
    assert set(found.means) in (set(), exact)
    assert (found.state is AdjustmentState.NOTHING) is (not exact)
    assert adjust(round_of(*rows), FIVE, 4) == Adjustment(AdjustmentState.NOTHING), "no minimum of raters is gone below"


def test_raters_whom_nothing_links_are_named_as_groups():
    scores: Scores = {(1, 0): {1: 2, 2: 3, 3: 4}, (2, 0): {4: 2, 5: 3, 6: 4}}
    assert adjust(scores, FIVE, 3) == Adjustment(AdjustmentState.APART, groups=((1, 2, 3), (4, 5, 6)))


@pytest.mark.parametrize(
    ("mean", "words"), [(3.449, "3.4"), (3.45, "3.5"), (4.5, "4.5以上"), (5.3, "4.5以上"), (1.5, "1.5以下"), (0.7, "1.5以下")]
)
def test_an_adjusted_mean_is_said_to_one_decimal_and_bounded_at_the_ends(mean, words):
    shown = show_adjusted(mean, FIVE)
    assert (shown.sentence % shown.params).removesuffix("（3人以上）") == words
