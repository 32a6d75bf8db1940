"""Which months of which companies are closed; board depth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.calendar import Month
from tracker.domain.month_closes import MonthFacts
from tracker.models import ClosedMonthChange, Enrolment, MonthClose
from tracker.queries.scope import board, in_programme
from tracker.rows.month_closes import ClosedChangeRow, MonthCloseRow

CompanyMonth = tuple[int, Month]


def list_closed_months(
    viewer: Viewer, *, months: Collection[Month] | None = None, enrolment_ids: Collection[int] | None = None
) -> dict[CompanyMonth, MonthCloseRow]:
    """The closes that stand, with what was changed since, by enrolment and month."""
    closes = (
        select(MonthClose)
        .join(Enrolment, Enrolment.id == MonthClose.enrolment_id)
        .where(in_programme(viewer, Enrolment.programme_id), board(), MonthClose.reopened_at.is_(None))
    )
    if months is not None:
        closes = closes.where(MonthClose.month_on.in_([month.first for month in months]))
    if enrolment_ids is not None:
        closes = closes.where(MonthClose.enrolment_id.in_(enrolment_ids))
    ids = closes.with_only_columns(MonthClose.id)
    changes: defaultdict[int, list[ClosedChangeRow]] = defaultdict(list)
    of_closes = select(ClosedMonthChange).where(ClosedMonthChange.month_close_id.in_(ids)).order_by(ClosedMonthChange.id)
    for change in db.session.scalars(of_closes):
        changes[change.month_close_id].append(
            ClosedChangeRow(change.act, change.noun, change.noun_id, change.reason, change.changed_by, change.created_at)
        )
    return {
        (close.enrolment_id, Month.of(close.month_on)): MonthCloseRow(
            close_id=close.id,
            enrolment_id=close.enrolment_id,
            month=Month.of(close.month_on),
            facts=MonthFacts(close.state, close.visit_count, close.meeting_count, close.missing_count),
            remark=close.remark,
            closed_by=close.closed_by,
            closed_at=close.created_at,
            version=close.version,
            changes=tuple(changes[close.id]),
        )
        for close in db.session.scalars(closes)
    }


def list_closed_keys(
    viewer: Viewer, *, from_on: date | None = None, enrolment_ids: Collection[int] | None = None
) -> frozenset[CompanyMonth]:
    """Enrolment and month of every close that stands, without anything about it."""
    statement = (
        select(MonthClose.enrolment_id, MonthClose.month_on)
        .join(Enrolment, Enrolment.id == MonthClose.enrolment_id)
        .where(in_programme(viewer, Enrolment.programme_id), MonthClose.reopened_at.is_(None))
    )
    if from_on is not None:
        statement = statement.where(MonthClose.month_on >= from_on)
    if enrolment_ids is not None:
        statement = statement.where(MonthClose.enrolment_id.in_(enrolment_ids))
    return frozenset((enrolment_id, Month.of(month_on)) for enrolment_id, month_on in db.session.execute(statement))
