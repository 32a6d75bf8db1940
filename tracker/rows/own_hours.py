"""One's own times in a visit or meeting, beside the record's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from tracker.rows.staffing import PersonRow


@dataclass(frozen=True, slots=True)
class OwnHoursRow:
    """``person`` None: nobody was named, and several were there to choose from (``people``). Version 0: nothing noted yet."""

    on: date
    title: str
    record_start: time | None
    record_end: time | None
    people: tuple[PersonRow, ...]
    person: PersonRow | None
    start_time: time | None = None
    end_time: time | None = None
    break_minutes: int = 0
    version: int = 0
