"""従事時間: what somebody worked, from records and from own entries, made into days and a month; raw minutes are always kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from tracker.domain.calendar import Month
from tracker.domain.rounding import NO_ROUNDING, RoundingPer, RoundingRule


class WorkKind(StrEnum):
    """What the time went into; その他業務 is one line of words."""

    VISIT = "visit"
    MEETING = "meeting"
    TRAINING = "training"
    EXHIBITION = "exhibition"
    TRAVEL = "travel"
    PREPARATION = "preparation"
    REPORT_WRITING = "report_writing"
    OTHER_DUTIES = "other_duties"


class SourceKind(StrEnum):
    """Which record an activity is read from."""

    VISIT = "visit"
    MEETING = "meeting"
    TRAINING = "training"
    EXHIBITION = "exhibition"
    TRAVEL = "travel"
    OWN = "own"


class SourceRef(NamedTuple):
    """Which row an activity is read from; a journey there and back are two activities of one row (``part``)."""

    source: SourceKind
    source_id: int
    part: str = ""


@dataclass(frozen=True, slots=True)
class Activity:
    """What one person did on one day. ``start`` and ``end`` count minutes from midnight; the end is not part of it.

    Without an end ``given_minutes`` says how long it took; without either the time is not written down (時刻未記入).
    ``companies`` are enrolments: one, several (a meeting), or none.
    """

    on: date
    kind: WorkKind
    ref: SourceRef
    start: int | None = None
    end: int | None = None
    given_minutes: int | None = None
    break_minutes: int = 0
    companies: tuple[int, ...] = ()

    @property
    def span(self) -> tuple[int, int] | None:
        """From when to when, half open; None where the times are not known."""
        if self.start is None:
            return None
        end = self.end if self.end is not None else self.start + self.given_minutes if self.given_minutes else None
        return (self.start, end) if end is not None and end > self.start else None

    @property
    def gross_minutes(self) -> int | None:
        """How long it took with its break; None where that is not written down."""
        if self.start is not None and self.end is not None:
            return self.end - self.start
        return self.given_minutes

    @property
    def minutes(self) -> int | None:
        """How long was worked; None where that is not written down. A break longer than the whole leaves nothing."""
        gross = self.gross_minutes
        return None if gross is None else max(gross - self.break_minutes, 0)

    @property
    def break_fits(self) -> bool:
        """A break lies inside its activity."""
        return self.break_minutes == 0 or self.gross_minutes is None or self.break_minutes < self.gross_minutes


@dataclass(frozen=True, slots=True)
class WorkDay:
    """A day with its activities in the order of the clock, those without times last."""

    on: date
    activities: tuple[Activity, ...]
    rule: RoundingRule = NO_ROUNDING

    @property
    def minutes(self) -> int:
        return sum(activity.minutes or 0 for activity in self.activities)

    @property
    def counted(self) -> int:
        """The minutes after rounding."""
        if self.rule.per is RoundingPer.DAY:
            return self.rule.rounded(self.minutes)
        return sum(self.rule.rounded(activity.minutes or 0) for activity in self.activities)


class Total(NamedTuple):
    """Minutes as worked, and after rounding; the latter is None where only whole days are rounded."""

    minutes: int
    counted: int | None


@dataclass(frozen=True, slots=True)
class WorkMonth:
    """The days of a month on which something was worked."""

    month: Month
    days: tuple[WorkDay, ...]
    rule: RoundingRule = NO_ROUNDING

    @property
    def activities(self) -> Iterator[Activity]:
        for day in self.days:
            yield from day.activities

    @property
    def minutes(self) -> int:
        return sum(day.minutes for day in self.days)

    @property
    def counted(self) -> int:
        return sum(day.counted for day in self.days)

    def by_kind(self) -> dict[WorkKind, Total]:
        """The totals of the kinds that occur, in their order."""
        kinds = {activity.kind for activity in self.activities}
        return {kind: self._total(one for one in self.activities if one.kind is kind) for kind in WorkKind if kind in kinds}

    def by_company(self) -> dict[tuple[int, ...], Total]:
        """The totals by companies; what was about several at once, or about none, is never shared out among them."""
        keys = sorted({activity.companies for activity in self.activities}, key=lambda key: (len(key) != 1, key))
        return {key: self._total(one for one in self.activities if one.companies == key) for key in keys}

    def _total(self, activities: Iterable[Activity]) -> Total:
        minutes = [activity.minutes or 0 for activity in activities]
        counted = sum(map(self.rule.rounded, minutes)) if self.rule.per is RoundingPer.ACTIVITY else None
        return Total(sum(minutes), counted)


_PLACE = {kind: place for place, kind in enumerate(WorkKind)}
_LAST_PART = "back"  # of a journey without times the way back comes after the way out


def in_order(activities: Iterable[Activity]) -> tuple[Activity, ...]:
    """By day and clock; the order of entry never matters."""
    return tuple(sorted(activities, key=_place))


def _place(one: Activity) -> tuple[object, ...]:
    clock = (one.start is None, one.start or 0, one.end or 0)
    return (one.on, *clock, _PLACE[one.kind], one.ref[:2], one.ref.part == _LAST_PART)


def month_of(activities: Iterable[Activity], month: Month, rule: RoundingRule = NO_ROUNDING) -> WorkMonth:
    """What of the activities lies in the month, day by day."""
    by_day: defaultdict[date, list[Activity]] = defaultdict(list)
    for activity in in_order(activities):
        if Month.of(activity.on) == month:
            by_day[activity.on].append(activity)
    return WorkMonth(month, tuple(WorkDay(on, tuple(by_day[on]), rule) for on in sorted(by_day)), rule)
