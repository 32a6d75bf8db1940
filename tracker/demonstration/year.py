"""The demonstration's calendar: which day what happens at each company, told from the day on which it is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.demonstration.cast import COMPANIES
from tracker.domain.calendar import Month, fiscal_year_of, fiscal_year_period
from tracker.queries.holidays import is_day_off

DAYS_BEFORE_SUPPORT = 20
DAYS_TO_MEETING = 12
DAYS_SINCE_DEPARTURE = 12
DAYS_OF_DRAFT = 6

# Places in COMPANIES, by what their year tells.
EXCUSED, MISSED, HANDED_OVER, UNDERSTAFFED, AWAITING = 1, 2, 3, 4, 5
JOINED = 3  # whose next visit the first supporter joins


@dataclass(frozen=True, slots=True)
class VisitPlan:
    """A visit of the company at ``place``; ``step`` counts its held visits from 0. Without ``is_recorded`` only scheduled."""

    place: int
    on: date
    step: int
    is_recorded: bool
    is_online: bool


@dataclass(frozen=True, slots=True)
class MeetingPlan:
    """A team meeting about the company at ``place`` after its ``step``-th visit."""

    place: int
    on: date
    step: int


@dataclass(frozen=True, slots=True)
class YearPlan:
    """Everything on the calendar, seen from ``today``."""

    today: date

    @property
    def fiscal_year(self) -> int:
        return fiscal_year_of(self.today)

    @property
    def starts_on(self) -> date:
        return fiscal_year_period(self.fiscal_year).starts_on + timedelta(days=DAYS_BEFORE_SUPPORT)

    @property
    def ends_on(self) -> date:
        ends_on = fiscal_year_period(self.fiscal_year).ends_on
        assert ends_on is not None
        return ends_on

    @property
    def months(self) -> tuple[Month, ...]:
        """The months in which visits are made: the first full month of support to the last of the year."""
        return tuple(month for month in fiscal_year_period(self.fiscal_year).months() if month.first > self.starts_on)

    def back(self, months: int) -> Month:
        """The month so many before today's."""
        month = Month.of(self.today)
        for _ in range(months):
            month = month.previous()
        return month

    def is_left_out(self, place: int, month: Month) -> bool:
        """The months without a visit: excused two months ago, missed last month, and nothing scheduled this month there."""
        if place == EXCUSED:
            return month == self.back(2)
        return place == MISSED and month in (self.back(1), self.back(0))

    def visits(self) -> Iterator[VisitPlan]:
        """Every visit up to the month after next, company by company in the order of days."""
        horizon = Month.of(self.today).next().last
        for place, company in enumerate(COMPANIES):
            days = [
                working_day(month, company.day)
                for month in self.months
                if not self.is_left_out(place, month) and month.first <= horizon
            ]
            held = [day for day in days if day < self.today]
            # One company's last visit waits for its record.
            recorded = held[:-1] if place == AWAITING else held
            for step, day in enumerate(days):
                yield VisitPlan(place, day, step, day in recorded, company.is_remote and step % 2 == 1)

    def meetings(self) -> Iterator[MeetingPlan]:
        """A meeting after each recorded visit, but the one that is missing between the last two of one company."""
        by_place: dict[int, list[VisitPlan]] = {}
        for visit in self.visits():
            if visit.is_recorded:
                by_place.setdefault(visit.place, []).append(visit)
        for place, visits in by_place.items():
            for visit in visits:
                day = next_working_day(visit.on + timedelta(days=DAYS_TO_MEETING))
                is_missing = place == HANDED_OVER and len(visits) > 1 and visit is visits[-2]
                if day < self.today and not is_missing:
                    yield MeetingPlan(place, day, visit.step)


def working_day(month: Month, day: int) -> date:
    return next_working_day(month.first.replace(day=day))


def next_working_day(day: date) -> date:
    while is_day_off(day):
        day += timedelta(days=1)
    return day
