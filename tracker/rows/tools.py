"""Dialogue tools as they are set up and offered, and their uses as they are read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.domain.tools import ToolUsed


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of a tool; ``depth`` 1 is a part of a part. ``label`` is empty for a slot that nobody has named yet."""

    part_id: int
    tool_id: int
    parent_id: int | None
    slot: str
    label: str
    aliases: str
    is_active: bool
    version: int
    depth: int
    is_first: bool
    is_last: bool

    @property
    def words(self) -> str:
        return self.label or self.slot


@dataclass(frozen=True, slots=True)
class ToolRow:
    """A tool with its parts in the order in which they are shown, each after the part that it belongs to."""

    tool_id: int
    label: str
    aliases: str
    is_active: bool
    version: int
    is_first: bool
    is_last: bool
    parts: tuple[PartRow, ...] = ()

    def offered_parts(self) -> tuple[PartRow, ...]:
        """What can be chosen in a record: in use, and named."""
        retired = {part.part_id for part in self.parts if not part.is_active}
        return tuple(part for part in self.parts if part.is_active and part.label and part.parent_id not in retired)


@dataclass(frozen=True, slots=True)
class ToolUseRow:
    """A use in a record, under today's names; ``label_noted`` is what the tool was called then. No case: the whole company."""

    tool_id: int
    tool: str
    part_id: int | None
    part: str
    case_id: int | None
    case_title: str
    finding: str
    label_noted: str

    @property
    def words(self) -> str:
        return f"{self.tool}／{self.part}" if self.part else self.tool

    @property
    def was_renamed(self) -> bool:
        return bool(self.label_noted) and self.label_noted != self.words

    @property
    def used(self) -> ToolUsed:
        return ToolUsed(self.tool_id, self.part_id, self.case_id, self.finding)


@dataclass(frozen=True, slots=True)
class CaseUseRow:
    """A use as the page of a case lists it: on which day, in which visit or meeting."""

    use: ToolUseRow
    on: date
    visit_id: int | None
    meeting_id: int | None


@dataclass(frozen=True, slots=True)
class CaseToolRow:
    """A tool or part with everything that came of it for a case, newest first."""

    words: str
    uses: tuple[CaseUseRow, ...]
