"""One's own entries of hours, as they can be changed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound
from tracker.domain.records import DAYS_TO_RESTORE
from tracker.models import Company, Enrolment, Producer, WorkLog
from tracker.queries import scope
from tracker.queries.activities import entry_of
from tracker.rows.staffing import PersonRow
from tracker.rows.work_log import WorkEntryRow


def get_worker(viewer: Viewer, producer_id: int | None) -> PersonRow:
    """Whose hours are entered: the viewer's own, or for a manager anybody's; NotFound for the rest."""
    viewer.require(Act.HOURS)
    statement = select(Producer.id, Producer.name).where(
        Producer.id == producer_id,
        scope.in_programme(viewer, Producer.programme_id),
        Producer.deleted_at.is_(None),
        scope.of_person(viewer, Act.HOURS, Producer.id),
    )
    found = db.session.execute(statement).one_or_none()
    if found is None:
        raise NotFound
    return PersonRow(*found)


def get_entry(viewer: Viewer, entry_id: int) -> WorkEntryRow:
    """One entry that the viewer may change: their own, or anybody's for a manager."""
    viewer.require(Act.HOURS)
    found = db.session.execute(_entries(viewer).where(WorkLog.id == entry_id, WorkLog.deleted_at.is_(None))).one_or_none()
    if found is None:
        raise NotFound
    return _row(found)


def list_deleted_entries(viewer: Viewer, producer_id: int, *, now: datetime) -> tuple[WorkEntryRow, ...]:
    """What can still be brought back of one supporter's entries."""
    since = now - timedelta(days=DAYS_TO_RESTORE)
    statement = _entries(viewer).where(WorkLog.producer_id == producer_id, WorkLog.deleted_at >= since)
    return tuple(_row(found) for found in db.session.execute(statement.order_by(WorkLog.deleted_at.desc())))


def _entries(viewer: Viewer) -> Select[Any]:
    columns: tuple[Any, ...] = (WorkLog, Producer.name, func.coalesce(Company.name, ""))
    return (
        select(*columns)
        .join(Producer, Producer.id == WorkLog.producer_id)
        .outerjoin(Enrolment, Enrolment.id == WorkLog.enrolment_id)
        .outerjoin(Company, Company.id == Enrolment.company_id)
        .where(scope.in_programme(viewer, WorkLog.programme_id), scope.of_person(viewer, Act.HOURS, WorkLog.producer_id))
    )


def _row(found: Any) -> WorkEntryRow:
    row, producer, company = found
    return WorkEntryRow(row.id, row.producer_id, producer, entry_of(row), company, row.version, row.deleted_at is not None)
