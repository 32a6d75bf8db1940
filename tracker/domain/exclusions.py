"""担当しない組み合わせ: a supporter who must not be on a company's team, why, and from when to when."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from tracker.domain.calendar import Period
from tracker.domain.errors import RuleBroken
from tracker.domain.reasons import check_longest
from tracker.domain.words import N_

LONGEST_REASON = 200


class ExclusionKind(StrEnum):
    """Why somebody is not to be on a company's team."""

    INTEREST = "interest"
    TRAVEL = "travel"
    OTHER = "other"


def check_exclusion(kind: ExclusionKind, reason: str, starts_on: date | None, ends_on: date | None) -> None:
    """Raise RuleBroken where it says nothing, or ends before it begins; a blank day means without end on that side."""
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        raise RuleBroken(N_("終わりの日は、始まりの日と同じか、それより後にしてください。"), field="ends_on")
    if kind is ExclusionKind.OTHER and not reason:
        raise RuleBroken(N_("区分が「その他」のときは、理由を入力してください。"), field="reason")
    check_longest(reason, LONGEST_REASON)


def period_of(starts_on: date | None, ends_on: date | None) -> Period:
    """Its days; from ever where no first day is said."""
    return Period(starts_on or date.min, ends_on)
