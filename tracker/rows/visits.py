"""Visits as they are listed, shown and filled in; what stands at record depth is apart from what every member sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from tracker.domain.cadence import EventStatus, VisitMode, awaits_record
from tracker.domain.calendar import Period
from tracker.domain.called_off import CALLED_OFF
from tracker.domain.phases import Phase
from tracker.domain.records import RecordState
from tracker.rows.notes import CaseChoiceRow, CaseNoteRow
from tracker.rows.staffing import PersonRow
from tracker.rows.tools import ToolRow, ToolUseRow


@dataclass(frozen=True, slots=True)
class FollowingRow:
    """What stands after a visit: the next scheduled one of its company, and the last day of which a later record is there."""

    visit_id: int | None = None
    visit_on: date | None = None
    recorded_on: date | None = None


@dataclass(frozen=True, slots=True)
class VisitListRow:
    """A visit in a list, at board depth."""

    visit_id: int
    enrolment_id: int
    company: str
    visit_on: date
    status: EventStatus
    mode: VisitMode
    record_state: RecordState
    version: int
    people: tuple[PersonRow, ...] = ()
    phases: tuple[Phase, ...] = ()
    case_count: int = 0

    @property
    def is_draft(self) -> bool:
        return self.record_state is RecordState.DRAFT

    def awaits_record(self, today: date) -> bool:
        return awaits_record(self.status, self.visit_on, is_draft=self.is_draft, today=today)


@dataclass(frozen=True, slots=True)
class VisitRecordRow:
    """What only those see who may read the visit's record.

    ``finalised_by``, ``called_off_by``: who did it, where the trail knows; ``written_by`` is whose record it is.
    """

    start_time: time | None
    end_time: time | None
    place: str
    status_reason: str
    counterparts: str
    other_attendees: str
    decisions: str
    written_by: str
    created_at: datetime
    finalised_at: datetime | None
    duration_minutes: int | None = None
    finalised_by: str = ""
    called_off_by: str = ""
    called_off_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One visit; ``record`` is None at board depth, ``internal_memo`` None where the viewer may not read it."""

    visit_id: int
    enrolment_id: int
    company: str
    visit_on: date
    status: EventStatus
    mode: VisitMode
    record_state: RecordState
    version: int
    is_deleted: bool
    people: tuple[PersonRow, ...]
    notes: tuple[CaseNoteRow, ...]
    record: VisitRecordRow | None
    internal_memo: str | None
    may_log: bool

    @property
    def is_draft(self) -> bool:
        return self.record_state is RecordState.DRAFT

    @property
    def is_scheduled(self) -> bool:
        return self.status is EventStatus.SCHEDULED and not self.is_draft

    def awaits_record(self, today: date) -> bool:
        return awaits_record(self.status, self.visit_on, is_draft=self.is_draft, today=today)

    @property
    def is_held(self) -> bool:
        """A record that counts as one: held and final."""
        return self.status is EventStatus.HELD and not self.is_draft

    @property
    def is_called_off(self) -> bool:
        return self.status in CALLED_OFF


@dataclass(frozen=True, slots=True)
class LastRecordRow:
    """The visit before the one that is recorded; ``decisions`` is empty where the viewer may not read them."""

    visit_id: int
    visit_on: date
    decisions: str


@dataclass(frozen=True, slots=True)
class NearVisitRow:
    """Another visit to the same company that whoever records one should know of; ``written_by`` is empty for a command."""

    visit_id: int
    visit_on: date
    start_time: time | None
    place: str
    status: EventStatus
    record_state: RecordState
    written_by: str
    written_by_id: int | None

    @property
    def is_draft(self) -> bool:
        return self.record_state is RecordState.DRAFT


@dataclass(frozen=True, slots=True)
class VisitFormRow:
    """What the form of a company's visit opens with; ``team`` is that of the day asked for, the lead first.

    ``has_more``: the others are the likeliest of many. ``waiting``: scheduled up to today and not yet recorded. ``ahead``: the
    next one after today. ``recorded``: records and drafts of the last days. ``standing_in``: whoever of the team stands in for
    somebody (代行); ``left``: whoever of all these has left the roster by today; ``expected``: who is taken to have been there
    until somebody says otherwise. ``uses``: the dialogue tools of the visit itself, ``last_uses`` those of the last one that used
    any.
    """

    enrolment_id: int
    company: str
    support: Period
    cases: tuple[CaseChoiceRow, ...]
    team: tuple[PersonRow, ...]
    others: tuple[PersonRow, ...]
    has_more: bool
    waiting: tuple[NearVisitRow, ...]
    ahead: NearVisitRow | None
    recorded: tuple[NearVisitRow, ...]
    standing_in: frozenset[int] = frozenset()
    left: frozenset[int] = frozenset()
    expected: tuple[int, ...] = ()
    tools: tuple[ToolRow, ...] = ()
    uses: tuple[ToolUseRow, ...] = ()
    last_uses: tuple[ToolUseRow, ...] = ()
