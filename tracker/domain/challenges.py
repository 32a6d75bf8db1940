"""課題 of a case: how it moved in the records, and what follows from that about where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from tracker.domain.errors import RuleBroken
from tracker.domain.notes import LONGEST_TEXT, check_length
from tracker.domain.words import N_

LONGEST_TITLE = 200
LONGEST_REASON = 300
LONGEST_PROGRESS = 2_000


class ChallengeStatus(StrEnum):
    """未解決, 解決 or 取り下げ."""

    OPEN = "open"
    RESOLVED = "resolved"
    DROPPED = "dropped"


class ProgressState(StrEnum):
    """後退した, 変わらない, 進んだ or 解決した: in this order, from the least to the furthest."""

    WORSE = "worse"
    UNCHANGED = "unchanged"
    BETTER = "better"
    SOLVED = "solved"


MOVED = frozenset({ProgressState.WORSE, ProgressState.BETTER, ProgressState.SOLVED})


@dataclass(frozen=True, slots=True)
class Step:
    """What one held, final record says about a challenge."""

    on: date
    state: ProgressState
    start_time: time | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided by hand about a challenge: solved, dropped or open again, on a day."""

    status: ChallengeStatus
    on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a challenge stands, and since when; ``since`` None: since it was raised."""

    status: ChallengeStatus = ChallengeStatus.OPEN
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """What a form says about one challenge; without a state nothing is said, and words alone are asked to name one."""

    challenge_id: int
    state: ProgressState | None = None
    words: str = ""


def says_something(progress: Progress) -> bool:
    """Whether there is something to keep."""
    return progress.state is not None or bool(progress.words)


@dataclass(frozen=True, slots=True)
class NewChallenge:
    """A challenge that came up in a visit or meeting."""

    case_id: int
    title: str


def in_order(steps: Iterable[Step]) -> tuple[Step, ...]:
    """By day and hour; at the same moment the one that is further stands last, so that the order of entry never matters."""
    ranks = {state: rank for rank, state in enumerate(ProgressState)}
    return tuple(sorted(steps, key=lambda step: (step.on, step.start_time or time.min, ranks[step.state])))


def standing(steps: Iterable[Step], decision: Decision | None = None) -> Standing:
    """The latest word counts, be it a record's or a decision by hand; of one day the decision.

    A record that says 「解決した」 resolves, a later one that says anything else opens the challenge again.
    """
    ordered = in_order(steps)
    if decision is not None and (not ordered or decision.on >= ordered[-1].on):
        return Standing(decision.status, decision.on)
    if not ordered:
        return Standing()
    if ordered[-1].state is ProgressState.SOLVED:
        return Standing(ChallengeStatus.RESOLVED, _first_of_last_run(ordered))
    solved = [place for place, step in enumerate(ordered) if step.state is ProgressState.SOLVED]
    if solved:
        return Standing(ChallengeStatus.OPEN, ordered[solved[-1] + 1].on)
    return Standing(ChallengeStatus.OPEN, decision.on if decision is not None else None)


def _first_of_last_run(ordered: tuple[Step, ...]) -> date:
    """Since when it is solved: the first of the records at the end that say so one after another."""
    since = ordered[-1].on
    for step in reversed(ordered):
        if step.state is not ProgressState.SOLVED:
            break
        since = step.on
    return since


def days_without_movement(raised_on: date, last_moved_on: date | None, *, today: date) -> int:
    """Days since a record last said that it moved (「変わらない」 is no movement), else since it was raised; never below 0."""
    return max(0, (today - max(raised_on, last_moved_on or raised_on)).days)


def check_words(*, title: str, description: str, raised_on: date, today: date) -> None:
    """Raise RuleBroken for a challenge without a title, too long, or raised on a day to come."""
    if not title:
        raise RuleBroken(N_("課題を一行で書いてください。"), field="title")
    check_length(title, field="title", at_most=LONGEST_TITLE)
    check_length(description, field="description", at_most=LONGEST_TEXT)
    if raised_on > today:
        raise RuleBroken(N_("課題が挙がった日は、今日までの日付にしてください。"), field="raised_on")


def check_decision(status: ChallengeStatus, *, on: date, reason: str, raised_on: date, today: date) -> None:
    """Raise RuleBroken for a decision without its reason, before the challenge was raised, or on a day to come."""
    if on > today:
        raise RuleBroken(N_("決めた日は、今日までの日付にしてください。"), field="decided_on")
    if on < raised_on:
        raise RuleBroken(N_("決めた日は、課題が挙がった日以後にしてください。"), field="decided_on")
    if status is not ChallengeStatus.RESOLVED and not reason:
        raise RuleBroken(N_("取り下げる、または未解決に戻す理由を書いてください。"), field="reason")
    check_length(reason, field="reason", at_most=LONGEST_REASON)


def check_progress(progress: Iterable[Progress], *, is_final: bool, prefix: str = "challenges") -> None:
    """Raise RuleBroken where words name no state (in a final record), or where they are too long."""
    for index, one in enumerate(progress):
        check_length(one.words, field=f"{prefix}-{index}-words", at_most=LONGEST_PROGRESS)
        if is_final and one.words and one.state is None:
            raise RuleBroken(N_("課題がどう動いたかを選んでください。"), field=f"{prefix}-{index}-state")
