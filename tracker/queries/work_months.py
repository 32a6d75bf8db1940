"""Months of hours that were confirmed or checked, and how the programme rounds."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.calendar import Month
from tracker.domain.rounding import RoundingRule
from tracker.domain.work_months import LockedDiary, thaw
from tracker.models import HoursRule, Producer, WorkMonth
from tracker.queries import scope
from tracker.rows.diaries import HoursRuleRow, WorkMonthRow

LONG_DAY_MINUTES = 8 * 60


def get_hours_rule(viewer: Viewer) -> HoursRuleRow:
    """The programme's rule; the defaults where nobody has set one."""
    row = db.session.scalar(select(HoursRule).where(HoursRule.programme_id == viewer.programme))
    if row is None:
        return HoursRuleRow(RoundingRule(), LONG_DAY_MINUTES)
    return HoursRuleRow(RoundingRule(row.unit, row.way, row.per), row.long_day_minutes, row.version)


def find_work_month(viewer: Viewer, producer_id: int, month: Month) -> WorkMonthRow | None:
    """What was confirmed of a month; for queries that have decided already whether the viewer may read it."""
    statement = select(WorkMonth).where(
        scope.in_programme(viewer, WorkMonth.programme_id),
        WorkMonth.producer_id == producer_id,
        WorkMonth.month_on == month.first,
    )
    row = db.session.scalar(statement.execution_options(populate_existing=True))
    return None if row is None else _row(row)


def list_locked_months(viewer: Viewer, *, from_on: date, to_on: date) -> dict[tuple[int, Month], tuple[bool, bool]]:
    """Which months of which supporters are confirmed and checked, between two days."""
    statement = select(
        WorkMonth.producer_id, WorkMonth.month_on, WorkMonth.confirmed_at.is_not(None), WorkMonth.approved_at.is_not(None)
    ).where(scope.in_programme(viewer, WorkMonth.programme_id), WorkMonth.month_on.between(from_on, to_on))
    return {
        (producer_id, Month.of(month_on)): (bool(is_confirmed), bool(is_approved))
        for producer_id, month_on, is_confirmed, is_approved in db.session.execute(statement)
    }


def list_checked_diaries(viewer: Viewer, producer_ids: Collection[int], months: Collection[Month]) -> tuple[LockedDiary, ...]:
    """Of these months of these people those that are checked (責任者確認)."""
    statement = (
        select(Producer.id, Producer.name, WorkMonth.month_on)
        .join(WorkMonth, WorkMonth.producer_id == Producer.id)
        .where(
            scope.in_programme(viewer, WorkMonth.programme_id),
            WorkMonth.producer_id.in_(producer_ids),
            WorkMonth.month_on.in_([month.first for month in months]),
            WorkMonth.approved_at.is_not(None),
        )
        .order_by(Producer.name, Producer.id, WorkMonth.month_on)
    )
    return tuple((row[0], row[1], Month.of(row[2])) for row in db.session.execute(statement))


def _row(row: WorkMonth) -> WorkMonthRow:
    same: dict[str, Any] = {
        name: getattr(row, name) for name in WorkMonthRow.__dataclass_fields__ if name not in ("month", "rule", "lines")
    }
    rule = RoundingRule(row.unit, row.way, row.per)
    return WorkMonthRow(month=Month.of(row.month_on), rule=rule, lines=thaw(row.lines), **same)
