"""What the manager's own workbook of results is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.rows.programmes import ProgrammeRow
from tracker.rows.results import GroupResultsRow, TeamCoverageRow


@dataclass(frozen=True, slots=True)
class ResultsBookRow:
    """The group's results as the page of one round shows them, and how the teams of ``today`` cover the items."""

    programme: ProgrammeRow
    results: GroupResultsRow
    coverage: TeamCoverageRow
    today: date
