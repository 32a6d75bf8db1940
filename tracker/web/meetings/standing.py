"""What a change of a meeting has to answer to: the closed months and the submissions that hold it."""

from __future__ import annotations

from tracker.rows.meetings import MeetingRow
from tracker.web.closing.asking import Standing, standing_on


def standing_of(row: MeetingRow) -> Standing | None:
    return standing_on([section.enrolment_id for section in row.sections], row.meeting_on)
