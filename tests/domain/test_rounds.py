"""Who rates whom in a round, the cheapest addition to a design, and which round is offered next."""

from __future__ import annotations

from datetime import date
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.rounds import (
    Pair,
    RaterKind,
    RoundDesign,
    Stint,
    all_rate_all,
    cheapest_addition,
    fingerprint,
    may_still_fail,
    next_default_round,
    pairs_of_round,
    shared_a_team,
)
from tracker.domain.scores import who_reaches_minimum

APRIL, JUNE, JULY, MARCH = date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 1), date(2027, 3, 31)
people_and_pairs = st.integers(1, 7).flatmap(
    lambda n: st.tuples(
        st.just(tuple(range(1, n + 1))),
        st.sets(st.builds(Pair, st.integers(1, n), st.integers(1, n))),
        st.sets(st.integers(1, n)),
        st.integers(3, 5),
        st.integers(0, 2),
    )
)


def test_everybody_rates_everybody_and_themselves_once():
    pairs = all_rate_all([2, 1, 2])
    assert [tuple(pair) for pair in pairs] == [(1, 1), (1, 2), (2, 1), (2, 2)]
    assert [pair.kind for pair in pairs] == [RaterKind.SELF, RaterKind.PEER, RaterKind.PEER, RaterKind.SELF]


def test_those_share_a_team_who_were_on_one_company_on_one_day():
    stints = [
        Stint(1, 1, APRIL, JUNE),
        Stint(1, 2, JUNE, MARCH),  # one day together
        Stint(1, 3, JULY, MARCH),  # after the first had left
        Stint(2, 1, APRIL, MARCH),  # another company
        Stint(2, 4, APRIL, APRIL),
    ]
    assert shared_a_team(stints) == {Pair(1, 2), Pair(2, 1), Pair(2, 3), Pair(3, 2), Pair(1, 4), Pair(4, 1)}


def test_by_team_only_colleagues_and_additions_rate_and_a_manager_of_the_ten_gives_no_peers_rating():
    pairs = pairs_of_round(
        RoundDesign.TEAM, [1, 2, 3], together={Pair(1, 2), Pair(2, 1)}, extra={Pair(3, 1), Pair(9, 1)}, managers=[2]
    )
    assert pairs == (Pair(1, 1), Pair(1, 2), Pair(2, 2), Pair(3, 1), Pair(3, 3))


@given(st.sets(st.integers(1, 8)), st.sets(st.integers(1, 8)))
def test_nobody_gives_two_series_about_one_person(people, managers):
    for pair in pairs_of_round(RoundDesign.ALL_RATE_ALL, people, managers=managers):
        assert pair.kind is RaterKind.SELF or pair.rater_id not in managers


def raters(people, pairs, can_rate):
    return {row.ratee_id: row.raters for row in who_reaches_minimum([p for p in pairs if p.rater_id in can_rate])} | {
        one: 0 for one in people if not any(p.ratee_id == one and p.rater_id in can_rate for p in pairs)
    }


@given(people_and_pairs)
def test_the_addition_is_enough_for_everybody_who_can_be_reached(drawn):
    people, pairs, can_rate, needed, spare = drawn
    added = cheapest_addition(people, pairs, can_rate=can_rate, needed=needed, spare=spare)
    after = raters(people, {*pairs, *added.pairs}, can_rate)
    for one in people:
        most = len(can_rate - {one})
        assert (one in added.out_of_reach) is (most < needed)
        if one not in added.out_of_reach:
            assert after[one] >= min(needed + spare, most)


@given(people_and_pairs)
def test_the_addition_is_the_smallest_and_repeats_nothing(drawn):
    people, pairs, can_rate, needed, spare = drawn
    added = cheapest_addition(people, pairs, can_rate=can_rate, needed=needed, spare=spare)
    assert not set(added.pairs) & pairs
    assert all(pair.kind is RaterKind.PEER and pair.rater_id in can_rate for pair in added.pairs)
    for dropped in added.pairs:  # without any one of them somebody falls short
        rest = {*pairs, *added.pairs} - {dropped}
        assert raters(people, rest, can_rate)[dropped.ratee_id] < min(needed + spare, len(can_rate - {dropped.ratee_id}))


def test_no_smaller_set_of_pairs_does_it_by_trying_all_of_them():
    people, pairs, needed = (1, 2, 3, 4), {Pair(1, 2), Pair(2, 1), Pair(3, 1)}, 3
    found = cheapest_addition(people, pairs, can_rate=people, needed=needed)
    missing = [pair for pair in all_rate_all(people) if pair.kind is RaterKind.PEER and pair not in pairs]
    smallest = next(
        size
        for size in range(len(missing) + 1)
        for chosen in combinations(missing, size)
        if min(raters(people, {*pairs, *chosen}, people).values()) >= needed
    )
    assert len(found.pairs) == smallest


def test_the_additions_go_to_whoever_has_the_fewest_to_rate():
    found = cheapest_addition(range(1, 11), (), can_rate=range(1, 11), needed=3)
    load = [sum(pair.rater_id == one for pair in found.pairs) for one in range(1, 11)]
    assert sum(load) == 30
    assert max(load) - min(load) <= 2


def test_how_many_may_still_fail_to_answer():
    assert [may_still_fail(raters, 3) for raters in (2, 3, 9)] == [None, 0, 6]


def test_an_answer_is_told_apart_by_what_it_says():
    said = [fingerprint(4, False, ""), fingerprint(4, False, "一言"), fingerprint(5, False, ""), fingerprint(None, True, "")]
    assert len(set(said)) == 4
    assert fingerprint(None, False, "") == ""
    assert not any(" " in one for one in said)


def test_the_three_default_rounds_are_offered_one_after_the_other():
    assert [next_default_round(names) for names in ((), ("期首",), ("期首", "中間"), ("期首", "中間", "期末"))] == [
        "期首",
        "中間",
        "期末",
        None,
    ]
