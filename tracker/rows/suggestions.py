"""What a suggestion asks and says, and what one change of a team would do, as pages show it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from tracker.domain.calendar import Period
from tracker.domain.load_caps import LoadCap
from tracker.domain.staffing import Team
from tracker.domain.staffing_problem import Place, Rule, StaffingProblem
from tracker.domain.staffing_reasons import Reason
from tracker.domain.staffing_search import Aim
from tracker.rows.assessments import ItemRow
from tracker.rows.results import StrengthsRow
from tracker.rows.staffing import PersonRow, ProducerLoadRow, StaffingRow, TeamRow

SOON = 60  # days


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A staffing problem with the words to speak of it."""

    problem: StaffingProblem
    on: date
    companies: Mapping[int, StaffingRow]
    people: Mapping[int, PersonRow]
    items: Mapping[int, ItemRow]
    leads_to_keep: frozenset[Place]
    strengths: StrengthsRow
    loads: tuple[ProducerLoadRow, ...]
    ahead: tuple[tuple[int, Period], ...] = ()  # absences that begin within :data:`SOON` days after the day
    leaving: Mapping[int, date] = field(default_factory=dict)  # the last day of who leaves the roster within them

    def asking(self, *, max_sub_leads: int, kept: Collection[Place]) -> ProblemRow:
        """The same problem with a wish: of the places to keep those that are filled."""
        fixed = frozenset(self.problem.places()) & frozenset(kept)
        return replace(self, problem=replace(self.problem, max_sub_leads=max_sub_leads, fixed=fixed))

    def away_soon(self, told: SuggestionRow) -> list[tuple[str, Period]]:
        """Who of the teams as they would then stand is away within :data:`SOON` days after the day, by name."""
        names = self._names_in(told)
        return [(names[one], period) for one, period in self.ahead if one in names]

    def gone_soon(self, told: SuggestionRow) -> list[tuple[str, date]]:
        """Who of these teams leaves the roster within those days, with the last day."""
        names = self._names_in(told)
        return [(names[one], last_on) for one, last_on in self.leaving.items() if one in names]

    def _names_in(self, told: SuggestionRow) -> dict[int, str]:
        after = {line.company.enrolment_id: line.after for line in told.lines}
        teams = [after.get(enrolment_id, company.team) for enrolment_id, company in self.companies.items()]
        return {person.producer_id: person.name for team in teams for person in team.people}

    def team(self, team: Team) -> TeamRow:
        lead = self.people[team.lead] if team.lead is not None else None
        return TeamRow(lead, tuple(self.people[one] for one in team.sub_leads))


@dataclass(frozen=True, slots=True)
class ItemChangeRow:
    """What the best of a team is told to be on one item, before and after; None where nobody of it is told."""

    item: ItemRow
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class LoadChangeRow:
    """How many companies somebody carries before and after, and how many they may."""

    person: PersonRow
    before: int
    after: int
    cap: LoadCap

    @property
    def is_over(self) -> bool:
        return self.cap.companies is not None and self.after > self.cap.companies


@dataclass(frozen=True, slots=True)
class TeamChangeRow:
    """What another team for one company would do; ``breaks`` are the rules that it would break and today's does not."""

    company: StaffingRow
    before: TeamRow
    after: TeamRow
    items: tuple[ItemChangeRow, ...]
    loads: tuple[LoadChangeRow, ...]
    breaks: tuple[Rule, ...] = ()
    reason: Reason | None = None

    @property
    def reason_words(self) -> str:
        return self.reason.sentence if self.reason else ""

    @property
    def reason_params(self) -> Mapping[str, Any]:
        return self.reason.params if self.reason else {}


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """A suggestion line by line, and how far each aim was met; the companies that stay as they are have no line."""

    lines: tuple[TeamChangeRow, ...]
    weakest_before: float | None
    weakest: Aim
    evenness: Aim
    fewest_changes: Aim
    is_proved: bool
