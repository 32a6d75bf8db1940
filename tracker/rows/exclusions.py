"""Who must not be on which team, as the staffing pages show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.domain.calendar import Period
from tracker.domain.exclusions import ExclusionKind, period_of
from tracker.rows.staffing import PersonRow


@dataclass(frozen=True, slots=True)
class ExclusionRow:
    """One person who must not be on one company's team; an open side of the time is None."""

    exclusion_id: int
    enrolment_id: int
    company_name: str
    person: PersonRow
    kind: ExclusionKind
    reason: str
    starts_on: date | None
    ends_on: date | None
    version: int

    @property
    def period(self) -> Period:
        return period_of(self.starts_on, self.ends_on)
