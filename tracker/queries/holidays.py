"""Which days are off: weekends and the national holidays of Japan."""

from __future__ import annotations

from datetime import date
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
