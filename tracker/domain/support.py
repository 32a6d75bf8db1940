"""What a change of the support period does to the team."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from tracker.domain.calendar import Period, day_before
from tracker.domain.errors import RuleBroken
from tracker.domain.staffing import Assigned, AssignmentRole, in_order, staffing_gaps
from tracker.domain.words import N_


def follow_support(assigned: Iterable[Assigned], *, before: Period, after: Period) -> tuple[Assigned, ...]:
    """All assignments when the support runs ``after`` instead of ``before``: who began with it begins with it.

    RuleBroken where days of support are added on which a place would be empty; a company without any team has nothing to lose.
    """
    rows = in_order(_begin_with_support(row, before.starts_on, after.starts_on) for row in assigned)
    for added in _added(before, after) if rows else ():
        for gap in staffing_gaps(rows, support=added, until=added.ends_on or date.max):
            field, sentence = _SENTENCES[gap.role, added.starts_on < before.starts_on]
            raise RuleBroken(sentence, field=field, day=gap.period.starts_on)
    return rows


_SENTENCES = {
    (AssignmentRole.LEAD, True): (
        "starts_on",
        N_("支援開始日を早めると、%(day)s から主担当がいなくなります。先に体制を直してください。"),
    ),
    (AssignmentRole.SUB_LEAD, True): (
        "starts_on",
        N_("支援開始日を早めると、%(day)s から副担当がいなくなります。先に体制を直してください。"),
    ),
    (AssignmentRole.LEAD, False): (
        "ends_on",
        N_("支援終了日を延ばすと、%(day)s から主担当がいなくなります。先に体制を直してください。"),
    ),
    (AssignmentRole.SUB_LEAD, False): (
        "ends_on",
        N_("支援終了日を延ばすと、%(day)s から副担当がいなくなります。先に体制を直してください。"),
    ),
}


def _begin_with_support(row: Assigned, old_first: date, new_first: date) -> Assigned:
    if row.period.starts_on != old_first or (row.period.ends_on is not None and row.period.ends_on < new_first):
        return row
    return replace(row, period=Period(new_first, row.period.ends_on))


def _added(before: Period, after: Period) -> Iterable[Period]:
    assert before.ends_on is not None and after.ends_on is not None
    if after.starts_on < before.starts_on:
        yield Period(after.starts_on, min(day_before(before.starts_on), after.ends_on))
    if after.ends_on > before.ends_on:
        yield Period(max(before.ends_on + timedelta(days=1), after.starts_on), after.ends_on)
