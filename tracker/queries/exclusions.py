"""Who must not be on which team, for whoever staffs."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound
from tracker.models import Company, Enrolment, Exclusion, Producer
from tracker.queries.scope import board, in_programme
from tracker.rows.exclusions import ExclusionRow
from tracker.rows.staffing import PersonRow


def list_exclusions(viewer: Viewer, *, deleted: bool = False) -> tuple[ExclusionRow, ...]:
    """In the order of the companies."""
    return _rows(viewer, Exclusion.deleted_at.is_not(None) if deleted else Exclusion.deleted_at.is_(None))


def get_exclusion(viewer: Viewer, exclusion_id: int) -> ExclusionRow:
    rows = _rows(viewer, Exclusion.id == exclusion_id, Exclusion.deleted_at.is_(None))
    if not rows:
        raise NotFound
    return rows[0]


def _rows(viewer: Viewer, *clauses: ColumnElement[bool]) -> tuple[ExclusionRow, ...]:
    viewer.require(Act.STAFF)
    found = db.session.execute(
        select(Exclusion, Company.name, Producer.name)
        .join(Enrolment, Enrolment.id == Exclusion.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .join(Producer, Producer.id == Exclusion.producer_id)
        .where(in_programme(viewer, Exclusion.programme_id), board(), *clauses)
        .order_by(Enrolment.number, Producer.name, Exclusion.id)
    )
    return tuple(
        ExclusionRow(
            row.id,
            row.enrolment_id,
            company,
            PersonRow(row.producer_id, name),
            row.kind,
            row.reason,
            row.starts_on,
            row.ends_on,
            row.version,
        )
        for row, company, name in found
    )
