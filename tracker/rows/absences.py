"""Days away as the staffing pages show them."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.domain.calendar import Period
from tracker.rows.staffing import PersonRow


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """One person's days away."""

    absence_id: int
    person: PersonRow
    period: Period
    reason: str
    version: int
