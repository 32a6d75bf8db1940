"""Days, months, periods and fiscal years as the programme counts them: Asia/Tokyo calendar days, both ends included."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta
from functools import lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")
FIRST_MONTH_OF_FISCAL_YEAR = 4

Moment = TypeVar("Moment", int, time)


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A calendar month; compares and sorts by time."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (MINYEAR <= self.year <= MAXYEAR and 1 <= self.month <= 12):
            raise ValueError(f"no such month: {self.year}-{self.month}")

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, iso: str) -> Month:
        """Read ``2025-06``; ValueError for anything else."""
        year, separator, month = iso.partition("-")
        digits = year + month
        if separator != "-" or len(year) != 4 or len(month) != 2 or not (digits.isascii() and digits.isdecimal()):
            raise ValueError(f"not a month: {iso!r}")
        return cls(int(year), int(month))

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    @property
    def period(self) -> Period:
        return Period(self.first, self.last)

    @property
    def iso(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def next(self) -> Month:
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    def previous(self) -> Month:
        return Month(self.year - (self.month == 1), (self.month - 2) % 12 + 1)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``starts_on`` to ``ends_on``, both included; an open end is None."""

    starts_on: date
    ends_on: date | None = None

    def __post_init__(self) -> None:
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise ValueError("a period ends before it starts")

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def overlaps(self, other: Period) -> bool:
        return self.common_with(other) is not None

    def common_with(self, other: Period) -> Period | None:
        """The days that both have, or None."""
        starts_on = max(self.starts_on, other.starts_on)
        ends = [end for end in (self.ends_on, other.ends_on) if end is not None]
        ends_on = min(ends) if ends else None
        if ends_on is not None and ends_on < starts_on:
            return None
        return Period(starts_on, ends_on)

    def without(self, taken: Iterable[Period]) -> list[Period]:
        """What is left of the period without the days that are taken, the earliest first."""
        pieces = [self]
        for other in taken:
            left = []
            for piece in pieces:
                common = piece.common_with(other)
                if common is None:
                    left.append(piece)
                    continue
                if piece.starts_on < common.starts_on:
                    left.append(Period(piece.starts_on, day_before(common.starts_on)))
                if common.ends_on is not None and (piece.ends_on is None or common.ends_on < piece.ends_on):
                    left.append(Period(common.ends_on + timedelta(days=1), piece.ends_on))
            pieces = left
        return pieces

    @property
    def days(self) -> int:
        """How many days; ValueError where the end is open."""
        if self.ends_on is None:
            raise ValueError("an open period has no number of days")
        return (self.ends_on - self.starts_on).days + 1

    def nearest(self, day: date) -> date:
        """The day itself, or the first or last day of the period where it lies outside."""
        day = max(day, self.starts_on)
        return day if self.ends_on is None else min(day, self.ends_on)

    def days_in(self, month: Month) -> int:
        return _days_in(self, month)

    def every_day(self) -> Iterator[date]:
        """The days of a closed period."""
        return (self.starts_on + timedelta(days=passed) for passed in range(self.days))

    def months(self) -> Iterator[Month]:
        """Every month touched by a closed period."""
        if self.ends_on is None:
            raise ValueError("an open period has no last month")
        month, last = Month.of(self.starts_on), Month.of(self.ends_on)
        while month < last:
            yield month
            month = month.next()
        yield month


@lru_cache(maxsize=4_096)  # the companies of a programme are supported for much the same days
def _days_in(period: Period, month: Month) -> int:
    common = period.common_with(month.period)
    return common.days if common else 0


def fiscal_year_of(day: date) -> int:
    """The fiscal year a day belongs to: 2026-01-23 is in 2025 (令和7年度)."""
    return day.year - (day.month < FIRST_MONTH_OF_FISCAL_YEAR)


def fiscal_year_period(fiscal_year: int) -> Period:
    return Period(date(fiscal_year, 4, 1), date(fiscal_year + 1, 3, 31))


def months_at_hand(months: Sequence[Month], today: date, *, before: int, after: int) -> Sequence[Month]:
    """The running month of a row with so many before and after it; as many at the end of a row that is over, or to come."""
    count = before + 1 + after
    place = sum(month.last < today for month in months)
    start = max(0, min(place - before, len(months) - count))
    return months[start : start + count]


def months_of_fiscal_year(fiscal_year: int) -> tuple[Month, ...]:
    return tuple(fiscal_year_period(fiscal_year).months())


def tokyo_day(instant: datetime) -> date:
    """The Asia/Tokyo calendar day of an aware instant, whatever the server's zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return instant.astimezone(TOKYO).date()


def month_to_date(today: date) -> Period:
    """The running month up to today."""
    return Period(today.replace(day=1), today)


def same_days_before(today: date) -> Period:
    """The month before up to the same day of the month, its last day where it is shorter: the same period before."""
    before = Month.of(today).previous()
    return Period(before.first, min(before.first + timedelta(days=today.day - 1), before.last))


def as_many_days_before(period: Period) -> Period:
    """The period of the same length that ends the day before; ValueError where the period has no end."""
    if period.ends_on is None:
        raise ValueError("a period without an end has no length")
    ends_on = day_before(period.starts_on)
    return Period(ends_on - (period.ends_on - period.starts_on), ends_on)


def share_time(one: tuple[Moment, Moment] | None, other: tuple[Moment, Moment] | None) -> bool:
    """Whether two spans of a day share a moment: what only touches does not, one that is not known shares nothing."""
    return one is not None and other is not None and one[0] < other[1] and other[0] < one[1]


def day_before(day: date) -> date:
    return day - timedelta(days=1)
