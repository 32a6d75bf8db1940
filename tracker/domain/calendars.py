"""Calendars that phones subscribe to: which there are, and how much of a programme one of them holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from tracker.domain.calendar import Period

DAYS_BACK, DAYS_AHEAD = 60, 400
MOST_ENTRIES = 2_000  # visits and meetings of a programme: some 700 KB, which calendar services still take


class CalendarKind(StrEnum):
    """自分の予定, or 事業全体の予定 of whoever manages programmes."""

    OWN = "own"
    PROGRAMME = "programme"


def all_days(today: date) -> Period:
    """From two months back to more than a year ahead."""
    return Period(today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD))


def days_held(numbers: Mapping[date, int], *, today: date, most: int = MOST_ENTRIES) -> Period:
    """Of all days as many whole ones as hold no more than ``most`` entries; today is always among them.

    What is to come is wanted first; what room is left goes to the days before today, the nearest first.
    """
    window = all_days(today)
    room = most - numbers.get(today, 0)
    last, room = _reach(numbers, today, window.ends_on or today, 1, room)
    first, _room = _reach(numbers, today, window.starts_on, -1, room)
    return Period(first, last)


def _reach(numbers: Mapping[date, int], day: date, end: date, step: int, room: int) -> tuple[date, int]:
    """How far the days go in one direction, and what room is left then."""
    while day != end:
        following = day + timedelta(days=step)
        needed = numbers.get(following, 0)
        if needed > room:
            return day, 0
        day, room = following, room - needed
    return day, room
