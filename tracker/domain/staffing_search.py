"""Looks for the best teams: the weakest item as high as can be, then load as even, then as few changes as can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, isqrt

from tracker.domain.staffing import AssignmentRole, Team
from tracker.domain.staffing_conflicts import minimal_conflict
from tracker.domain.staffing_model import Model, Outcome, Run, build_model
from tracker.domain.staffing_problem import (
    Rule,
    StaffingProblem,
    best_values,
    changes,
    loads_of,
    rules_of,
    unevenness,
    weakest_value,
)

SECONDS = 8.0
SHARE_OF_START = 0.8  # of the time; what a step leaves goes to the next ones
SHARE_OF_WEAKEST = 0.6
SECONDS_TO_EXPLAIN = 2.0


@dataclass(frozen=True, slots=True)
class Aim:
    """How far one aim was met: ``best`` is what the suggestion has, ``bound`` what no suggestion can better."""

    best: float | None
    bound: float | None

    @property
    def is_proved(self) -> bool:
        return self.best == self.bound


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A team for every company; every rule of the problem is kept."""

    teams: Mapping[int, Team]
    weakest: Aim
    evenness: Aim
    fewest_changes: Aim

    @property
    def is_proved(self) -> bool:
        return self.weakest.is_proved and self.evenness.is_proved and self.fewest_changes.is_proved


@dataclass(frozen=True, slots=True)
class Collision:
    """There is no such team: these rules collide, and without any one of them the others would not."""

    rules: tuple[Rule, ...]


class OutOfTime(Exception):
    """Neither an answer nor a proof that there is none, in the time allowed."""


def suggest(problem: StaffingProblem, *, seconds: float = SECONDS) -> Suggestion | Collision:
    """The best teams that can be found in so many seconds of search; OutOfTime where not even one is.

    The aims come one after the other, each within what the one before reached. A run that is cut short gives its best and how far
    off it can be at most.
    """
    rules = rules_of(problem)
    start = _nearest(problem, rules, seconds * SHARE_OF_START)
    if start.outcome is Outcome.IMPOSSIBLE:
        return Collision(minimal_conflict(rules, lambda some: _can_be_met(problem, some)))
    if not start.has_answer:
        raise OutOfTime
    levels = _levels(problem)
    left = seconds - start.seconds
    climb = _raise_weakest(problem, rules, levels, start, left * SHARE_OF_WEAKEST)
    left -= climb.seconds
    model, teams = build_model(problem, rules), climb.teams
    _ask_for_level(model, levels, climb.level)
    evenness, teams, spent = _level_loads(model, teams, left / 2)
    fewest, teams = _change_least(model, teams, left - spent)
    weakest = Aim(weakest_value(problem, teams), levels[climb.highest - 1] if climb.highest else None)
    return Suggestion(teams, weakest, evenness, fewest)


@dataclass(slots=True)
class _Climb:
    """How high the weakest value was brought: ``level`` counts the values that it reaches, ``highest`` those that it might."""

    teams: Mapping[int, Team]
    level: int
    highest: int
    seconds: float = 0.0


def _nearest(problem: StaffingProblem, rules: Sequence[Rule], seconds: float) -> Run:
    """The teams that keep every rule with the fewest changes: there is an answer whatever comes after."""
    model = build_model(problem, rules)
    model.costs = _cost_of_changes(model)
    return model.run(seconds)


def _raise_weakest(
    problem: StaffingProblem, rules: Sequence[Rule], levels: Sequence[float], start: Run, seconds: float
) -> _Climb:
    """Halves what lies between a value that is reached and one that cannot be, asking each time whether there are such teams."""
    teams = build_model(problem, ()).teams(start.values)
    climb = _Climb(teams, _level_of(problem, levels, teams), _highest_level(problem, levels))
    hopeful = climb.highest
    while climb.level < hopeful and climb.seconds < seconds:
        asked = (climb.level + hopeful + 1) // 2
        model = build_model(problem, rules)
        _ask_for_level(model, levels, asked)
        run = model.run((seconds - climb.seconds) / 2)
        climb.seconds += run.seconds
        if run.has_answer:
            climb.teams = model.teams(run.values)
            climb.level = _level_of(problem, levels, climb.teams)
            continue
        hopeful = asked - 1
        if run.outcome is Outcome.IMPOSSIBLE:
            climb.highest = hopeful
    return climb


def _level_loads(model: Model, teams: Mapping[int, Team], seconds: float) -> tuple[Aim, Mapping[int, Team], float]:
    """The loads as even as can be; from here on the model keeps them so."""
    problem = model.problem
    known = unevenness(problem, teams)
    steps = isqrt(known)  # nobody carries more beyond the fair share than what is known allows
    costs = {}
    for person_id in problem.person_ids:
        terms = {model.member[company_id, person_id]: 1.0 for company_id in problem.company_ids}
        for step in range(steps):
            column = model.column(whole=False)
            terms[column], costs[column] = -1.0, 2.0 * step + 1.0
        model.row(terms, upper=float(problem.fair_share))
    if not known:
        return Aim(0, 0), teams, 0.0
    model.costs = costs
    run = model.run(seconds, _values_of(model, teams))
    better = model.teams(run.values) if run.has_answer else teams
    teams = better if unevenness(problem, better) <= known else teams
    best = unevenness(problem, teams)
    model.row(costs, upper=float(best))
    return Aim(best, _whole_bound(run, best)), teams, run.seconds


def _change_least(model: Model, teams: Mapping[int, Team], seconds: float) -> tuple[Aim, Mapping[int, Team]]:
    """As few changes as can be, within what the other aims reached."""
    problem = model.problem
    known, today = changes(problem, teams), len(list(problem.places()))
    model.costs = _cost_of_changes(model)
    run = model.run(seconds, _values_of(model, teams))
    better = model.teams(run.values) if run.has_answer else teams
    teams = better if changes(problem, better) <= known else teams
    best = changes(problem, teams)
    return Aim(best, _whole_bound(run, best, today)), teams


def _whole_bound(run: Run, best: int, constant: int = 0) -> int:
    """The bound of an aim that counts: the next whole number, and never below nothing."""
    if run.outcome is Outcome.PROVED:
        return best
    bound = run.bound + constant
    return min(best, max(0, ceil(bound - 1e-6))) if bound > -1e9 else 0


def _levels(problem: StaffingProblem) -> list[float]:
    """Every value that the weakest item of a company could have, the lowest first."""
    told = set(problem.told_items)
    present = set(problem.person_ids) - problem.absent
    return sorted({value for (person_id, item_id), value in problem.values.items() if person_id in present and item_id in told})


def _level_of(problem: StaffingProblem, levels: Sequence[float], teams: Mapping[int, Team]) -> int:
    weakest = weakest_value(problem, teams)
    return 0 if weakest is None else sum(level <= weakest for level in levels)


def _highest_level(problem: StaffingProblem, levels: Sequence[float]) -> int:
    """What the weakest value cannot exceed, whoever may come, were every company the only one."""
    present = [one for one in problem.person_ids if one not in problem.absent]
    best = [
        value
        for company_id in problem.company_ids
        for value in best_values(problem, (one for one in present if (company_id, one) not in problem.excluded)).values()
    ]
    if not best:
        return 0
    weakest = None if None in best else min(value for value in best if value is not None)
    return 0 if weakest is None else sum(level <= weakest for level in levels)


def _ask_for_level(model: Model, levels: Sequence[float], level: int) -> None:
    """Of every company's team somebody reaches the value on every item."""
    if not level:
        return
    problem, asked = model.problem, levels[level - 1]
    for item_id in problem.told_items:
        strong = [one for one in problem.person_ids if problem.values.get((one, item_id), asked - 1) >= asked]
        for company_id in problem.company_ids:
            model.row({model.member[company_id, person_id]: 1.0 for person_id in strong}, lower=1.0)


def _cost_of_changes(model: Model) -> dict[int, float]:
    """One for a place newly filled, one less for a place kept; with the number of today's places added it counts the changes."""
    today = {(place.company_id, place.person_id): place.role for place in model.problem.places()}
    costs = {}
    for at, member in model.member.items():
        as_sub = -1.0 if today.get(at) is AssignmentRole.SUB_LEAD else 1.0
        as_lead = -1.0 if today.get(at) is AssignmentRole.LEAD else 1.0
        costs[member], costs[model.lead[at]] = as_sub, as_lead - as_sub
    return costs


def _values_of(model: Model, teams: Mapping[int, Team]) -> list[float]:
    """Known teams as the columns of the model, to start a run from; the columns of the loads follow from them."""
    problem = model.problem
    values = [0.0] * model.width
    for company_id, team in teams.items():
        for person_id in team.members:
            values[model.member[company_id, person_id]] = 1.0
            values[model.lead[company_id, person_id]] = float(person_id == team.lead)
    steps = (model.width - 2 * len(model.member)) // max(len(problem.person_ids), 1)
    for place, person_id in enumerate(problem.person_ids):
        beyond = loads_of(problem, teams)[person_id] - problem.fair_share
        first = 2 * len(model.member) + place * steps
        values[first : first + max(0, beyond)] = [1.0] * max(0, beyond)
    return values


def _can_be_met(problem: StaffingProblem, rules: Sequence[Rule]) -> bool:
    return build_model(problem, rules).run(SECONDS_TO_EXPLAIN).outcome is not Outcome.IMPOSSIBLE
