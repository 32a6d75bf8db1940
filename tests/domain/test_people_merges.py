"""Two entries of a roster become one person: no place and no rating counts twice, and nobody rates themselves as a peer."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.domain.test_merges import DAYS, YEAR, teams
from tracker.domain.calendar import Period
from tracker.domain.people_merges import (
    AlikeBy,
    Asked,
    Likely,
    Listed,
    is_too_few,
    joined,
    likely_doubles,
    merge_places,
    settle_closed,
    settle_open,
)
from tracker.domain.rounds import Pair, RaterKind
from tracker.domain.staffing import Assigned, check_places, team_on

KEPT, GONE = 1, 2
PEOPLE = st.integers(1, 5)
ROUNDS = st.dictionaries(st.tuples(PEOPLE, PEOPLE), st.integers(0, 2), max_size=25).map(
    lambda found: [Asked(place, Pair(*pair), answers) for place, (pair, answers) in enumerate(found.items())]
)


def as_one(pair: Pair) -> Pair:
    return Pair(*(KEPT if one == GONE else one for one in pair))


@given(teams(), DAYS)
def test_who_leads_under_either_name_leads_and_every_other_place_stays(assigned: tuple[Assigned, ...], day: date) -> None:
    merged = merge_places(assigned, KEPT, GONE)
    check_places(merged)
    before, after = team_on(assigned, day), team_on(merged, day)
    assert after.members == {KEPT if one == GONE else one for one in before.members}
    assert after.lead == (KEPT if before.lead == GONE else before.lead)
    kept_alone = [row for row in assigned if row.producer_id == KEPT]
    if all(row.producer_id != GONE for row in assigned):
        assert set(kept_alone) <= set(merged)


@given(ROUNDS)
def test_an_open_round_asks_everybody_once_and_nobody_about_themselves_as_a_peer(asked: list[Asked]) -> None:
    settled = settle_open(asked, KEPT, GONE)
    assert settled.stays.keys() | settled.goes == {row.pair_id for row in asked}
    assert not settled.stays.keys() & settled.goes
    assert max(Counter(settled.stays.values()).values(), default=1) == 1
    assert all(GONE not in pair for pair in settled.stays.values())
    wanted = {
        as_one(row.pair) for row in asked if not (row.pair.kind is RaterKind.PEER and as_one(row.pair).kind is RaterKind.SELF)
    }
    assert set(settled.stays.values()) == wanted
    answered = {as_one(row.pair) for row in asked if row.answers} & wanted
    assert {settled.stays[row.pair_id] for row in asked if row.answers and row.pair_id in settled.stays} >= answered - {
        Pair(KEPT, KEPT)
    }


def test_whoever_rates_as_a_manager_gives_no_peers_rating_under_the_other_name() -> None:
    asked = [Asked(1, Pair(GONE, 3), 5), Asked(2, Pair(GONE, GONE), 5), Asked(3, Pair(3, GONE), 5)]
    settled = settle_open(asked, KEPT, GONE, rates_as_manager=True)
    assert settled.stays == {2: Pair(KEPT, KEPT), 3: Pair(3, KEPT)}


@given(ROUNDS, st.sampled_from([KEPT, GONE]))
def test_a_shown_round_keeps_every_rating_of_others_and_one_result_whole(asked: list[Asked], result_of: int) -> None:
    settled = settle_closed(asked, KEPT, GONE, result_of=result_of)
    of_others = [row for row in asked if row.pair.ratee_id not in (KEPT, GONE)]
    assert {row.pair_id for row in of_others} <= settled.stays.keys()
    assert max(Counter(settled.stays.values()).values(), default=1) == 1
    assert all(pair.ratee_id != GONE for pair in settled.stays.values())
    for row in asked:
        pair = settled.stays.get(row.pair_id)
        assert pair is None or pair.kind is row.pair.kind
        if row.pair.ratee_id == result_of and row.pair.rater_id not in (KEPT, GONE):
            assert pair == Pair(row.pair.rater_id, KEPT)


def test_a_result_that_stood_on_one_person_twice_is_too_few() -> None:
    assert is_too_few([KEPT, GONE, 3], 3, KEPT, GONE)
    assert not is_too_few([KEPT, GONE, 3, 4], 3, KEPT, GONE)
    assert not is_too_few([KEPT, GONE], 3, KEPT, GONE)
    assert not is_too_few([KEPT, 3, 4], 3, KEPT, GONE)


def test_one_name_in_any_spelling_one_reading_or_one_address_is_a_likely_double() -> None:
    people = [
        Listed(1, "架空 かほる", "カクウ カホル", frozenset({"a@example.jp"})),
        Listed(2, "架空　カホル", "", frozenset()),
        Listed(3, "架空 香", "ｶｸｳ ｶﾎﾙ", frozenset()),
        Listed(4, "架空 太郎", "", frozenset({"A@example.jp"})),
        Listed(5, "架空 次郎", "", frozenset()),
    ]
    assert likely_doubles(people) == (Likely(AlikeBy.EMAIL, 1, 4), Likely(AlikeBy.NAME, 1, 2), Likely(AlikeBy.READING, 1, 3))


@given(st.lists(st.tuples(DAYS, st.integers(0, 40))))
def test_joined_absences_are_the_same_days_apart_from_each_other(spans: list[tuple[date, int]]) -> None:
    periods = [Period(on, date.fromordinal(on.toordinal() + length)) for on, length in spans]
    made = joined(periods)
    days = {date.fromordinal(YEAR.starts_on.toordinal() + place) for place in range(420)}
    assert {day for day in days if any(day in one for one in periods)} == {day for day in days if any(day in one for one in made)}
    assert all(one.ends_on is not None and one.ends_on < other.starts_on for one, other in pairwise(made))
