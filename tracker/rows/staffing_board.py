"""The staffing board: companies by supporters on a day, for whoever staffs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.domain.load_caps import LoadCap
from tracker.domain.staffing_problem import Rule
from tracker.rows.absences import AbsenceRow
from tracker.rows.assessments import ItemRow
from tracker.rows.staffing import PersonRow, StaffingRow
from tracker.rows.suggestions import ProblemRow


class BoardRole(StrEnum):
    """What somebody does for a company: lead, sub-lead, or standing in."""

    LEAD = "lead"
    SUB_LEAD = "sub_lead"
    STAND_IN = "stand_in"


@dataclass(frozen=True, slots=True)
class BoardPlace:
    """One place of one person; a day is None where the place goes on as long as the support."""

    role: BoardRole
    starts_on: date | None
    ends_on: date | None
    is_ahead: bool


@dataclass(frozen=True, slots=True)
class BoardCompanyRow:
    """One company: who does what from when to when, and the items that its team is told not to be strong on, or not told on."""

    company: StaffingRow
    places: Mapping[int, tuple[BoardPlace, ...]]
    thin: tuple[ItemRow, ...]
    unknown: tuple[ItemRow, ...]


@dataclass(frozen=True, slots=True)
class BoardRow:
    """``breaks`` are the rules that the teams of the day do not keep; ``caps`` what each may carry."""

    problem: ProblemRow
    companies: tuple[BoardCompanyRow, ...]
    people: tuple[PersonRow, ...]
    breaks: tuple[Rule, ...]
    absences: tuple[AbsenceRow, ...]
    caps: Mapping[int, LoadCap]
    has_results: bool
