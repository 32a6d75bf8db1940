"""Backups: what their files are called, which of them stay, and when one is too old or the disk too full."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from tracker.domain.calendar import Month, tokyo_day

OLD_AFTER = timedelta(days=3)  # of the daily ones two were missed
FIRST_WITHIN = timedelta(days=7)  # a new installation has this long until it is told that it has none
LEAST_FREE_PERCENT = 10

_NAME = re.compile(r"tracker-(\d{8}T\d{6}Z)\.tar")
_STAMP = "%Y%m%dT%H%M%SZ"


def file_name(made_at: datetime) -> str:
    """The name of a backup in a folder of them."""
    return f"tracker-{made_at.astimezone(UTC).strftime(_STAMP)}.tar"


def made_at(name: str) -> datetime | None:
    """When a backup was made, from its name; None for a file that is none of ours."""
    found = _NAME.fullmatch(name)
    try:
        return datetime.strptime(found[1], _STAMP).replace(tzinfo=UTC) if found else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Keep:
    """How many of the newest days, weeks and months keep their last backup each."""

    days: int = 7
    weeks: int = 4
    months: int = 12

    @classmethod
    def parse(cls, text: str) -> Keep:
        """Read ``7,4,12``; ValueError for anything else, and for what would keep none."""
        numbers = text.split(",")
        if len(numbers) != 3 or not all(one.isascii() and one.isdecimal() and len(one) < 4 for one in numbers):
            raise ValueError(text)
        keep = cls(*map(int, numbers))
        if keep == cls(0, 0, 0):
            raise ValueError(text)
        return keep


def superseded(made: Iterable[datetime], keep: Keep) -> frozenset[datetime]:
    """The backups that go: not the last of a day, week or month (Tokyo) that is still kept. The newest never goes."""
    newest_first = sorted(set(made), reverse=True)
    stay = set(newest_first[:1])
    for count, period_of in ((keep.days, _day), (keep.weeks, _week), (keep.months, _month)):
        stay |= set(_last_of_each(newest_first, period_of)[:count])
    return frozenset(newest_first) - stay


def _last_of_each(newest_first: Iterable[datetime], period_of: Callable[[date], object]) -> list[datetime]:
    found: dict[object, datetime] = {}
    for one in newest_first:
        found.setdefault(period_of(tokyo_day(one)), one)
    return list(found.values())


def _day(day: date) -> date:
    return day


def _week(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]


def _month(day: date) -> Month:
    return Month.of(day)


def is_old(last: datetime | None, *, in_use_since: datetime | None, now: datetime) -> bool:
    """Whether somebody has to look after the backups; ``in_use_since`` is when the first thing was recorded here."""
    if last is not None:
        return now - last > OLD_AFTER
    return in_use_since is not None and now - in_use_since > FIRST_WITHIN


def is_short(free: int, total: int) -> bool:
    """Whether less than a tenth of the disk is free."""
    return free * 100 < total * LEAST_FREE_PERCENT
