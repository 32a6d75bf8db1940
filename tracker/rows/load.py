"""What each supporter carries, month by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.domain.calendar import Month
from tracker.domain.staffing import AssignmentRole


@dataclass(frozen=True, slots=True)
class LoadCell:
    """One supporter's month: companies as lead and as sub-lead on any of its days, visits and meetings they were at, minutes.

    ``minutes`` is None where the viewer does not read the hours.
    """

    month: Month
    lead: int = 0
    sub: int = 0
    visits: int = 0
    meetings: int = 0
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class LoadRow:
    """One supporter's year up to today; ``cells`` are its months from April."""

    producer_id: int
    name: str
    cells: tuple[LoadCell, ...]

    @property
    def visits(self) -> int:
        return sum(cell.visits for cell in self.cells)

    @property
    def meetings(self) -> int:
        return sum(cell.meetings for cell in self.cells)

    @property
    def minutes(self) -> int:
        return sum(cell.minutes or 0 for cell in self.cells)


@dataclass(frozen=True, slots=True)
class CarriedCompanyRow:
    """A company on whose team somebody was in a month, in which role and on which of its days."""

    enrolment_id: int
    company: str
    role: AssignmentRole
    from_on: date
    to_on: date
