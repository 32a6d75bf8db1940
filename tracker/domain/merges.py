"""統合: two rows that are one company become one; who was in either team on a day is in the one that is left."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from tracker.domain.calendar import Period
from tracker.domain.errors import Conflict, RuleBroken
from tracker.domain.reasons import checked_reason
from tracker.domain.staffing import Assigned, AssignmentRole, in_order
from tracker.domain.words import N_

LONGEST_REASON = 200
# What is chosen together: half an address of each company is nobody's.
GROUPS: dict[str, tuple[str, ...]] = {
    "name": ("name", "search_key"),
    "kana": ("kana",),
    "corporate_number": ("corporate_number",),
    "address": ("prefecture", "municipality", "area_code", "street"),
    "contact_name": ("contact_name",),
    "contact_phone": ("contact_phone",),
    "contact_email": ("contact_email",),
    "may_be_named": ("may_be_named",),
}


def check_reason(reason: str) -> str:
    """The reason as it is kept; RuleBroken without one, or for one that is too long."""
    return checked_reason(reason, longest=LONGEST_REASON, missing=N_("統合の理由を入力してください。"))


def check_seen(seen: str, stands: str, hindrance: tuple[str, dict[str, Any]] | None) -> None:
    """Conflict where anything of the two changed since it was ``seen``; RuleBroken for what hinders the merge."""
    if seen != stands:
        raise Conflict(N_("開いたあとに内容が変わりました。いまの内容を確かめて、もう一度選んでください。"))
    if hindrance is not None:
        sentence, values = hindrance
        raise RuleBroken(sentence, **values)


def merge_periods(kept: tuple[date, date], gone: tuple[date, date]) -> tuple[date, date]:
    """First and last day of the support of a company that is to have what either was promised."""
    return min(kept[0], gone[0]), max(kept[1], gone[1])


def merge_teams(kept: Iterable[Assigned], gone: Iterable[Assigned]) -> tuple[Assigned, ...]:
    """The kept company's assignments, and the other's on days on which the person is not in the team already.

    On a day on which the kept company has a lead, the other's lead is a sub-lead: what they read that day stays open to them.
    """
    kept = in_order(kept)
    leads = [row.period for row in kept if row.role is AssignmentRole.LEAD]
    rows = list(kept)
    for row in in_order(gone):
        for piece in row.period.without(one.period for one in kept if one.producer_id == row.producer_id):
            own = piece.without(leads) if row.role is AssignmentRole.LEAD else []
            rows += [Assigned(row.producer_id, AssignmentRole.LEAD, part) for part in own]
            rows += [Assigned(row.producer_id, AssignmentRole.SUB_LEAD, part) for part in piece.without(own)]
    return in_order(rows)


def shared_days(kept: Iterable[Assigned], gone: Iterable[Assigned]) -> list[Period]:
    """The days on which both companies have a lead."""
    leads = [row.period for row in in_order(kept) if row.role is AssignmentRole.LEAD]
    others = [row.period for row in in_order(gone) if row.role is AssignmentRole.LEAD]
    return sorted(
        (common for one in leads for other in others if (common := one.common_with(other)) is not None),
        key=lambda period: period.starts_on,
    )
