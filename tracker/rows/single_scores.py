"""Single scores, for a manager who gave a reason."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.rows.assessments import RoundRow


@dataclass(frozen=True, slots=True)
class SingleScoreRow:
    """One rater's score about the person on an item; None: could not judge."""

    item_number: int
    short_label: str
    rater: str
    score: int | None


@dataclass(frozen=True, slots=True)
class LookRow:
    """What a manager who gave a reason sees of one person in one round."""

    round: RoundRow
    producer_id: int
    name: str
    reason: str
    scores: tuple[SingleScoreRow, ...]
