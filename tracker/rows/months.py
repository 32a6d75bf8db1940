"""A month that was excused."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.domain.calendar import Month


@dataclass(frozen=True, slots=True)
class ExcusedMonthRow:
    """見送り（理由承認）: why there was no visit in the month, and who accepted the reason."""

    excused_id: int
    enrolment_id: int
    month: Month
    reason: str
    accepted_by: str
    version: int
