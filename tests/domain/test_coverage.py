"""How a team covers the items: by what is shown of its members, whoever they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.coverage import CoverageState, ItemCoverage, cover_item, cover_team, strong_from
from tracker.domain.scores import PeerMean, PeerShown, Scale

FIVE = Scale(1, 5)


def mean(value: float) -> PeerMean:
    return PeerMean(PeerShown.ROUNDED, mean=value)


HIDDEN = PeerMean.hidden()
MANY = PeerMean(PeerShown.AT_LEAST, bound=4.5)
FEW = PeerMean(PeerShown.AT_MOST, bound=1.5)
means = st.one_of(st.just(HIDDEN), st.just(MANY), st.just(FEW), st.integers(16, 44).map(lambda tenths: mean(tenths / 10)))


@pytest.mark.parametrize(
    ("members", "state"),
    [
        ([mean(3.5), mean(2.0)], CoverageState.COVERED),
        ([MANY, HIDDEN], CoverageState.COVERED),
        ([mean(3.4), mean(2.0)], CoverageState.THIN),
        ([FEW], CoverageState.THIN),
        ([mean(3.4), HIDDEN], CoverageState.UNKNOWN),
        ([HIDDEN, HIDDEN], CoverageState.UNKNOWN),
        ([], CoverageState.UNKNOWN),
    ],
)
def test_an_item_is_covered_by_one_who_is_strong_and_thin_only_where_nobody_is_hidden(members, state):
    assert cover_item(members, FIVE).state is state


def test_strong_is_within_half_a_point_of_three_quarters_of_any_scale():
    assert [strong_from(Scale(1, 5)), strong_from(Scale(1, 4)), strong_from(Scale(0, 10))] == [3.5, 2.75, 7.0]


@given(st.lists(means, max_size=6).flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))))
def test_the_order_of_the_members_tells_nothing(both):
    assert cover_item(both[0], FIVE) == cover_item(both[1], FIVE)


@given(st.lists(means, max_size=6), means)
def test_another_member_never_makes_a_covered_item_worse(team, another):
    before, after = cover_item(team, FIVE), cover_item([*team, another], FIVE)
    assert after.strong >= before.strong
    assert before.state is not CoverageState.COVERED or after.state is CoverageState.COVERED
    assert after.told + after.hidden == len(team) + 1


def test_a_member_whom_nobody_rated_counts_as_hidden_and_nobody_counts_twice():
    [coverage] = cover_team([7, 8, 7], [1], {(7, 1): mean(3.0)}, FIVE)
    assert coverage == ItemCoverage(mean(3.0), strong=0, told=1, hidden=1)
