"""A company's one timeline: everything that happened, as one kind of row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.domain.cadence import EventStatus, VisitMode
from tracker.domain.calendar import Month
from tracker.domain.exhibitions import VisitorKind
from tracker.domain.follow_up import ActionStatus
from tracker.domain.outcomes import OutcomeKind
from tracker.domain.phases import Phase
from tracker.domain.staffing import AssignmentRole
from tracker.rows.challenges import ProgressRow
from tracker.rows.letters import ConfirmationRow
from tracker.rows.notes import CaseNoteRow
from tracker.rows.tools import ToolUseRow


class TimelineKind(StrEnum):
    """What a row of the timeline is about."""

    VISIT = "visit"
    MEETING = "meeting"
    ACTION = "action"
    OUTCOME = "outcome"
    MONTH = "month"
    TEAM = "team"
    EXHIBITION = "exhibition"
    VOICE = "voice"
    CHALLENGE = "challenge"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One thing that happened, or is to happen, on a day; texts are empty where the viewer sees the board alone.

    ``until``: an action's due day, the last day of an assignment or of a stand-in. ``words``: decisions, the action, the
    outcome, the reason of a month or of a change of the team, the voice. ``evidence``: what proves an outcome. ``reason``: why a
    visit or a meeting was called off.
    """

    kind: TimelineKind
    on: date
    thing_id: int
    status: EventStatus | None = None
    mode: VisitMode | None = None
    is_draft: bool = False
    people: tuple[str, ...] = ()
    notes: tuple[CaseNoteRow, ...] = ()
    words: str = ""
    internal_memo: str = ""
    uses: tuple[ToolUseRow, ...] = ()
    is_open: bool = True
    month: Month | None = None
    action_status: ActionStatus | None = None
    until: date | None = None
    outcome_kind: OutcomeKind | None = None
    evidence: str = ""
    reason: str = ""
    role: AssignmentRole | None = None
    progress: tuple[ProgressRow, ...] = ()
    title: str = ""
    visitor_kind: VisitorKind | None = None
    is_stand_in: bool = False
    confirmation: ConfirmationRow | None = None
    case_ids: tuple[int, ...] = ()

    @property
    def cases(self) -> frozenset[int]:
        """The cases that it is about: those of its notes, or those that it names."""
        return frozenset(self.case_ids) | {note.case_id for note in self.notes if note.case_id}

    @property
    def phases(self) -> frozenset[Phase]:
        return frozenset(phase for note in self.notes for phase in note.phases)

    @property
    def supporters(self) -> tuple[str, ...]:
        """Whom of us it names; not the visitor who said something, nor who accepted a reason."""
        return () if self.kind in (TimelineKind.VOICE, TimelineKind.MONTH) else self.people


@dataclass(frozen=True, slots=True)
class TimelineFilter:
    """What narrows a timeline; None narrows nothing, both days are included."""

    kind: TimelineKind | None = None
    person: str | None = None
    case: int | None = None
    phase: Phase | None = None
    from_on: date | None = None
    to_on: date | None = None

    def lets_through(self, row: TimelineRow) -> bool:
        return (
            self.kind in (None, row.kind)
            and (self.person is None or self.person in row.supporters)
            and (self.case is None or self.case in row.cases)
            and (self.phase is None or self.phase in row.phases)
            and (self.from_on is None or row.on >= self.from_on)
            and (self.to_on is None or row.on <= self.to_on)
        )
