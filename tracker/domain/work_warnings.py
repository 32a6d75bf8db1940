"""What is odd about the hours of a month: listed, never silent, never blocking."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations

from tracker.domain.calendar import share_time
from tracker.domain.work_entries import MINUTES_OF_DAY
from tracker.domain.work_log import Activity, SourceRef, WorkDay, WorkMonth, in_order


class HoursWarningKind(StrEnum):
    """What there is to warn of."""

    OVERLAP = "overlap"
    NO_TIMES = "no_times"
    BREAK_TOO_LONG = "break_too_long"
    OVER_A_DAY = "over_a_day"
    LONG_DAY = "long_day"
    DAY_OFF = "day_off_worked"


@dataclass(frozen=True, slots=True)
class HoursWarning:
    """One warning; ``refs`` are the activities that it is about, in the order of the clock."""

    on: date
    kind: HoursWarningKind
    refs: tuple[SourceRef, ...] = ()


def hours_warnings(month: WorkMonth, *, is_day_off: Callable[[date], bool], long_day_minutes: int) -> tuple[HoursWarning, ...]:
    """The warnings of a month by day; ``long_day_minutes`` is what a day may have before it is listed."""
    return tuple(
        warning for day in month.days for warning in _of_day(day, is_day_off=is_day_off, long_day_minutes=long_day_minutes)
    )


def overlap(one: Activity, other: Activity) -> bool:
    """Whether two activities of one person share a minute: what only touches does not, what has no times overlaps nothing."""
    return one.on == other.on and share_time(one.span, other.span)


def overlapping(activities: Iterable[Activity]) -> Iterator[tuple[Activity, Activity]]:
    """Each two activities of one person that overlap, in the order of the clock."""
    return ((one, other) for one, other in combinations(in_order(activities), 2) if overlap(one, other))


def _of_day(day: WorkDay, *, is_day_off: Callable[[date], bool], long_day_minutes: int) -> Iterator[HoursWarning]:
    for one, other in overlapping(day.activities):
        yield HoursWarning(day.on, HoursWarningKind.OVERLAP, (one.ref, other.ref))
    for activity in day.activities:
        if activity.minutes is None:
            yield HoursWarning(day.on, HoursWarningKind.NO_TIMES, (activity.ref,))
        if not activity.break_fits:
            yield HoursWarning(day.on, HoursWarningKind.BREAK_TOO_LONG, (activity.ref,))
    if day.minutes > MINUTES_OF_DAY:
        yield HoursWarning(day.on, HoursWarningKind.OVER_A_DAY)
    elif day.minutes > long_day_minutes:
        yield HoursWarning(day.on, HoursWarningKind.LONG_DAY)
    if is_day_off(day.on):
        yield HoursWarning(day.on, HoursWarningKind.DAY_OFF)
