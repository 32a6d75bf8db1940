"""Attachments as lists, galleries and the desk show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tracker.domain.attachments import AttachedTo
from tracker.domain.media import MEDIA_TYPES
from tracker.domain.redaction import MARK
from tracker.rows.notes import CaseChoiceRow


@dataclass(frozen=True, slots=True)
class AttachmentFilter:
    """``company`` is an enrolment; None and False narrow nothing. ``deleted``: what can still be restored, and nothing else."""

    company: int | None = None
    visit: int | None = None
    meeting: int | None = None
    outcome: int | None = None
    exhibition: int | None = None
    training: int | None = None
    kind: AttachedTo | None = None
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """One attachment; ``has_file`` False: promised, still on a phone. ``on``: the day of its record, else of its coming."""

    attachment_id: int
    kind: AttachedTo
    enrolment_id: int | None
    company: str
    visit_id: int | None
    meeting_id: int | None
    outcome_id: int | None
    exhibition_id: int | None
    training_id: int | None
    case_id: int | None
    case_title: str
    is_note: bool
    is_confidential: bool
    caption: str
    file_name: str
    media_type: str
    size: int
    has_file: bool
    written_by: str
    created_at: datetime
    on: date
    version: int
    may_change: bool

    @property
    def is_picture(self) -> bool:
        return any(media.name == self.media_type and media.is_picture for media in MEDIA_TYPES)

    @property
    def is_sound(self) -> bool:
        return any(media.name == self.media_type and media.is_sound for media in MEDIA_TYPES)

    @property
    def is_redacted(self) -> bool:
        return not self.has_file and self.file_name == MARK

    @property
    def kilobytes(self) -> int:
        return -(-self.size // 1024)


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """The record that something is attached to; ``on`` is None for a company itself.

    ``company`` is the name of the exhibition or the training where ``enrolment_id`` is None.
    """

    kind: AttachedTo
    subject_id: int
    enrolment_id: int | None
    company: str
    on: date | None
    cases: tuple[CaseChoiceRow, ...]


@dataclass(frozen=True, slots=True)
class FileRow:
    """Where a file lies and how it is handed out."""

    stored_name: str
    file_name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class ToTypeUpRow:
    """清書待ち: a held visit, or a held meeting about a company, some of whose notes are only a picture or a recording."""

    enrolment_id: int
    company: str
    on: date
    case_ids: tuple[int, ...]
    visit_id: int | None = None
    meeting_id: int | None = None
