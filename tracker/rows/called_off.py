"""What stands beside a visit or a meeting that was called off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.domain.cadence import EventStatus


@dataclass(frozen=True, slots=True)
class BesideRow:
    """Another visit or meeting of the same company, held or scheduled, at board depth.

    ``is_instead``: what was called off was postponed to it.
    """

    event_id: int
    on: date
    status: EventStatus
    version: int
    is_instead: bool

    @property
    def may_be_dropped(self) -> bool:
        """Still no more than a plan that the postponement made."""
        return self.is_instead and self.status is EventStatus.SCHEDULED
