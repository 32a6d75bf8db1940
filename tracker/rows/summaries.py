"""The one-page summary of a company or a case: 課題 → 取組 → 成果 → 今後."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.domain.cadence import EventStatus
from tracker.domain.challenges import ChallengeStatus
from tracker.domain.outcomes import OutcomeKind
from tracker.rows.narratives import NarrativeVersionRow
from tracker.rows.timeline import TimelineKind


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One record on the sheet, with what leads to it; ``words`` are cut to a line."""

    kind: TimelineKind
    thing_id: int
    on: date
    words: str
    case: str = ""
    challenge: ChallengeStatus | None = None
    outcome: OutcomeKind | None = None
    status: EventStatus | None = None
    owner: str = ""


@dataclass(frozen=True, slots=True)
class SummaryPart:
    """The lines that fit, and how many more there are."""

    lines: tuple[SummaryLine, ...]
    more: int


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """``untold``: held visits and meetings without a word for the report, which the sheet lacks; ``next_visit_on``: if fixed.

    ``narrative``: what somebody wrote of the case by hand, which then stands in place of the lines.
    """

    challenges: SummaryPart
    work: SummaryPart
    outcomes: SummaryPart
    to_come: SummaryPart
    untold: tuple[SummaryLine, ...]
    next_visit_on: date | None
    narrative: NarrativeVersionRow | None = None
