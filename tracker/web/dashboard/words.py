"""Days as they are said where many stand beside each other."""

from datetime import date

from babel.dates import format_date

from tracker.web.language import is_japanese


def say_compact_day(day: date) -> str:
    """10/12: one of many beside each other."""
    return f"{day.month}/{day.day}" if is_japanese() else format_date(day, "d MMM", locale="en")
