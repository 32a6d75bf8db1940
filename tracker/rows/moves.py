"""A record that is to be moved to another company."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.domain.challenges import ProgressState
from tracker.rows.cases import CaseRow
from tracker.rows.challenges import ChallengeChoiceRow
from tracker.rows.notes import CaseNoteRow


@dataclass(frozen=True, slots=True)
class LineRow:
    """What the record says about one challenge of the company that it is on now."""

    challenge_id: int
    title: str
    state: ProgressState | None
    words: str


@dataclass(frozen=True, slots=True)
class HeardRow:
    """市場の声 of the company at the exhibition that the visit was made to, heard on its day."""

    voice_id: int
    words: str


@dataclass(frozen=True, slots=True)
class AlongRow:
    """How much lies beside the record and goes along with it unasked."""

    actions: int = 0
    attachments: int = 0
    tools: int = 0
    journeys: int = 0


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A visit, or a meeting's section: where it stands, what it says, and the company that it goes to.

    ``joins``: the meeting has a section on that company already, and the two become one.
    """

    record_id: int
    on: date
    version: int
    company: str
    to_enrolment_id: int
    to_company: str
    notes: tuple[CaseNoteRow, ...]
    cases: tuple[CaseRow, ...]
    lines: tuple[LineRow, ...] = ()
    challenges: tuple[ChallengeChoiceRow, ...] = ()
    voices: tuple[HeardRow, ...] = ()
    along: AlongRow = AlongRow()
    joins: bool = False
