"""確認済み: which open questions are answered for good, and with what."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from tracker.domain.between import Gap
from tracker.domain.errors import RuleBroken
from tracker.domain.words import N_

LONGEST_REASON = 300


def chosen_gaps(unsettled: Collection[Gap], from_days: Collection[date]) -> tuple[Gap, ...]:
    """Those that begin on the chosen days; what is no open question any more is passed over. RuleBroken where none is chosen."""
    if not from_days:
        raise RuleBroken(N_("会議が不要だった合間を選んでください。"), field="gaps")
    return tuple(gap for gap in unsettled if gap.from_on in from_days)
