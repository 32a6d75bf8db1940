"""What stands beside a visit or a meeting that was called off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.domain.cadence import EventStatus


@dataclass(frozen=True, slots=True)
class BesideRow:
    """Another visit or meeting of the same company, held or scheduled, at board depth."""

    event_id: int
    on: date
    status: EventStatus
