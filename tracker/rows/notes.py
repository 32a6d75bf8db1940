"""The note of one case as pages show it, and a case as forms offer it."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.domain.phases import Phase


@dataclass(frozen=True, slots=True)
class CaseChoiceRow:
    """A case of the company that a form asks about; ``furthest``: where it stands, as a hint."""

    case_id: int
    number: str
    title: str
    furthest: Phase | None = None


@dataclass(frozen=True, slots=True)
class CaseNoteRow:
    """The note of a case; at board depth the three texts are empty. ``unassigned_id``: it is no case's yet."""

    case_id: int
    number: str
    title: str
    phases: tuple[Phase, ...]
    facts: str = ""
    interpretation: str = ""
    report_summary: str = ""
    unassigned_id: int | None = None
