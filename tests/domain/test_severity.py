"""The ridge model of severity against a direct solution by another library, and what it must do whatever the scores are."""

from __future__ import annotations

import random
from statistics import fmean

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.severity import (
    SHRINK_PERSON,
    SHRINK_PERSON_ITEM,
    SHRINK_SEVERITY,
    Effects,
    Scores,
    apart,
    solve,
    totals,
    without_severity,
)


def solved_directly(scores: Scores) -> Effects:
    """The same minimum from the whole table of scores by a dense solve of the normal equations."""
    rows = [(place, rater, score) for place, given in scores.items() for rater, score in given.items()]
    names = [("item", item) for item in sorted({item for _person, item in scores})]
    names += [("person", person) for person in sorted({person for person, _item in scores})]
    names += [("place", place) for place in sorted(scores)] + [("rater", rater) for rater in sorted({row[1] for row in rows})]
    shrink = {"item": 0.0, "person": SHRINK_PERSON, "place": SHRINK_PERSON_ITEM, "rater": SHRINK_SEVERITY}
    at = {name: place for place, name in enumerate(names)}
    design = numpy.zeros((len(rows), len(names)))
    for line, ((person, item), rater, _score) in enumerate(rows):
        design[line, [at["item", item], at["person", person], at["place", (person, item)]]] = 1
        design[line, at["rater", rater]] = -1
    penalty = numpy.diag([shrink[kind] for kind, _name in names])
    x = numpy.linalg.solve(design.T @ design + penalty, design.T @ numpy.array([float(row[2]) for row in rows]))
    return Effects(
        {place: float(x[at["item", place[1]]] + x[at["person", place[0]]] + x[at["place", place]]) for place in scores},
        {rater: float(x[at["rater", rater]]) for kind, rater in names if kind == "rater"},
    )


@st.composite
def rounds(draw: st.DrawFn) -> dict[tuple[int, int], dict[int, int]]:
    """Up to six people who rate some of the others on up to three items, leaving out what they like."""
    people, items = draw(st.integers(3, 6)), draw(st.integers(1, 3))
    chance = random.Random(draw(st.integers(0, 10**6)))
    chosen = {
        (person, item): {rater: chance.randint(1, 5) for rater in range(people) if rater != person and chance.random() < 0.7}
        for person in range(people)
        for item in range(items)
    }
    return {place: given for place, given in chosen.items() if given} or {(0, 0): {1: 3}}


@given(rounds())
def test_the_model_is_solved_as_a_direct_solution_has_it(scores):
    found, expected = solve(totals(scores)), solved_directly(scores)
    assert found.places == pytest.approx(expected.places, abs=1e-7)
    assert found.severity == pytest.approx(expected.severity, abs=1e-7)


@given(rounds(), st.randoms(use_true_random=False))
def test_the_order_of_entry_does_not_matter(scores, chance):
    entries = list(scores.items())
    chance.shuffle(entries)
    shuffled = {place: dict(chance.sample(list(given.items()), len(given))) for place, given in entries}
    assert without_severity(totals(shuffled)) == without_severity(totals(scores))
    assert apart(shuffled) == apart(scores)


@given(rounds())
def test_severity_is_nobody_s_on_the_whole(scores):
    assert sum(solve(totals(scores)).severity.values()) == pytest.approx(0, abs=1e-7)


@given(rounds(), st.integers(1, 3))
def test_points_that_a_rater_takes_off_everywhere_are_taken_up_as_that_rater_s_severity(scores, points):
    rater = min(rater for given in scores.values() for rater in given)
    lower = {place: {one: score - points * (one == rater) for one, score in given.items()} for place, given in scores.items()}
    moved = solve(totals(lower)).severity[rater] - solve(totals(scores)).severity[rater]
    assert -1e-7 <= moved <= points


def test_where_all_rate_all_most_of_what_one_rater_takes_off_is_given_back():
    chance = random.Random(4)
    scores = {(p, i): {r: chance.randint(2, 4) for r in range(10) if r != p} for p in range(10) for i in range(5)}
    lower = {place: {rater: score - (rater == 3) for rater, score in given.items()} for place, given in scores.items()}
    severity = solve(totals(lower)).severity[3] - solve(totals(scores)).severity[3]
    assert severity == pytest.approx(0.87, abs=0.01), "the rest is held to be chance, or belongs to everybody"


def test_without_severity_the_mean_stays_what_it_is():
    value = {(p, i): 2 + (p + i) % 3 for p in range(6) for i in range(3)}
    scores = {place: {r: value[place] for r in range(6) if r != place[0] and (r + place[0]) % 3} for place in value}
    adjusted = without_severity(totals(scores))
    assert all(abs(adjusted[place] - fmean(scores[place].values())) < 0.25 for place in scores)
    even = {place: dict.fromkeys(given, 3) for place, given in scores.items()}
    assert without_severity(totals(even)) == pytest.approx(dict.fromkeys(even, 3.0))


def test_whoever_was_rated_by_severe_raters_is_moved_up():
    severe, mild = (0, 1, 2), (3, 4, 5)
    scores = {
        (6, 0): dict.fromkeys(severe, 2),
        (7, 0): dict.fromkeys(mild, 4),
        (8, 0): {r: 2 if r in severe else 4 for r in range(6)},
    }
    adjusted = without_severity(totals(scores))
    assert adjusted[6, 0] > 2.3
    assert adjusted[7, 0] < 3.7


def test_raters_are_linked_by_a_person_whom_both_rated_on_one_item_and_by_nothing_else():
    assert apart({}) == ()
    assert apart({(1, 1): {2: 3, 3: 4}, (2, 1): {3: 3, 4: 4}}) == ((2, 3, 4),)
    assert apart({(1, 1): {2: 3, 3: 4}, (2, 1): {4: 3, 5: 4}}) == ((2, 3), (4, 5)), "that 2 is rated by 4 links nobody"
    assert apart({(1, 1): {2: 3}, (1, 2): {3: 3}}) == ((2,), (3,)), "on different items of one person"
