"""Notes that are no case's yet, as they are listed and given to cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.rows.cases import CaseRow
from tracker.rows.notes import CaseNoteRow


@dataclass(frozen=True, slots=True)
class UnassignedRow:
    """One note with the visit or meeting it was written in; ``version`` is that record's."""

    note_id: int
    enrolment_id: int
    company: str
    on: date
    note: CaseNoteRow
    may_assign: bool
    version: int
    visit_id: int | None = None
    meeting_id: int | None = None
    cases: tuple[CaseRow, ...] = ()
