"""What the import of a roster would do, row by row: the dry run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.rows.roster import RosterCase, RosterCompany, RosterProblem, RosterProducer, RosterSheet


class PlanKind(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


class TeamPlanKind(StrEnum):
    """What becomes of a company's team: an existing one is never rewritten by an import."""

    SET = "set"
    SAME = "same"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """A value that would change; ``label`` is a marked word."""

    label: str
    before: str | date
    after: str | date

    @classmethod
    def of(cls, label: str, before: object, after: object) -> PlannedChange:
        """Days stay days, so that the page says them as it says every day; the rest is text."""
        return cls(label, *(value if isinstance(value, date) else str(value or "") for value in (before, after)))


@dataclass(frozen=True, slots=True)
class PlannedCompany:
    """``company_id`` None: unknown to the association; ``enrolment_id`` None: not yet supported in this programme."""

    source: RosterCompany
    kind: PlanKind
    company_id: int | None
    enrolment_id: int | None
    number: int
    starts_on: date
    ends_on: date
    changes: tuple[PlannedChange, ...]
    team: TeamPlanKind


@dataclass(frozen=True, slots=True)
class PlannedProducer:
    source: RosterProducer
    kind: PlanKind
    producer_id: int | None
    changes: tuple[PlannedChange, ...]


@dataclass(frozen=True, slots=True)
class PlannedCase:
    """``case_id`` without ``is_enrolled``: a case of an earlier programme that is taken up again."""

    source: RosterCase
    kind: PlanKind
    case_id: int | None
    is_enrolled: bool
    changes: tuple[PlannedChange, ...]


PlannedRow = PlannedCompany | PlannedProducer | PlannedCase


@dataclass(frozen=True, slots=True)
class Untouched:
    """A company or supporter of the programme that the file does not name."""

    thing_id: int
    name: str


@dataclass(frozen=True, slots=True)
class RosterPlan:
    """The dry run of a whole roster; with ``problems`` nothing of it can be imported."""

    sheet: RosterSheet
    companies: tuple[PlannedCompany, ...]
    producers: tuple[PlannedProducer, ...]
    cases: tuple[PlannedCase, ...]
    problems: tuple[RosterProblem, ...]
    notes: tuple[RosterProblem, ...]
    untouched_companies: tuple[Untouched, ...]
    untouched_producers: tuple[Untouched, ...]

    @property
    def changes_nothing(self) -> bool:
        rows: tuple[PlannedRow, ...] = (*self.companies, *self.producers, *self.cases)
        return all(row.kind is PlanKind.SAME for row in rows) and not any(
            company.team is TeamPlanKind.SET for company in self.companies
        )

    @property
    def teams_to_set(self) -> int:
        return sum(company.team is TeamPlanKind.SET for company in self.companies)


@dataclass(frozen=True, slots=True)
class RosterUploadRow:
    """An uploaded roster: its dry run as the programme stands now, and when it was imported."""

    upload_id: int
    file_name: str
    uploaded_by: str
    is_applied: bool
    plan: RosterPlan
