"""An exception that was put aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.domain.attention import AttentionKind


@dataclass(frozen=True, slots=True)
class SnoozeRow:
    """保留: by whom, why, and on which day it comes back; ``fingerprint`` is what the thing was like.

    ``reason`` is empty for a viewer to whom the company's records are closed.
    """

    snooze_id: int
    kind: AttentionKind
    subject: str
    fingerprint: str
    back_on: date
    reason: str
    snoozed_by: str
