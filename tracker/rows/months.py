"""A month that was excused."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.domain.calendar import Month, Period


@dataclass(frozen=True, slots=True)
class ExcusedMonthRow:
    """見送り（理由承認）: why there was no visit in the month, and who accepted the reason.

    Both are empty for a viewer to whom the company's records are closed.
    """

    excused_id: int
    enrolment_id: int
    month: Month
    reason: str
    accepted_by: str
    version: int


@dataclass(frozen=True, slots=True)
class CompanyMonthRow:
    """A company's month that can be excused; ``withdrawn`` is the last excuse that was taken back, where none stands.

    ``called_off`` is why the last of its visits that were called off was not made: empty where none was.
    """

    enrolment_id: int
    company_name: str
    support: Period
    month: Month
    excused: ExcusedMonthRow | None
    withdrawn: ExcusedMonthRow | None
    called_off: str = ""
