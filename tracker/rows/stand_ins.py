"""Who stands in for a company's team, as pages show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.domain.calendar import Period
from tracker.rows.staffing import CandidateRow, PersonRow


@dataclass(frozen=True, slots=True)
class StandInRow:
    """One person's time as a stand-in; ``reason`` is empty where the viewer sees the board alone."""

    stand_in_id: int
    enrolment_id: int
    company_name: str
    person: PersonRow
    period: Period
    reason: str
    set_by: str
    version: int

    def is_over(self, today: date) -> bool:
        return self.period.ends_on is not None and self.period.ends_on < today

    def has_begun(self, today: date) -> bool:
        return self.period.starts_on <= today


@dataclass(frozen=True, slots=True)
class StandInFormRow:
    """What the form of a stand-in opens with."""

    enrolment_id: int
    company_name: str
    support: Period
    people: tuple[CandidateRow, ...]
