"""引継ぎ: what somebody who leaves has in hand, passed on piece by piece; every place keeps its days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from tracker.domain.calendar import Period, day_before
from tracker.domain.staffing import Assigned, AssignmentRole, end_departed, in_order

LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class HandoverChoices:
    """Who takes over what, by the thing's id (a draft's key); None: nobody does.

    A place is then left open, a scheduled visit or meeting goes without that person, a next action and a draft stay where they
    are. ``subs`` also says whom a company gets as a sub-lead where a sub-lead moves up.
    """

    leads: Mapping[int, int | None] = field(default_factory=dict)
    subs: Mapping[int, int | None] = field(default_factory=dict)
    visits: Mapping[int, int | None] = field(default_factory=dict)
    meetings: Mapping[int, int | None] = field(default_factory=dict)
    actions: Mapping[int, int | None] = field(default_factory=dict)
    drafts: Mapping[str, int | None] = field(default_factory=dict)
    ends_membership: bool = False


def take_over(
    assigned: Iterable[Assigned], *, leaver: int, last_on: date, lead_id: int | None, sub_id: int | None
) -> tuple[Assigned, ...]:
    """All assignments when somebody leaves after ``last_on`` and others stand in their places for the days that were theirs.

    Who takes over the lead leaves a sub-lead's place for those days. ``sub_id`` takes over the sub-lead's places, or comes in
    beside a new lead. Days on which the successor is in the team already stay as they are.
    """
    before = in_order(assigned)
    rows = list(end_departed(before, producer_id=leaver, last_on=last_on))
    ahead = Period(last_on + timedelta(days=1))
    left = [(row.role, common) for row in before if row.producer_id == leaver and (common := row.period.common_with(ahead))]
    leads = [period for role, period in left if role is AssignmentRole.LEAD]
    subs = [period for role, period in left if role is AssignmentRole.SUB_LEAD] or leads
    if lead_id is not None:
        for period in leads:
            rows = [piece for row in rows for piece in (_around(row, period) if row.producer_id == lead_id else [row])]
            rows = _placed(rows, Assigned(lead_id, AssignmentRole.LEAD, period))
    if sub_id is not None:
        for period in subs:
            for free in period.without(row.period for row in rows if row.producer_id == sub_id):
                rows = _placed(rows, Assigned(sub_id, AssignmentRole.SUB_LEAD, free))
    return in_order(rows)


def _around(row: Assigned, period: Period) -> list[Assigned]:
    """The row without the days of the period; what remains in front keeps the row."""
    pieces = row.period.without([period])
    return [
        replace(row, period=piece, assignment_id=row.assignment_id if piece.starts_on == row.period.starts_on else None)
        for piece in pieces
    ]


def _placed(rows: list[Assigned], place: Assigned) -> list[Assigned]:
    """The rows with one more place; where the person held the same one until the day before, that row goes on."""
    for index, row in enumerate(rows):
        same = (row.producer_id, row.role) == (place.producer_id, place.role)
        if same and row.period.ends_on == day_before(place.period.starts_on):
            return [*rows[:index], replace(row, period=Period(row.period.starts_on, place.period.ends_on)), *rows[index + 1 :]]
    return [*rows, place]
