"""How severe each rater is, by a ridge model: score = item + person + person×item − severity + error.

The item stays free; person, person×item and severity are drawn towards zero by a fixed shrinkage, the variance of the error over
their own. Nothing but these effects is estimated. What the model is given are totals, never a score.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import fsum

Place = tuple[int, int]  # person, item
Scores = Mapping[Place, Mapping[int, int]]  # the score of each rater there

# Assumptions (standard deviations, in points of a five-point scale); only their ratios count, on whatever scale. The error is the
# one behind the band of noise (1.96 · 0.6 · √(2 / 3) = 0.96); the others are ours: nothing was published or measured.
ERROR, PERSON, PERSON_ITEM, SEVERITY = 0.6, 0.5, 0.3, 0.5
SHRINK_PERSON = (ERROR / PERSON) ** 2
SHRINK_PERSON_ITEM = (ERROR / PERSON_ITEM) ** 2
SHRINK_SEVERITY = (ERROR / SEVERITY) ** 2

CLOSE_ENOUGH = 1e-22  # of the squared residual at the start
MOST_STEPS = 1_000

Vector = list[float]


@dataclass(frozen=True, slots=True)
class Totals:
    """All that the model is given of a round: who gave a score where, the total of each place and the total of each rater."""

    raters: Mapping[Place, tuple[int, ...]]
    of_place: Mapping[Place, int]
    of_rater: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Effects:
    """The solution: ``places`` is item + person + person×item, ``severity`` is positive for whoever gives less than others."""

    places: Mapping[Place, float]
    severity: Mapping[int, float]


def totals(scores: Scores) -> Totals:
    of_rater: defaultdict[int, int] = defaultdict(int)
    for given in scores.values():
        for rater, score in given.items():
            of_rater[rater] += score
    places = sorted(scores)
    return Totals(
        {place: tuple(sorted(scores[place])) for place in places},
        {place: sum(scores[place].values()) for place in places},
        dict(sorted(of_rater.items())),
    )


def without_severity(known: Totals) -> dict[Place, float]:
    """The mean of each place plus the mean severity of those who gave it; nothing is drawn towards the middle but severity."""
    severity = solve(known).severity
    return {
        place: (known.of_place[place] + fsum(severity[rater] for rater in raters)) / len(raters)
        for place, raters in known.raters.items()
    }


def apart(scores: Scores) -> tuple[tuple[int, ...], ...]:
    """The groups of raters that no common place links, the smallest rater id first; with one group all can be compared.

    Two raters are linked by a person whom both rated on the same item. That somebody was rated by one group and rated for another
    says nothing about severity: what one is given and what one gives are two things.
    """
    linked: dict[int, set[int]] = {}
    for given in scores.values():
        group = set(given).union(*(linked.get(rater, set()) for rater in given))
        linked.update(dict.fromkeys(group, group))
    return tuple(sorted({tuple(sorted(group)) for group in linked.values()}))


def solve(known: Totals) -> Effects:
    """The one minimum of squared error plus shrinkage, by conjugate gradients on the normal equations."""
    model = _Model(known)
    x = [0.0] * len(model.diagonal)
    residual = model.right
    scaled = _over(residual, model.diagonal)
    direction, size = scaled, _dot(residual, scaled)
    goal = size * CLOSE_ENOUGH
    for _step in range(MOST_STEPS):
        if size <= goal:
            break
        applied = model.apply(direction)
        length = size / _dot(direction, applied)
        x = _plus(x, length, direction)
        residual = _plus(residual, -length, applied)
        scaled = _over(residual, model.diagonal)
        size, before = _dot(residual, scaled), size
        direction = _plus(scaled, size / before, direction)
    return model.effects(x)


class _Model:
    """The normal equations; the unknowns stand as items, persons, places, raters."""

    def __init__(self, known: Totals) -> None:
        self.places, self.raters = list(known.raters), list(known.of_rater)
        items = _numbered((item for _person, item in self.places), 0)
        persons = _numbered((person for person, _item in self.places), len(items))
        self.first_place = len(items) + len(persons)
        self.first_rater = self.first_place + len(self.places)
        raters = _numbered(self.raters, self.first_rater)
        self.rows = [
            (items[item], persons[person], self.first_place + at, [raters[one] for one in known.raters[person, item]])
            for at, (person, item) in enumerate(self.places)
        ]
        self.shrink = [0.0] * len(items) + [SHRINK_PERSON] * len(persons)
        self.shrink += [SHRINK_PERSON_ITEM] * len(self.places) + [SHRINK_SEVERITY] * len(raters)
        self.given = [0.0] * len(raters)  # how many scores each rater gave
        for *_effects, given in self.rows:
            for rater in given:
                self.given[rater - self.first_rater] += 1
        self.right = self._spread(
            [float(known.of_place[place]) for place in self.places], [-float(known.of_rater[one]) for one in self.raters]
        )
        self.diagonal = _plus(self._spread([float(len(given)) for *_effects, given in self.rows], self.given), 1, self.shrink)

    def apply(self, x: Vector) -> Vector:
        """What the equations make of a vector."""
        first = self.first_rater
        of_places = []
        of_raters = [count * value for count, value in zip(self.given, x[first:], strict=True)]
        for item, person, place, given in self.rows:
            value = x[item] + x[person] + x[place]
            of_places.append(len(given) * value - sum([x[rater] for rater in given]))
            for rater in given:
                of_raters[rater - first] -= value
        spread = self._spread(of_places, of_raters)
        return [value + weight * one for value, weight, one in zip(spread, self.shrink, x, strict=True)]

    def effects(self, x: Vector) -> Effects:
        of_places = [x[item] + x[person] + x[place] for item, person, place, _given in self.rows]
        return Effects(dict(zip(self.places, of_places, strict=True)), dict(zip(self.raters, x[self.first_rater :], strict=True)))

    def _spread(self, of_places: Vector, of_raters: Vector) -> Vector:
        """Every place's value belongs to its item, its person and itself."""
        out = [0.0] * self.first_place + of_places + of_raters
        for (item, person, _place, _given), value in zip(self.rows, of_places, strict=True):
            out[item] += value
            out[person] += value
        return out


def _numbered(ids: Iterable[int], first: int) -> dict[int, int]:
    return {one: first + at for at, one in enumerate(sorted(set(ids)))}


def _dot(one: Vector, other: Vector) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def _plus(one: Vector, times: float, other: Vector) -> Vector:
    return [a + times * b for a, b in zip(one, other, strict=True)]


def _over(one: Vector, other: Vector) -> Vector:
    return [a / b for a, b in zip(one, other, strict=True)]
