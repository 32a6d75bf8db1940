"""A visit or a meeting that two call off."""

from __future__ import annotations

from tracker.domain.cadence import EventStatus
from tracker.domain.called_off import CALLED_OFF
from tracker.models import TeamMeeting, Visit
from tracker.services.done_already import check_same_reason


def check_called_off_alike(event: Visit | TeamMeeting, status: EventStatus, reason: str, version: int) -> None:
    """DoneAlready where it was called off for another reason, or in the other way by somebody whom the writer did not see."""
    if event.status is status or (event.status in CALLED_OFF and event.version != version):
        check_same_reason((event.__tablename__, event.id), reason, kept=event.status_reason)
