"""The note of one case as pages show it, and a case as forms offer it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tracker.domain.notes import CaseNote
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
    """The note of a case; at board depth the three texts are empty. ``unassigned_id``: it is no case's yet.

    ``pictures``: the keys of the photos and recordings that count as its note.
    """

    case_id: int
    number: str
    title: str
    phases: tuple[Phase, ...]
    facts: str = ""
    interpretation: str = ""
    report_summary: str = ""
    unassigned_id: int | None = None
    pictures: tuple[str, ...] = ()

    def with_pictures(self, keys: tuple[str, ...]) -> CaseNoteRow:
        return replace(self, pictures=keys)

    @property
    def is_to_type_up(self) -> bool:
        """清書待ち, by :class:`tracker.domain.notes.CaseNote`."""
        return CaseNote(self.case_id, frozenset(self.phases), self.facts, in_picture=bool(self.pictures)).is_to_type_up
