"""What a staffing suggestion has to keep and what it is after: the rules, the measure of a solution, and its order of aims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import ceil

from tracker.domain.load_caps import NO_CAP, LoadCap
from tracker.domain.staffing import AssignmentRole, Team

PLACES_OF_A_TEAM = 2  # one lead, one sub-lead


class RuleKind(StrEnum):
    """What can stand in the way of a wish; each is changed at a place of its own."""

    TEAM = "team"
    FIXED = "fixed"
    EXCLUSION = "exclusion"
    ABSENCE = "absence"
    LEAVING = "leaving"
    LEAD_CAP = "lead_cap"
    COMPANY_CAP = "company_cap"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a problem; ``company_id`` and ``person_id`` say whose, a cap without a person is the programme's."""

    kind: RuleKind
    company_id: int | None = None
    person_id: int | None = None
    role: AssignmentRole | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody in one place of one company's team."""

    company_id: int
    person_id: int
    role: AssignmentRole


@dataclass(frozen=True, slots=True)
class StaffingProblem:
    """The companies under support on a day, who is on the roster then, the teams as they stand, and what has to be kept.

    ``values`` is what is shown of a person on an item; who is not in it is not told there. A person without an own cap has
    ``default_cap``. Who is ``leaving`` before a company's support ends stays where they are, and is given no new place there.
    """

    company_ids: tuple[int, ...]
    person_ids: tuple[int, ...]
    teams: Mapping[int, Team]
    item_ids: tuple[int, ...] = ()
    values: Mapping[tuple[int, int], float] = field(default_factory=dict)
    max_sub_leads: int = 2
    default_cap: LoadCap = NO_CAP
    own_caps: Mapping[int, LoadCap] = field(default_factory=dict)
    absent: frozenset[int] = frozenset()
    excluded: frozenset[tuple[int, int]] = frozenset()
    leaving: frozenset[tuple[int, int]] = frozenset()
    fixed: frozenset[Place] = frozenset()

    @property
    def told_items(self) -> tuple[int, ...]:
        """The items on which somebody of the roster is told; of the others no team can be better than another."""
        told = {item_id for person_id, item_id in self.values if person_id in self.person_ids}
        return tuple(item_id for item_id in self.item_ids if item_id in told)

    @property
    def fair_share(self) -> int:
        """How many companies each of those present would carry if everybody carried alike, rounded up."""
        present = len(set(self.person_ids) - self.absent)
        return ceil(PLACES_OF_A_TEAM * len(self.company_ids) / present) if present else 0

    def cap_of(self, person_id: int) -> LoadCap:
        return self.own_caps.get(person_id, self.default_cap)

    def places(self) -> Iterator[Place]:
        """The places as they are filled today, of people who are on the roster."""
        for company_id in self.company_ids:
            team = self.teams.get(company_id, Team(None, ()))
            if team.lead in self.person_ids:
                assert team.lead is not None
                yield Place(company_id, team.lead, AssignmentRole.LEAD)
            for person_id in team.sub_leads:
                if person_id in self.person_ids:
                    yield Place(company_id, person_id, AssignmentRole.SUB_LEAD)


def rules_of(problem: StaffingProblem) -> tuple[Rule, ...]:
    """Every rule that could be part of a collision. That a person holds one place of a team cannot be lifted."""
    people = sorted(set(problem.person_ids))
    caps = sorted(set(problem.own_caps) & set(people))
    by_default = problem.default_cap if len(caps) < len(people) else NO_CAP
    rules = [Rule(RuleKind.TEAM, company_id) for company_id in problem.company_ids]
    if by_default.leads is not None:
        rules.append(Rule(RuleKind.LEAD_CAP))
    if by_default.companies is not None:
        rules.append(Rule(RuleKind.COMPANY_CAP))
    rules += [Rule(RuleKind.LEAD_CAP, person_id=one) for one in caps if problem.own_caps[one].leads is not None]
    rules += [Rule(RuleKind.COMPANY_CAP, person_id=one) for one in caps if problem.own_caps[one].companies is not None]
    rules += [Rule(RuleKind.ABSENCE, person_id=person_id) for person_id in sorted(problem.absent & set(people))]
    rules += [Rule(RuleKind.EXCLUSION, company_id, person_id) for company_id, person_id in sorted(problem.excluded)]
    rules += [Rule(RuleKind.LEAVING, company_id, person_id) for company_id, person_id in sorted(problem.leaving)]
    fixed = sorted(problem.fixed, key=lambda place: (place.company_id, place.role, place.person_id))
    rules += [Rule(RuleKind.FIXED, place.company_id, place.person_id, place.role) for place in fixed]
    return tuple(rules)


def broken_by(problem: StaffingProblem, teams: Mapping[int, Team]) -> tuple[Rule, ...]:
    """The rules of the problem that these teams do not keep; none for a suggestion."""
    return tuple(rule for rule in rules_of(problem) if not _keeps(problem, teams, rule))


def _keeps(problem: StaffingProblem, teams: Mapping[int, Team], rule: Rule) -> bool:
    team = teams.get(rule.company_id, Team(None, ())) if rule.company_id is not None else Team(None, ())
    everywhere = [one for company_id in problem.company_ids for one in teams[company_id].members]
    if rule.kind is RuleKind.TEAM:
        return team.is_complete and team.lead not in team.sub_leads and len(team.sub_leads) <= problem.max_sub_leads
    if rule.kind is RuleKind.FIXED:
        return rule.person_id == team.lead if rule.role is AssignmentRole.LEAD else rule.person_id in team.sub_leads
    if rule.kind is RuleKind.EXCLUSION:
        return rule.person_id not in team.members
    if rule.kind is RuleKind.LEAVING:
        today = problem.teams.get(rule.company_id or 0, Team(None, ()))
        is_new_lead = team.lead == rule.person_id != today.lead
        return not is_new_lead and (rule.person_id not in team.members or rule.person_id in today.members)
    if rule.kind is RuleKind.ABSENCE:
        return rule.person_id not in everywhere
    leads = Counter(teams[company_id].lead for company_id in problem.company_ids)
    loads = Counter(everywhere)
    people = (
        [rule.person_id] if rule.person_id is not None else [one for one in problem.person_ids if one not in problem.own_caps]
    )
    carried = leads if rule.kind is RuleKind.LEAD_CAP else loads
    return all(_fits(carried[one], _limit(problem.cap_of(one or 0), rule.kind)) for one in people)


def _limit(cap: LoadCap, kind: RuleKind) -> int | None:
    return cap.leads if kind is RuleKind.LEAD_CAP else cap.companies


def _fits(carried: int, limit: int | None) -> bool:
    return limit is None or carried <= limit


def best_values(problem: StaffingProblem, members: Iterable[int]) -> dict[int, float | None]:
    """What the best of a team is told to be on each item; None where nobody of it is told."""
    people = tuple(members)
    return {
        item_id: max((problem.values[one, item_id] for one in people if (one, item_id) in problem.values), default=None)
        for item_id in problem.told_items
    }


def weakest_value(problem: StaffingProblem, teams: Mapping[int, Team]) -> float | None:
    """The first aim, to be as high as can be: the lowest of all companies' values; None where a team is not told on an item."""
    values = [value for company_id in problem.company_ids for value in best_values(problem, teams[company_id].members).values()]
    return None if not values or None in values else min(value for value in values if value is not None)


def loads_of(problem: StaffingProblem, teams: Mapping[int, Team]) -> Counter[int]:
    """How many companies each carries, in either place."""
    return Counter(person_id for company_id in problem.company_ids for person_id in teams[company_id].members)


def unevenness(problem: StaffingProblem, teams: Mapping[int, Team]) -> int:
    """The second aim, to be as low as can be: the companies that each carries beyond the fair share, squared."""
    return sum(max(0, load - problem.fair_share) ** 2 for load in loads_of(problem, teams).values())


def changes(problem: StaffingProblem, teams: Mapping[int, Team]) -> int:
    """The third aim, to be as low as can be: the places that are given up and the places that are newly filled."""
    today = set(problem.places())
    then = {
        Place(company_id, person_id, AssignmentRole.LEAD if person_id == teams[company_id].lead else AssignmentRole.SUB_LEAD)
        for company_id in problem.company_ids
        for person_id in teams[company_id].members
    }
    return len(today ^ then)
