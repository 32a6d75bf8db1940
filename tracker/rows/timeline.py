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


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One thing that happened, or is to happen, on a day; texts are empty where the viewer sees the board alone.

    ``until``: an action's due day, the last day of an assignment or of a stand-in. ``words``: decisions, the action, the
    outcome, the reason, the voice.
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
    role: AssignmentRole | None = None
    progress: tuple[ProgressRow, ...] = ()
    title: str = ""
    visitor_kind: VisitorKind | None = None
    is_stand_in: bool = False
    confirmation: ConfirmationRow | None = None
