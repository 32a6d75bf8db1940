"""A visit a month for each company: which visits count, and what a company's month shows (rules 1, 2, 3, 5 and 6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Any

from tracker.domain.calendar import Month, Period


class EventStatus(StrEnum):
    """予定, 実施, 中止, 延期 of a visit or meeting: only a held one counts."""

    SCHEDULED = "scheduled"
    HELD = "held"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"


class VisitMode(StrEnum):
    """訪問, オンライン, 展示会: the settings say which of them count as a visit."""

    ONSITE = "onsite"
    ONLINE = "online"
    EVENT = "event"


class MonthState(StrEnum):
    """What a company's month shows."""

    OUT_OF_PERIOD = "out_of_period"
    HELD = "held"
    EXCUSED = "excused"
    SCHEDULED = "scheduled"
    AWAITING_RECORD = "awaiting_record"
    MISSED = "missed"
    UNSCHEDULED = "unscheduled"
    BLANK = "blank"


# From the best to the worst: a further visit, held or scheduled, never moves a month to the right.
FROM_BEST_TO_WORST = (
    MonthState.HELD,
    MonthState.SCHEDULED,
    MonthState.EXCUSED,
    MonthState.OUT_OF_PERIOD,
    MonthState.BLANK,
    MonthState.UNSCHEDULED,
    MonthState.AWAITING_RECORD,
    MonthState.MISSED,
)


@dataclass(frozen=True, slots=True)
class CadenceSettings:
    """What a programme asks of a month; a month with fewer days of support than ``short_month_days`` asks for nothing."""

    visits_per_month: int = 1
    online_counts: bool = True
    event_counts: bool = False
    short_month_days: int = 15

    def __post_init__(self) -> None:
        if self.visits_per_month < 1:
            raise ValueError("at least one visit a month")

    def mode_counts(self, mode: VisitMode) -> bool:
        if mode is VisitMode.ONLINE:
            return self.online_counts
        return mode is VisitMode.ONSITE or self.event_counts


@dataclass(frozen=True, slots=True)
class VisitDay:
    """One visit to the company in question, as far as the cadence needs it."""

    visit_id: int
    on: date
    status: EventStatus
    mode: VisitMode
    is_draft: bool = False
    start_time: time | None = None


@dataclass(frozen=True, slots=True)
class MonthCell:
    """A company's month: its state, and the visits behind every number that it shows, by day."""

    month: Month
    state: MonthState
    required: int
    visit_ids: tuple[int, ...] = ()
    online_ids: tuple[int, ...] = ()
    scheduled_ids: tuple[int, ...] = ()
    awaiting_ids: tuple[int, ...] = ()
    event_escort_ids: tuple[int, ...] = ()
    outside_support_ids: tuple[int, ...] = ()

    @property
    def held(self) -> int:
        """訪問回数 of the month, held outside the support period included."""
        return len(self.visit_ids)

    @property
    def online(self) -> int:
        """うちオンライン: a part of ``held``."""
        return len(self.online_ids)

    @property
    def scheduled(self) -> int:
        return len(self.scheduled_ids)

    @property
    def planned_ids(self) -> tuple[int, ...]:
        """Scheduled beside visits that were held, so that neither state nor number of the month says of them."""
        return self.scheduled_ids if self.held else ()

    @property
    def event_escorts(self) -> int:
        """展示会同行: held, and in no 訪問回数."""
        return len(self.event_escort_ids)

    @property
    def outside_support(self) -> int:
        """How many of ``held`` lie outside the support period; each carries a warning."""
        return len(self.outside_support_ids)

    @property
    def lacks_record(self) -> bool:
        """記録待ち, or in a report the 未実施 that stands for it: to be listed."""
        return bool(self.awaiting_ids) and self.state in (MonthState.AWAITING_RECORD, MonthState.MISSED)


def counts(visit: VisitDay, settings: CadenceSettings) -> bool:
    """Whether a visit is in the 訪問回数: held, no draft, of a mode that counts."""
    return visit.status is EventStatus.HELD and not visit.is_draft and settings.mode_counts(visit.mode)


def awaits_record(status: EventStatus, on: date, *, is_draft: bool, today: date) -> bool:
    """記録待ち of a visit or meeting: a draft lies there, or its day is over and nothing is recorded."""
    return is_draft or (status is EventStatus.SCHEDULED and on < today)


def cut_as_of(visits: Iterable[VisitDay], as_of: date) -> tuple[VisitDay, ...]:
    """The visits as a report sees them: one of a later day stands as scheduled, whatever became of it."""
    return tuple(visit if visit.on <= as_of else replace(visit, status=EventStatus.SCHEDULED, is_draft=False) for visit in visits)


def month_cell(
    month: Month,
    *,
    visits: Iterable[VisitDay],
    excused: bool,
    support: Period,
    settings: CadenceSettings,
    today: date,
    as_of_report: bool = False,
) -> MonthCell:
    """The state of a company's month: the first line of rule 3 that fits.

    ``visits`` are all visits of the company; other months' are left out. With ``as_of_report``, ``today`` is the as-of date: that
    day is over, later records stand as scheduled, and a month that is over without its record is missed.
    """
    first, last = month.first, month.last
    known = cut_as_of(visits, today) if as_of_report else visits
    of_month = sorted((visit for visit in known if first <= visit.on <= last), key=_by_day)
    return _cell(month, of_month, excused=excused, support=support, settings=settings, today=today, as_of_report=as_of_report)


def _cell(
    month: Month,
    of_month: list[VisitDay],
    *,
    excused: bool,
    support: Period,
    settings: CadenceSettings,
    today: date,
    as_of_report: bool,
) -> MonthCell:
    """:func:`month_cell` of the visits of the month alone, by day and as a report sees them."""
    first_open_day = today + timedelta(days=1) if as_of_report else today
    held: list[VisitDay] = []
    scheduled: list[VisitDay] = []
    awaiting: list[VisitDay] = []
    escorts: list[VisitDay] = []
    for visit in of_month:
        if not settings.mode_counts(visit.mode):
            if visit.mode is VisitMode.EVENT and visit.status is EventStatus.HELD and not visit.is_draft:
                escorts.append(visit)
        elif visit.status is EventStatus.HELD and not visit.is_draft:
            held.append(visit)
        elif awaits_record(visit.status, visit.on, is_draft=visit.is_draft, today=first_open_day):
            awaiting.append(visit)
        elif visit.status is EventStatus.SCHEDULED:
            scheduled.append(visit)

    days_of_support = support.days_in(month)
    required = settings.visits_per_month if days_of_support >= settings.short_month_days else 0
    is_over = month.last < first_open_day

    def state() -> MonthState:
        if not days_of_support:
            return MonthState.OUT_OF_PERIOD
        if len(held) >= max(required, 1):
            return MonthState.HELD
        if not required and not scheduled and not awaiting:
            return MonthState.OUT_OF_PERIOD
        if excused:
            return MonthState.EXCUSED
        if scheduled:
            return MonthState.SCHEDULED
        if awaiting and not (as_of_report and is_over):
            return MonthState.AWAITING_RECORD
        if is_over:
            return MonthState.MISSED
        return MonthState.UNSCHEDULED if month == Month.of(today) else MonthState.BLANK

    return MonthCell(
        month=month,
        state=state(),
        required=required if days_of_support else 0,
        visit_ids=_ids(held) if held else (),
        online_ids=_ids([visit for visit in held if visit.mode is VisitMode.ONLINE]) if held else (),
        scheduled_ids=_ids(scheduled) if scheduled else (),
        awaiting_ids=_ids(awaiting) if awaiting else (),
        event_escort_ids=_ids(escorts) if escorts else (),
        outside_support_ids=_ids([visit for visit in held if visit.on not in support]) if held else (),
    )


def months_of(
    months: Sequence[Month],
    *,
    visits: Iterable[VisitDay],
    excused_months: Collection[Month],
    support: Period,
    settings: CadenceSettings,
    today: date,
    as_of_report: bool = False,
) -> tuple[MonthCell, ...]:
    """Some months of a company, such as those of a fiscal year."""
    by_month: defaultdict[tuple[int, int], list[VisitDay]] = defaultdict(list)
    for visit in sorted(cut_as_of(visits, today) if as_of_report else visits, key=_by_day):
        by_month[visit.on.year, visit.on.month].append(visit)
    return tuple(
        _cell(
            month,
            by_month[month.year, month.month],
            excused=month in excused_months,
            support=support,
            settings=settings,
            today=today,
            as_of_report=as_of_report,
        )
        for month in months
    )


def within(period: Period, visits: Iterable[VisitDay], cells: tuple[MonthCell, ...]) -> tuple[MonthCell, ...]:
    """The months of a period; one that begins before it keeps its state, and of its visits those of the period alone."""
    if cells[0].month.first in period:
        return cells
    outside = {visit.visit_id for visit in visits if visit.on < period.starts_on}
    first = cells[0]
    kept: dict[str, Any] = {
        name: tuple(visit_id for visit_id in getattr(first, name) if visit_id not in outside)
        for name in ("visit_ids", "online_ids", "scheduled_ids", "awaiting_ids", "event_escort_ids", "outside_support_ids")
    }
    return (replace(first, **kept), *cells[1:])


def _by_day(visit: VisitDay) -> tuple[date, time, int]:
    return visit.on, visit.start_time or time.max, visit.visit_id


def _ids(visits: list[VisitDay]) -> tuple[int, ...]:
    return tuple([visit.visit_id for visit in visits])
