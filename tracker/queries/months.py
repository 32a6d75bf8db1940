"""Excused months."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.calendar import Month
from tracker.models import Enrolment, ExcusedMonth
from tracker.queries.scope import board, in_programme
from tracker.rows.months import ExcusedMonthRow


def list_excused_months(viewer: Viewer, *, enrolment_ids: Collection[int] | None = None) -> tuple[ExcusedMonthRow, ...]:
    """The excused months of every company of the programme, or of those asked for, by month."""
    statement = (
        select(
            ExcusedMonth.id,
            ExcusedMonth.enrolment_id,
            ExcusedMonth.month_on,
            ExcusedMonth.reason,
            ExcusedMonth.accepted_by,
            ExcusedMonth.version,
        )
        .join(Enrolment, Enrolment.id == ExcusedMonth.enrolment_id)
        .where(in_programme(viewer, Enrolment.programme_id), board(), ExcusedMonth.deleted_at.is_(None))
        .order_by(ExcusedMonth.month_on, ExcusedMonth.enrolment_id)
    )
    if enrolment_ids is not None:
        statement = statement.where(ExcusedMonth.enrolment_id.in_(enrolment_ids))
    return tuple(
        ExcusedMonthRow(excused_id, enrolment_id, Month.of(month_on), reason, accepted_by, version)
        for excused_id, enrolment_id, month_on, reason, accepted_by, version in db.session.execute(statement)
    )
