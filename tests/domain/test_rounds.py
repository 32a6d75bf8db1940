"""Who rates whom in a round, and which round is offered next."""

from tracker.domain.rounds import RaterKind, all_rate_all, next_default_round


def test_everybody_rates_everybody_and_themselves_once():
    pairs = all_rate_all([2, 1, 2])
    assert [tuple(pair) for pair in pairs] == [(1, 1), (1, 2), (2, 1), (2, 2)]
    assert [pair.kind for pair in pairs] == [RaterKind.SELF, RaterKind.PEER, RaterKind.PEER, RaterKind.SELF]


def test_the_three_default_rounds_are_offered_one_after_the_other():
    assert [next_default_round(names) for names in ((), ("期首",), ("期首", "中間"), ("期首", "中間", "期末"))] == [
        "期首",
        "中間",
        "期末",
        None,
    ]
