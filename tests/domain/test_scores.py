"""What may be shown of an assessment, and what must never be worked out from it (rule 8)."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.disclosure import Tally, group_peer, group_self, show_peer, tally
from tracker.domain.scores import (
    PeerMean,
    PeerShown,
    Reach,
    Scale,
    Score,
    change,
    is_noise,
    noise_band,
    who_reaches_minimum,
)

FIVE = Scale(1, 5)
RATEE = 1
HIDDEN = PeerMean(PeerShown.HIDDEN, 3)


def peers(*given_scores: int | None, ratee: int = RATEE) -> list[Score]:
    return [Score(100 + rater, ratee, 1, score) for rater, score in enumerate(given_scores)]


def shown(rows, *, minimum: int = 3, exact: bool = False, scale: Scale = FIVE) -> PeerMean:
    return show_peer(tally(rows, scale), scale=scale, minimum_raters=minimum, exact=exact)


def group(*persons: tuple[int, ...]) -> PeerMean:
    """The group's mean over persons, each with the scores of their peers."""
    return group_peer((shown(peers(*scores)) for scores in persons), scale=FIVE)


@pytest.mark.parametrize("exact", [True, False])
def test_two_raters_show_nothing_to_anybody(exact):
    assert shown(peers(3, 4), exact=exact) == HIDDEN
    assert HIDDEN.sentence % HIDDEN.params == "―（回答3名未満）"


def test_three_raters_show_a_mean_to_one_decimal_without_their_number():
    mean = shown(peers(3, 4, 4))
    assert mean == PeerMean(PeerShown.ROUNDED, 3, mean=3.7)
    assert mean.sentence % mean.params == "3.7（3人以上）"


def test_the_manager_sees_the_exact_mean_and_n():
    mean = shown(peers(3, 4, 4), exact=True)
    assert (mean.shown, mean.n) == (PeerShown.EXACT, 3)
    assert mean.mean == pytest.approx(11 / 3)
    assert mean.sentence % mean.params == "3.67（3人）"


def test_settings_raise_the_floor_and_never_lower_it():
    assert shown(peers(3, 4, 4, 3), minimum=5).is_hidden
    assert shown(peers(3, 4), minimum=1).is_hidden
    five = shown(peers(3, 4), minimum=5)
    assert five.sentence % five.params == "―（回答5名未満）"


def test_the_same_rater_twice_is_refused():
    with pytest.raises(ValueError):
        shown([*peers(3, 4), Score(100, RATEE, 1, 5)])


def test_a_tally_keeps_how_many_their_sum_and_how_many_pairs_are_near():
    assert tally([*peers(3, 4, None, 5), Score(RATEE, RATEE, 1, 1)], FIVE) == Tally(3, 12, 2)
    assert Tally(3, 12, 2).pairs == 3


def test_the_self_row_is_never_in_the_peer_mean():
    own = Score(RATEE, RATEE, 1, 5)
    assert shown([*peers(3, 4), own]).is_hidden
    assert shown([*peers(2, 2, 3), own]) == shown(peers(2, 2, 3))


def test_missing_and_cannot_judge_are_neither_zero_nor_raters():
    missing, cannot = Score(200, RATEE, 1, None), Score(201, RATEE, 1, None, cannot_judge=True)
    assert missing.is_missing
    assert not cannot.is_missing
    assert shown([*peers(3, 4), missing, cannot]).is_hidden
    assert shown([*peers(3, 4, 4), missing, cannot]) == shown(peers(3, 4, 4))


def test_who_cannot_judge_gives_no_score():
    with pytest.raises(ValueError):
        Score(1, 2, 3, 4, cannot_judge=True)


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("given_scores", [(5, 5, 5), (5, 5, 4), (4, 5, 4, 5)])
def test_a_mean_at_the_upper_end_is_bounded(given_scores, exact):
    mean = shown(peers(*given_scores), exact=exact)
    assert (mean.shown, mean.mean, mean.bound) == (PeerShown.AT_LEAST, None, 4.5)
    assert mean.sentence % mean.params == (f"4.5以上（{len(given_scores)}人）" if exact else "4.5以上")


@pytest.mark.parametrize("given_scores", [(1, 1, 1), (1, 1, 2), (1, 2, 1, 2)])
def test_a_mean_at_the_lower_end_is_bounded(given_scores):
    mean = shown(peers(*given_scores))
    assert (mean.shown, mean.mean, mean.bound) == (PeerShown.AT_MOST, None, 1.5)
    assert mean.sentence % mean.params == "1.5以下"


def test_a_bounded_mean_tells_n_to_the_manager_alone():
    assert shown(peers(5, 5, 5), exact=True).n == 3
    assert shown(peers(5, 5, 5)).n is None


def test_the_ends_follow_the_scale():
    assert shown(peers(10, 10, 10), scale=Scale(1, 10)).bound == 9.5
    assert shown(peers(0, 0, 0), scale=Scale(0, 4)).bound == 0.5


def test_halves_are_rounded_up_whatever_binary_fractions_make_of_them():
    assert shown(peers(2, 2, 2, 3)).mean == 2.3
    assert shown(peers(3, 4, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3)).mean == 3.1


def test_scores_of_two_persons_or_items_or_outside_the_scale_are_refused():
    with pytest.raises(ValueError):
        shown([*peers(3, 3, 3), *peers(3, ratee=2)])
    with pytest.raises(ValueError):
        shown([*peers(3, 3, 3), Score(9, RATEE, 2, 3)])
    with pytest.raises(ValueError):
        shown(peers(3, 3, 6))
    with pytest.raises(ValueError):
        Scale(3, 3)


def test_change_is_last_minus_first():
    assert change(shown(peers(2, 3, 3)), shown(peers(4, 3, 4))) == pytest.approx(1.0)


@pytest.mark.parametrize("end", [(5, 5, 5), (1, 1, 1), (3, 3)])
def test_no_change_is_shown_where_an_end_is_hidden_or_bounded(end):
    middle = shown(peers(3, 3, 4))
    assert change(shown(peers(*end)), middle) is None
    assert change(middle, shown(peers(*end))) is None


def test_the_bands_of_noise():
    assert noise_band(3) == pytest.approx(0.96)
    assert noise_band(9) == pytest.approx(0.55, abs=0.005)
    assert noise_band(3, items=5) == pytest.approx(0.43, abs=0.005)
    assert noise_band(9, items=5) == pytest.approx(0.25, abs=0.005)
    assert is_noise(-0.9, 3)
    assert not is_noise(-1.0, 3)
    with pytest.raises(ValueError):
        noise_band(0)


def test_a_groups_peer_mean_counts_each_person_once_however_many_raters():
    assert group((2, 2, 2), (3, 3, 3), (4, 4, 4, 4, 4, 4), (5, 5)) == PeerMean(PeerShown.ROUNDED, 3, mean=3.0, n=3)


def test_a_group_of_fewer_than_three_persons_with_a_result_is_hidden():
    assert group((2, 2, 2), (3, 3, 3)) == HIDDEN


def test_a_groups_mean_at_an_end_is_bounded_too():
    assert group(*[(5, 5, 5)] * 3) == PeerMean(PeerShown.AT_LEAST, 3, n=3, bound=4.5)


def test_the_set_up_says_who_will_reach_the_minimum():
    pairs = [(1, 1), (2, 1), (3, 1), (4, 1), (4, 1), (1, 2), (3, 2), (5, 5)]
    assert who_reaches_minimum(pairs) == (Reach(1, 3, True), Reach(2, 2, False), Reach(5, 0, False))
    assert who_reaches_minimum(pairs, 4)[0] == Reach(1, 3, False)


answers = st.none() | st.integers(1, 5)
minimums = st.integers(0, 6)


@given(st.lists(answers, max_size=9), minimums, st.booleans(), st.randoms())
def test_the_order_of_entry_never_matters(given_scores, minimum, exact, random):
    rows = peers(*given_scores)
    assert shown(random.sample(rows, len(rows)), minimum=minimum, exact=exact) == shown(rows, minimum=minimum, exact=exact)


@given(st.lists(answers, max_size=9), answers, minimums, st.booleans())
def test_a_further_rater_below_the_minimum_reveals_nothing(given_scores, extra, minimum, exact):
    before, after = peers(*given_scores), peers(*given_scores, extra)
    if sum(row.score is not None for row in after) < max(minimum, 3):
        assert shown(before, minimum=minimum, exact=exact) == shown(after, minimum=minimum, exact=exact)
        assert shown(after, minimum=minimum, exact=exact) == PeerMean(PeerShown.HIDDEN, max(minimum, 3))


@given(st.integers(3, 9), st.sampled_from([1, 5]), st.booleans())
def test_when_all_gave_the_extreme_it_looks_as_if_some_had_not(n, extreme, exact):
    one_off = 4 if extreme == 5 else 2
    assert shown(peers(*[extreme] * n), exact=exact) == shown(peers(*[extreme] * (n - 1), one_off), exact=exact)


@given(st.lists(st.integers(1, 5), min_size=3, max_size=9))
def test_below_the_manager_neither_n_nor_an_exact_mean_is_shown(given_scores):
    mean = shown(peers(*given_scores))
    assert mean.n is None
    true_mean = Fraction(sum(given_scores), len(given_scores))
    if mean.mean is None:
        assert true_mean >= Fraction(9, 2) or true_mean <= Fraction(3, 2)
    else:
        assert round(mean.mean, 1) == mean.mean
        assert abs(Fraction(mean.mean) - true_mean) <= Fraction(501, 10000)


@given(st.lists(st.lists(st.integers(1, 5), max_size=5), max_size=6), st.randoms())
def test_persons_below_the_minimum_never_move_the_groups_mean(persons, random):
    assert group(*random.sample(persons, len(persons))) == group(*(scores for scores in persons if len(scores) >= 3))


def test_a_groups_peer_mean_tells_nothing_that_the_persons_values_do_not():
    assert group((3, 3, 3), (3, 3, 4), (5, 5, 4)) == group((3, 3, 3), (3, 3, 4), (5, 5, 5))


def test_a_groups_self_mean_is_over_three_persons_or_hidden_and_bounded_at_an_end():
    assert group_self([3, None, 4, 4], scale=FIVE) == PeerMean(PeerShown.ROUNDED, 3, mean=3.7, n=3)
    assert group_self([3, 4, None], scale=FIVE) == HIDDEN
    assert group_self([5, 5, 5], scale=FIVE).is_bounded
