"""The lines of the list of meetings where each company in a meeting is one."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.rows.meetings import MeetingListRow
from tracker.rows.staffing import StaffedCompanyRow

Line = tuple[MeetingListRow, tuple[StaffedCompanyRow, ...]]


def by_company_lines(rows: Iterable[MeetingListRow], enrolment_id: int | None) -> list[Line]:
    """A line for each company of each meeting, or for the one that the list is narrowed to."""
    return [(row, (one,)) for row in rows for one in row.companies if enrolment_id in (None, one.enrolment_id)]
