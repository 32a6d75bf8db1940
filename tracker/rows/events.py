"""What visits and team meetings have in common as they are listed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.domain.cadence import EventStatus, VisitMode
from tracker.domain.calendar import Month


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What narrows a list of visits or of meetings; None and False narrow nothing.

    ``company`` is an enrolment. ``awaiting``: 記録待ち, of drafts those that the viewer may finish. ``counted``: only the visits
    of the 訪問回数, only held, final meetings. ``drafts``: the drafts that the viewer may finish, and nothing else.
    ``deleted``: what can still be restored, and nothing else.
    """

    company: int | None = None
    case: int | None = None
    producer: int | None = None
    month: Month | None = None
    fiscal_year: int | None = None
    from_on: date | None = None
    to_on: date | None = None
    status: EventStatus | None = None
    mode: VisitMode | None = None
    awaiting: bool = False
    counted: bool = False
    drafts: bool = False
    deleted: bool = False
