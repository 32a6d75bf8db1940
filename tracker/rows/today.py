"""A coordinator's day: visits of today and tomorrow, what is owed, what lies unfinished."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from tracker.domain.cadence import EventStatus, VisitMode
from tracker.domain.records import RecordState
from tracker.rows.actions import ActionRow
from tracker.rows.assessments import AwaitedRow, RoundRow
from tracker.rows.attachments import ToTypeUpRow
from tracker.rows.drafts import FieldDraftRow
from tracker.rows.meetings import MeetingListRow
from tracker.rows.visits import VisitListRow


@dataclass(frozen=True, slots=True)
class LastVisitRow:
    """What was there last time: the decisions, and what was heard and seen of each case (its title blank for a single one)."""

    visit_id: int
    visit_on: date
    decisions: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DayVisitRow:
    """A visit of today or tomorrow; ``ours`` and ``theirs`` are the company's open next actions by whose side owes them."""

    visit_id: int
    enrolment_id: int
    company: str
    visit_on: date
    start_time: time | None
    end_time: time | None
    mode: VisitMode
    status: EventStatus
    record_state: RecordState
    place: str
    address: str
    people: tuple[str, ...] = ()
    last: LastVisitRow | None = None
    ours: tuple[ActionRow, ...] = ()
    theirs: tuple[ActionRow, ...] = ()

    @property
    def is_recorded(self) -> bool:
        return self.status is EventStatus.HELD and self.record_state is RecordState.FINAL


@dataclass(frozen=True, slots=True)
class WaitingVisitRow:
    """記録待ち: the day is over and nothing is recorded."""

    visit_id: int
    enrolment_id: int
    company: str
    visit_on: date


@dataclass(frozen=True, slots=True)
class UnmetRow:
    """A company whose team has not met between two visits; without ``to_on`` since the last one."""

    enrolment_id: int
    company: str
    from_on: date
    to_on: date | None = None


@dataclass(frozen=True, slots=True)
class TodayRow:
    """The whole page.

    ``actions`` are the viewer's own open ones, the first of ``action_count``; ``owed`` are overdue ones of others.
    ``begun`` are forms left half-written, ``to_type_up`` notes that are only a picture or a recording (清書待ち).
    """

    today: date
    visits: tuple[DayVisitRow, ...]
    actions: tuple[ActionRow, ...]
    action_count: int
    owed: tuple[ActionRow, ...]
    owed_count: int
    visit_drafts: tuple[VisitListRow, ...]
    visit_draft_count: int
    meeting_drafts: tuple[MeetingListRow, ...]
    meeting_draft_count: int
    begun: tuple[FieldDraftRow, ...]
    to_type_up: tuple[ToTypeUpRow, ...]
    undated: tuple[tuple[int, str], ...]
    waiting: tuple[WaitingVisitRow, ...]
    unmet: tuple[UnmetRow, ...]
    assessments: tuple[AwaitedRow, ...] = ()
    results: tuple[RoundRow, ...] = ()  # of rounds that were shown lately

    @property
    def is_anything_unfinished(self) -> bool:
        """Whether anything waits besides what only the device knows of."""
        drafts = self.begun or self.to_type_up or self.visit_drafts or self.meeting_drafts
        return bool(drafts or self.waiting or self.undated or self.unmet or self.assessments or self.results)

    def on(self, day: date) -> tuple[DayVisitRow, ...]:
        return tuple(visit for visit in self.visits if visit.visit_on == day)
