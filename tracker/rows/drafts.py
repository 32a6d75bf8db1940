"""Notes that are being typed, as their writer and the manager see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.domain.drafts import DAYS_TO_RESTORE, UNFINISHED, Clash, DraftKind, DraftState, Fields


@dataclass(frozen=True, slots=True)
class FieldDraftRow:
    """A draft without its text; ``address`` is the form's, below the programme's own.

    ``recorded_visit_id``, ``recorded_meeting_id``: a record of the company on that day; ``is_its_record``: of the very visit or
    meeting that the draft was begun for, where it was begun for one.
    """

    key: str
    kind: DraftKind
    state: DraftState
    address: str
    title: str
    company: str | None
    company_is_gone: bool
    writer: str
    device: str
    started_at: datetime
    changed_at: datetime
    saved_at: datetime
    reason: str
    decided_at: datetime | None
    decided_by: str
    visit_id: int | None
    meeting_id: int | None
    version: int
    recorded_visit_id: int | None = None
    recorded_meeting_id: int | None = None
    is_its_record: bool = False

    @property
    def subject(self) -> str:
        """What it is about: the company, else what the form was headed with."""
        return self.company or self.title

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED

    @property
    def has_record_of_its_day(self) -> bool:
        return self.recorded_visit_id is not None or self.recorded_meeting_id is not None

    @property
    def is_recorded_elsewhere(self) -> bool:
        """Whether nothing is left to do; of a draft that names no visit only its writer knows whether it is a second one."""
        return self.has_record_of_its_day and self.is_its_record

    def can_come_back(self, now: datetime) -> bool:
        """Whether a discarded one can still be taken up again."""
        return (
            self.state is DraftState.DISCARDED
            and self.decided_at is not None
            and now - self.decided_at <= timedelta(days=DAYS_TO_RESTORE)
        )


@dataclass(frozen=True, slots=True)
class DraftTextRow:
    """A draft with everything that was typed."""

    head: FieldDraftRow
    fields: Fields
    stamps: Mapping[str, int]
    release: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """What a device is told after it saved: the draft as it stands, and the fields that both sides changed."""

    version: int
    state: DraftState
    fields: Fields
    clashes: tuple[Clash, ...] = ()
    reason: str = ""
    visit_id: int | None = None
    meeting_id: int | None = None
