"""A record that is to be moved to another company."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.rows.cases import CaseRow
from tracker.rows.notes import CaseNoteRow
from tracker.rows.visits import VisitRow


@dataclass(frozen=True, slots=True)
class MoveRow:
    """The visit, its notes case by case, and the company it goes to with its cases."""

    visit: VisitRow
    to_enrolment_id: int
    to_company: str
    notes: tuple[CaseNoteRow, ...]
    cases: tuple[CaseRow, ...]
