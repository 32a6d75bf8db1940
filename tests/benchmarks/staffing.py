"""``python -m tests.benchmarks.staffing``: the staffing suggestion at the programme's size, at a region's and beyond."""

from __future__ import annotations

import random
import time

from tracker.domain.load_caps import LoadCap
from tracker.domain.staffing import Team
from tracker.domain.staffing_problem import StaffingProblem, broken_by
from tracker.domain.staffing_search import Collision, suggest

SIZES = ((7, 10), (60, 40), (200, 100))
SEEDS = (1, 2, 3)
ITEMS = (1, 2, 3, 4, 5)


def problem_of(companies: int, people: int, seed: int) -> StaffingProblem:
    """Random teams and strengths; caps one above an even load, one in twenty away, an exclusion for every second company."""
    chance = random.Random(seed)
    company_ids, person_ids = tuple(range(1, companies + 1)), tuple(range(1001, 1001 + people))
    teams = {}
    for company_id in company_ids:
        members = chance.sample(person_ids, 2 + (chance.random() < 0.3))
        teams[company_id] = Team(members[0], tuple(sorted(members[1:])))
    share = -(-2 * companies // people)
    return StaffingProblem(
        company_ids,
        person_ids,
        teams,
        ITEMS,
        {
            (person_id, item): round(min(4.5, max(1.5, chance.gauss(3.3, 0.6))), 1)
            for person_id in person_ids
            for item in ITEMS
            if chance.random() < 0.95
        },
        default_cap=LoadCap(share, share + 1),
        absent=frozenset(chance.sample(person_ids, max(1, people // 20))),
        excluded=frozenset((chance.choice(company_ids), chance.choice(person_ids)) for _ in range(companies // 2)),
    )


def main() -> None:
    print("companies  people  seed  seconds  weakest (bound)  evenness (bound)  changes (bound)  proved")
    suggest(problem_of(2, 4, 1))  # the library is loaded once
    for companies, people in SIZES:
        for seed in SEEDS:
            problem = problem_of(companies, people, seed)
            begun = time.perf_counter()
            answer = suggest(problem)
            seconds = time.perf_counter() - begun
            if isinstance(answer, Collision):
                print(f"{companies:9}  {people:6}  {seed:4}  {seconds:7.2f}  collides: {len(answer.rules)} rules")
                continue
            assert not broken_by(problem, answer.teams)
            said = [f"{aim.best} ({aim.bound})" for aim in (answer.weakest, answer.evenness, answer.fewest_changes)]
            print(
                f"{companies:9}  {people:6}  {seed:4}  {seconds:7.2f}  {said[0]:>15}  {said[1]:>16}  {said[2]:>15}  "
                f"{'yes' if answer.is_proved else 'no'}"
            )


if __name__ == "__main__":
    main()
