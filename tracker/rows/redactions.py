"""Places where a passage stands, and redactions that were made."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A passage in a field, ``nth`` of it from 0: ``noun`` and ``noun_id`` name the thing that it is found on.

    ``excerpt`` is what stands before the passage, the passage and what stands after it; None where the viewer redacts
    without reading (somebody's unsent draft). ``is_only_hidden``: in the trail, where it is hidden and not removed.
    """

    table: str
    row_id: int
    column: str
    noun: str
    noun_id: int
    excerpt: tuple[str, str, str] | None = None
    is_only_hidden: bool = False
    nth: int = 0

    @property
    def field(self) -> tuple[str, int, str]:
        return self.table, self.row_id, self.column

    @property
    def key(self) -> str:
        """What a tick says: this passage in these surroundings, so that another one in its place is not meant."""
        around = hashlib.sha256("".join(self.excerpt or ()).encode()).hexdigest()[:8]
        return f"{self.table}-{self.row_id}-{self.column}-{self.nth}-{around}"


@dataclass(frozen=True, slots=True)
class FileChoiceRow:
    """A file beside a place: nobody can look into a picture, so whoever redacts says whether it goes too."""

    attachment_id: int
    file_name: str
    caption: str
    size: int


@dataclass(frozen=True, slots=True)
class RedactionRow:
    redaction_id: int
    at: datetime
    account_name: str
    reason: str
    places: int
    files: int


@dataclass(frozen=True, slots=True)
class FoundRow:
    """Everything that a redaction of the passage would take."""

    places: tuple[PlaceRow, ...]
    files: tuple[FileChoiceRow, ...] = ()
