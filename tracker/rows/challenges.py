"""Challenges as they are listed, what records say about them, and what a list of them is narrowed by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Literal

from tracker.domain.challenges import (
    MOVED,
    ChallengeStatus,
    Decision,
    ProgressState,
    Standing,
    Step,
    days_without_movement,
    standing,
)


@dataclass(frozen=True, slots=True)
class ChallengeFilter:
    """What narrows a list of challenges; None narrows nothing. ``company`` is an enrolment; ``deleted``: what can be restored."""

    company: int | None = None
    case: int | None = None
    cases: frozenset[int] | None = None
    status: ChallengeStatus | None = None
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class StepRow:
    """What one held, final record says about a challenge; ``state`` None where words alone were noted."""

    on: date
    start_time: time | None
    state: ProgressState | None
    words: str
    source: Literal["visit", "meeting"]
    source_id: int


@dataclass(frozen=True, slots=True)
class ChallengeRow:
    """A challenge with its whole progress, oldest first; ``decided`` is what was last decided by hand."""

    challenge_id: int
    enrolment_id: int
    company: str
    case_id: int
    case_title: str
    title: str
    description: str
    raised_on: date
    decided: ChallengeStatus
    decided_on: date | None
    reason: str
    position: int
    version: int
    may_change: bool
    steps: tuple[StepRow, ...] = ()

    @property
    def standing(self) -> Standing:
        decision = Decision(self.decided, self.decided_on) if self.decided_on is not None else None
        return standing((Step(step.on, step.state, step.start_time) for step in self.steps if step.state is not None), decision)

    @property
    def status(self) -> ChallengeStatus:
        return self.standing.status

    @property
    def is_open(self) -> bool:
        return self.status is ChallengeStatus.OPEN

    @property
    def last_step(self) -> StepRow | None:
        return self.steps[-1] if self.steps else None

    @property
    def last_moved_on(self) -> date | None:
        return max((step.on for step in self.steps if step.state in MOVED), default=None)

    def days_without_movement(self, today: date) -> int:
        """Days since a record last said that it moved; 0 for what is no longer open."""
        return days_without_movement(self.raised_on, self.last_moved_on, today=today) if self.is_open else 0


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """What a record says about one challenge, as the record's page and form show it."""

    challenge_id: int
    case_id: int
    title: str
    state: ProgressState | None
    words: str


@dataclass(frozen=True, slots=True)
class ChallengeChoiceRow:
    """A challenge that the form of a record asks about."""

    challenge_id: int
    enrolment_id: int
    case_id: int
    case_title: str
    title: str
    days_without_movement: int
    last_state: ProgressState | None = None
    last_on: date | None = None
