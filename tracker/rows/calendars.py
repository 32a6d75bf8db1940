"""What stands in a calendar: days, hours, companies and places, and no text of any record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import NamedTuple

from tracker.domain.calendar import Month, Period


class EntryKind(StrEnum):
    VISIT = "visit"
    MEETING = "meeting"
    ACTION = "action"
    ROUND = "round"
    CLOSING_ROUND = "closing_round"
    CLOSE = "close"


class CalendarRow(NamedTuple):
    """One entry; ``is_off``: cancelled or postponed. ``companies`` are several for a meeting about several."""

    kind: EntryKind
    row_id: int
    on: date
    made_at: datetime
    version: int
    companies: tuple[str, ...] = ()
    starts_at: time | None = None
    ends_at: time | None = None
    minutes: int | None = None
    place: str = ""
    is_off: bool = False
    month: Month | None = None


@dataclass(frozen=True, slots=True)
class CalendarDays:
    """What a calendar holds of a programme; ``days`` are fewer than all where there are too many entries."""

    rows: tuple[CalendarRow, ...]
    days: Period
