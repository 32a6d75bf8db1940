"""When a team becomes another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from tracker.domain.calendar import Period
from tracker.domain.staffing import Assigned, team_on


def next_change(assigned: Iterable[Assigned], *, support: Period, after: date) -> date | None:
    """The first day after ``after`` on which the team is another than then; None where it stays to the end of the support."""
    assigned = tuple(assigned)
    now = team_on(assigned, max(after, support.starts_on))
    days = {row.period.starts_on for row in assigned}
    days |= {row.period.ends_on + timedelta(days=1) for row in assigned if row.period.ends_on is not None}
    later = (day for day in sorted(days) if day > max(after, support.starts_on) and day in support)
    return next((day for day in later if team_on(assigned, day) != now), None)
