"""A week of hours as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tracker.domain.access import Viewer
from tracker.domain.calendar import Month
from tracker.domain.work_log import in_order
from tracker.queries.activities import list_activities
from tracker.queries.holidays import holiday_name, is_day_off
from tracker.queries.overlaps import list_overlaps_among
from tracker.queries.work_months import list_locked_months
from tracker.rows.work_log import ActivityRow, OverlapRow


@dataclass(frozen=True, slots=True)
class DayOfWeek:
    """A day with what was worked on it."""

    on: date
    is_off: bool
    holiday: str
    lines: tuple[ActivityRow, ...]
    overlaps: tuple[OverlapRow, ...] = ()
    is_confirmed: bool = False  # its month is: nothing is added before that is taken back

    @property
    def minutes(self) -> int:
        return sum(line.activity.minutes or 0 for line in self.lines)


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Sunday."""

    days: tuple[DayOfWeek, ...]

    @property
    def first(self) -> date:
        return self.days[0].on

    @property
    def last(self) -> date:
        return self.days[-1].on

    @property
    def minutes(self) -> int:
        return sum(day.minutes for day in self.days)

    @property
    def months(self) -> tuple[Month, ...]:
        return tuple(sorted({Month.of(self.first), Month.of(self.last)}))

    @property
    def confirmed_months(self) -> tuple[Month, ...]:
        return tuple(sorted({Month.of(day.on) for day in self.days if day.is_confirmed}))


def week_of(viewer: Viewer, producer_id: int, day: date) -> Week:
    """The week that holds the day, of one supporter."""
    monday = day - timedelta(days=day.weekday())
    rows = list_activities(viewer, from_on=monday, to_on=monday + timedelta(days=6), producer_id=producer_id)
    by_ref = {row.activity.ref: row for row in rows}
    ordered = [by_ref[activity.ref] for activity in in_order(row.activity for row in rows)]
    overlaps = list_overlaps_among(rows)
    days = [monday + timedelta(days=place) for place in range(7)]
    locked = list_locked_months(viewer, from_on=Month.of(monday).first, to_on=days[-1])
    confirmed = {month for (whose, month), (is_confirmed, _) in locked.items() if whose == producer_id and is_confirmed}
    return Week(
        tuple(
            DayOfWeek(
                on,
                is_day_off(on),
                holiday_name(on),
                tuple(row for row in ordered if row.activity.on == on),
                tuple(row for row in overlaps if row.one.activity.on == on),
                Month.of(on) in confirmed,
            )
            for on in days
        )
    )
