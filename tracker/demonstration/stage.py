"""The demonstration's stage: the programme's people, companies and cases while their year is played."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from tracker.demonstration.cast import COMPANIES
from tracker.demonstration.year import DAYS_SINCE_DEPARTURE, UNDERSTAFFED, YearPlan
from tracker.domain.access import Viewer
from tracker.domain.calendar import TOKYO

EVENING = time(18, 0)


@dataclass(frozen=True, slots=True)
class Stage:
    """What has been made so far; ``case_ids`` by place in COMPANIES."""

    plan: YearPlan
    manager: Viewer
    producer_ids: tuple[int, ...]
    enrolment_ids: tuple[int, ...]
    case_ids: tuple[tuple[int, ...], ...]

    def team(self, place: int, on: date) -> frozenset[int]:
        company = COMPANIES[place]
        here = {company.lead, *company.sub_leads}
        if place == UNDERSTAFFED and on > self.departure:
            here -= set(company.sub_leads)
        return frozenset(self.producer_ids[one] for one in here)

    @property
    def departure(self) -> date:
        """The last day of the one who left."""
        return self.plan.today - timedelta(days=DAYS_SINCE_DEPARTURE)


def at_evening(day: date) -> datetime:
    """When people enter what they did that day."""
    return datetime.combine(day, EVENING, TOKYO).astimezone(UTC)
