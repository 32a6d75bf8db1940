"""Which days are off: weekends and the national holidays of Japan."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import jpholiday


@lru_cache(maxsize=4096)
def is_day_off(day: date) -> bool:
    """Saturday, Sunday or a national holiday, substitute holidays included."""
    return day.weekday() >= 5 or bool(jpholiday.is_holiday(day))


@lru_cache(maxsize=4096)
def holiday_name(day: date) -> str:
    """The name of a national holiday, in Japanese; empty on other days."""
    return str(jpholiday.is_holiday_name(day) or "")


def list_holidays(first: date, *, days: int) -> tuple[date, ...]:
    """The national holidays among the days from the first on; weekends need no list."""
    among = (first + timedelta(days=offset) for offset in range(days))
    return tuple(day for day in among if holiday_name(day))
