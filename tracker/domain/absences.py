"""不在: days on which a supporter cannot be on any team (leave, illness, a long journey)."""

from __future__ import annotations

from datetime import date

from tracker.domain.calendar import Period
from tracker.domain.errors import RuleBroken
from tracker.domain.reasons import check_longest
from tracker.domain.words import N_

LONGEST_REASON = 200


def absence_of(starts_on: date, ends_on: date, reason: str) -> Period:
    """The days of an absence; RuleBroken where it ends before it begins, or says too much."""
    if ends_on < starts_on:
        raise RuleBroken(N_("終わりの日は、始まりの日と同じか、それより後にしてください。"), field="ends_on")
    check_longest(reason, LONGEST_REASON)
    return Period(starts_on, ends_on)
