"""What needs somebody: the kinds of exceptions, when two looks at one show the same thing, and how long one can wait."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256

from tracker.domain.errors import RuleBroken
from tracker.domain.words import N_

LONGEST_REASON = 300
LONGEST_SNOOZE_DAYS = 92


class AttentionKind(StrEnum):
    """What needs somebody, the most pressing first."""

    STAFFING = "staffing"
    UNSCHEDULED = "unscheduled"
    AWAITING_RECORD = "awaiting_record"
    MISSED = "missed"
    MISSING_MEETING = "missing_meeting"
    STUCK_CASE = "stuck_case"
    OVERDUE_ACTION = "overdue_action"
    STALE_DRAFT = "stale_draft"
    UNASSIGNED = "unassigned"
    TO_TYPE_UP = "to_type_up"
    NOT_HANDED_IN = "not_handed_in"
    OPEN_MONTH = "open_month"
    RECORDED_LATE = "recorded_late"
    OVERLAP = "overlap"
    DOUBLE = "double"


def fingerprint(facts: Iterable[tuple[object, ...]]) -> str:
    """The same for the same facts in any order: a snooze ends when what it was set for is no longer the same."""
    told = sorted("\x1f".join(str(fact) for fact in of_one) for of_one in facts)
    return sha256("\x1e".join(told).encode()).hexdigest()[:32]


def is_snoozed(back_on: date, set_for: str, stands: str, today: date) -> bool:
    """Whether a snooze still keeps the thing apart: its day has not come, and the thing is as it was."""
    return today < back_on and set_for == stands


def check_back_on(back_on: date, today: date) -> None:
    """The day on which a snoozed thing comes back lies ahead, and not out of sight."""
    if back_on <= today:
        raise RuleBroken(N_("再び表示する日は、明日以降にしてください。"), field="back_on")
    if back_on > today + timedelta(days=LONGEST_SNOOZE_DAYS):
        raise RuleBroken(
            N_("再び表示する日は、%(last)sまでにしてください。"),
            field="back_on",
            last=today + timedelta(days=LONGEST_SNOOZE_DAYS),
        )
