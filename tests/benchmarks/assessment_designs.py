"""What a round's design and the ridge model are worth, by simulated rounds of which the truth is known.

Assumed: a score is the truth of a person on an item, minus the rater's severity, plus chance, rounded onto one to five; the truth
is 3.2 + item + person + person×item. All are normal with the standard deviations below; teams are drawn so that load is even.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from tracker.domain.adjustment import AdjustmentState, adjust
from tracker.domain.scores import Scale
from tracker.domain.severity import ERROR, PERSON, PERSON_ITEM, SEVERITY, Place, solve, totals

PEOPLE, ITEMS = 10, 5
MANAGER = PEOPLE  # one more rater, who is rated by nobody
ROUNDS = 300
FIVE = Scale(1, 5)


@dataclass(frozen=True, slots=True)
class Spread:
    """Standard deviations, in points."""

    name: str
    person: float = PERSON
    person_item: float = PERSON_ITEM
    severity: float = SEVERITY
    error: float = ERROR
    item: float = 0.3


AS_ASSUMED = Spread("as the model assumes")
SPREADS = (
    AS_ASSUMED,
    replace(AS_ASSUMED, name="people more alike (person 0.3)", person=0.3),
    replace(AS_ASSUMED, name="no severity", severity=0.0),
)


@dataclass(frozen=True, slots=True)
class Design:
    """``companies`` teams of ``seats``, or everybody rates everybody."""

    name: str
    companies: int = 0
    seats: int = 0
    with_manager: bool = False

    def pairs(self, chance: random.Random, people: int = PEOPLE) -> set[tuple[int, int]]:
        """(rater, ratee), by whoever shares a team; with more people there are as many more companies."""
        if not self.companies:
            return {(one, other) for one in range(people) for other in range(people) if one != other}
        load: Counter[int] = Counter()
        found: set[tuple[int, int]] = set()
        for _company in range(self.companies * people // PEOPLE):
            team = sorted(range(people), key=lambda one: (load[one], chance.random()))[: self.seats]
            load.update(team)
            found |= {(one, other) for one in team for other in team if one != other}
        return found


DESIGNS = (
    Design("lead and one sub, 7 companies", 7, 2),
    Design("the same and a manager who rates all", 7, 2, with_manager=True),
    Design("three a company, 7 companies", 7, 3),
    Design("the same and a manager who rates all", 7, 3, with_manager=True),
    Design("three a company, 6 companies", 6, 3),
    Design("all rate all"),
)
FIGURES = ("rank mean", "rank minus", "rank out", "rank ridge", "error mean", "error out", "error ridge")
MEASURES = ("three peers", *FIGURES, "fitted", "apart", "told")
WORDS = ("peers", "mean", "−rater", "sev.out", "ridge", "mean", "sev.out", "ridge", "fitted", "apart", "told")


def simulated(design: Design, spread: Spread, rounds: int = ROUNDS) -> dict[str, float]:
    """Averages over the rounds: share with three peers, rank correlations with the truth, root mean square errors, answers."""
    chance = random.Random(20261129)
    found: dict[str, list[float]] = {name: [] for name in MEASURES}
    for _round in range(rounds):
        peers = design.pairs(chance)
        raters = peers | ({(MANAGER, ratee) for ratee in range(PEOPLE)} if design.with_manager else set())
        truth, scores = _world(raters, spread, chance)
        for name, value in _judged(truth, scores).items():
            found[name].append(value)
        reached = Counter(ratee for _rater, ratee in peers)
        found["three peers"].append(fmean(reached[one] >= 3 for one in range(PEOPLE)))
        state = adjust(scores, FIVE, 3).state
        found["fitted"].append(state is AdjustmentState.FITTED)
        found["apart"].append(state is AdjustmentState.APART)
        found["told"].append(state is AdjustmentState.FOLLOWS)
    return {name: fmean(values) for name, values in found.items()}


def _world(
    raters: Iterable[tuple[int, int]], spread: Spread, chance: random.Random
) -> tuple[dict[Place, float], dict[Place, dict[int, int]]]:
    item = [3.2 + chance.gauss(0, spread.item) for _item in range(ITEMS)]
    person = [chance.gauss(0, spread.person) for _person in range(PEOPLE)]
    severity = [chance.gauss(0, spread.severity) for _rater in range(PEOPLE + 1)]
    truth = {
        (one, at): item[at] + person[one] + chance.gauss(0, spread.person_item) for one in range(PEOPLE) for at in range(ITEMS)
    }
    scores: dict[Place, dict[int, int]] = {}
    for rater, ratee in sorted(raters):
        for at in range(ITEMS):
            given = truth[ratee, at] - severity[rater] + chance.gauss(0, spread.error)
            scores.setdefault((ratee, at), {})[rater] = min(FIVE.maximum, max(FIVE.minimum, round(given)))
    return truth, scores


def _judged(truth: Mapping[Place, float], scores: Mapping[Place, Mapping[int, int]]) -> dict[str, float]:
    by_rater: dict[int, list[int]] = {}
    for given in scores.values():
        for rater, score in given.items():
            by_rater.setdefault(rater, []).append(score)
    effects = solve(totals(scores))
    mean = {place: fmean(given.values()) for place, given in scores.items()}
    minus = {place: fmean(score - fmean(by_rater[rater]) for rater, score in given.items()) for place, given in scores.items()}
    out = {place: mean[place] + fmean(effects.severity[rater] for rater in given) for place, given in scores.items()}
    return {
        "rank mean": _rank_correlation(truth, mean),
        "rank minus": _rank_correlation(truth, minus),
        "rank out": _rank_correlation(truth, out),
        "rank ridge": _rank_correlation(truth, effects.places),
        "error mean": _error(truth, mean),
        "error out": _error(truth, out),
        "error ridge": _error(truth, effects.places),
    }


def _error(truth: Mapping[Place, float], found: Mapping[Place, float]) -> float:
    return fmean((found[place] - truth[place]) ** 2 for place in found) ** 0.5


def _rank_correlation(truth: Mapping[Place, float], found: Mapping[Place, float]) -> float:
    """Spearman's, of the persons' means over the items."""
    persons = sorted({person for person, _item in found})
    one, other = (
        _ranks([fmean(values[person, item] for item in range(ITEMS)) for person in persons]) for values in (truth, found)
    )
    middle = fmean(one)
    above = sum((a - middle) * (b - middle) for a, b in zip(one, other, strict=True))
    below = (sum((a - middle) ** 2 for a in one) * sum((b - middle) ** 2 for b in other)) ** 0.5
    return above / below if below else 0.0


def _ranks(values: Sequence[float]) -> list[float]:
    return [fmean(at for at, other in enumerate(sorted(values)) if other == value) for value in values]


def noise(raters: int, items: int, *, rounded: bool, rounds: int = 20_000) -> float:
    """Within what 95 of 100 changes of a mean lie if nothing but chance changes from one round to the next."""
    chance = random.Random(20261129)

    def given(truth: float) -> float:
        score = truth + chance.gauss(0, ERROR)
        return min(FIVE.maximum, max(FIVE.minimum, round(score))) if rounded else score

    changes = []
    for _turn in range(rounds):
        truths = [3.2 + chance.gauss(0, SEVERITY) for _score in range(raters * items)]
        changes.append(abs(fmean(given(one) for one in truths) - fmean(given(one) for one in truths)))
    return sorted(changes)[int(0.95 * rounds)]


def report() -> None:
    for spread in SPREADS:
        print(f"\n{spread.name}: standard deviations of person {spread.person}, person×item {spread.person_item},")
        print(f"severity {spread.severity}, error {spread.error}; {ROUNDS} rounds a design")
        print(f"{'':38}   three  rank correlation with the truth  root mean square error    answer of the program")
        print(f"{'design':38}   peers{''.join(f'{words:>9}' for words in WORDS[1:])}")
        for design in DESIGNS:
            row = simulated(design, spread)
            shown = [f"{row[name]:>9.2f}" if name in FIGURES else f"{row[name]:>9.0%}" for name in MEASURES[1:]]
            print(f"{design.name:38}{row['three peers']:>8.0%}{''.join(shown)}")
    print("\nnoise: 95 of 100 changes of a mean between two rounds lie within")
    for raters, items in ((3, 1), (9, 1), (3, 5), (9, 5)):
        as_assumed, rounded = (noise(raters, items, rounded=one) for one in (False, True))
        print(f"  {raters} raters, {items} item(s): ±{as_assumed:.2f}, scores rounded to points ±{rounded:.2f}")
