"""経営デザインシート as it is shown: its boxes with their versions, its saved versions, and two of them beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tracker.domain.design_sheets import Box, BoxChange


@dataclass(frozen=True, slots=True)
class SnapshotRow:
    """A saved version: when, under which title, by whom."""

    snapshot_id: int
    title: str
    taken_on: date
    taken_by: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A sheet of a company (``case_title`` empty) or of one of its cases; the latest saved version first."""

    sheet_id: int
    enrolment_id: int
    company: str
    case_id: int | None
    case_title: str
    words: Mapping[Box, str]
    versions: Mapping[Box, int]
    snapshots: tuple[SnapshotRow, ...]
    may_log: bool

    @property
    def filled(self) -> int:
        return sum(1 for text in self.words.values() if text)


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """Two states of a sheet; ``after`` None is how it stands now."""

    before: SnapshotRow
    after: SnapshotRow | None
    changes: tuple[BoxChange, ...]

    @property
    def changed(self) -> tuple[BoxChange, ...]:
        return tuple(change for change in self.changes if change.is_changed)
