"""Days away, for whoever staffs."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import Period
from tracker.domain.errors import NotFound
from tracker.models import Absence, Producer
from tracker.queries.scope import in_programme
from tracker.rows.absences import AbsenceRow
from tracker.rows.staffing import PersonRow


def list_absences(viewer: Viewer, *, from_on: date | None = None, deleted: bool = False) -> tuple[AbsenceRow, ...]:
    """By first day; with ``from_on`` only those that are not over by then."""
    clauses: list[ColumnElement[bool]] = [Absence.deleted_at.is_not(None) if deleted else Absence.deleted_at.is_(None)]
    if from_on is not None:
        clauses.append(Absence.ends_on >= from_on)
    return _rows(viewer, *clauses)


def get_absence(viewer: Viewer, absence_id: int) -> AbsenceRow:
    rows = _rows(viewer, Absence.id == absence_id, Absence.deleted_at.is_(None))
    if not rows:
        raise NotFound
    return rows[0]


def _rows(viewer: Viewer, *clauses: ColumnElement[bool]) -> tuple[AbsenceRow, ...]:
    viewer.require(Act.STAFF)
    found = db.session.execute(
        select(
            Absence.id, Absence.producer_id, Producer.name, Absence.starts_on, Absence.ends_on, Absence.reason, Absence.version
        )
        .join(Producer, Producer.id == Absence.producer_id)
        .where(in_programme(viewer, Absence.programme_id), *clauses)
        .order_by(Absence.starts_on, Absence.id)
    )
    return tuple(
        AbsenceRow(absence_id, PersonRow(producer_id, name), Period(starts_on, ends_on), reason, version)
        for absence_id, producer_id, name, starts_on, ends_on, reason, version in found
    )
