"""Team meetings as they are listed and shown; each section is as deep as its company's records are open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from tracker.domain.cadence import EventStatus, VisitMode, awaits_record
from tracker.domain.called_off import CALLED_OFF
from tracker.domain.phases import Phase
from tracker.domain.records import RecordState
from tracker.rows.challenges import ChallengeRow, ProgressRow
from tracker.rows.notes import CaseNoteRow
from tracker.rows.staffing import PersonRow, StaffedCompanyRow


@dataclass(frozen=True, slots=True)
class MeetingListRow:
    """A meeting in a list, at board depth."""

    meeting_id: int
    meeting_on: date
    status: EventStatus
    mode: VisitMode
    record_state: RecordState
    version: int
    companies: tuple[StaffedCompanyRow, ...] = ()
    people: tuple[PersonRow, ...] = ()
    phases: tuple[Phase, ...] = ()

    @property
    def is_draft(self) -> bool:
        return self.record_state is RecordState.DRAFT

    def awaits_record(self, today: date) -> bool:
        return awaits_record(self.status, self.meeting_on, is_draft=self.is_draft, today=today)


@dataclass(frozen=True, slots=True)
class SectionRow:
    """The part about one company: without ``reads_record`` only company and phases, ``internal_memo`` None where it is closed.

    ``came_up``: the challenges that were first written down in it.
    """

    section_id: int
    enrolment_id: int
    company: str
    reads_record: bool
    may_log: bool
    decisions: str
    internal_memo: str | None
    notes: tuple[CaseNoteRow, ...] = ()
    progress: tuple[ProgressRow, ...] = ()
    came_up: tuple[ChallengeRow, ...] = ()


@dataclass(frozen=True, slots=True)
class MeetingHeadRow:
    """What only those see who may read a section of the meeting."""

    start_time: time | None
    end_time: time | None
    place: str
    status_reason: str
    other_attendees: str
    written_by: str
    created_at: datetime
    finalised_at: datetime | None
    duration_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """One meeting; ``head`` is None for whoever may read none of its sections."""

    meeting_id: int
    meeting_on: date
    status: EventStatus
    mode: VisitMode
    record_state: RecordState
    version: int
    is_deleted: bool
    people: tuple[PersonRow, ...]
    sections: tuple[SectionRow, ...]
    head: MeetingHeadRow | None

    @property
    def is_draft(self) -> bool:
        return self.record_state is RecordState.DRAFT

    @property
    def is_scheduled(self) -> bool:
        return self.status is EventStatus.SCHEDULED and not self.is_draft

    def awaits_record(self, today: date) -> bool:
        return awaits_record(self.status, self.meeting_on, is_draft=self.is_draft, today=today)

    @property
    def is_held(self) -> bool:
        """A record that counts as one: held and final."""
        return self.status is EventStatus.HELD and not self.is_draft

    @property
    def is_called_off(self) -> bool:
        return self.status in CALLED_OFF

    @property
    def mine(self) -> tuple[SectionRow, ...]:
        """The sections that the viewer may write."""
        return tuple(section for section in self.sections if section.may_log)

    @property
    def others(self) -> tuple[SectionRow, ...]:
        """The sections that stay as they are whatever the viewer saves."""
        return tuple(section for section in self.sections if not section.may_log)

    @property
    def may_log(self) -> bool:
        return bool(self.mine)
