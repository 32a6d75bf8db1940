"""The audit trail, within what the viewer may see."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, false, func, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.models import AuditEntry
from tracker.rows.audit import AuditRow

_COLUMNS = (
    AuditEntry.id,
    AuditEntry.at,
    AuditEntry.account_name,
    AuditEntry.act,
    AuditEntry.noun,
    AuditEntry.noun_id,
    AuditEntry.reason,
)


def _visible(viewer: Viewer) -> Select[Any]:
    """The programme's entries for whoever may read them all, one's own for the others."""
    statement = select(AuditEntry).where(AuditEntry.programme_id == viewer.programme)
    if viewer.may(Act.AUDIT):
        return statement
    return statement.where(AuditEntry.account_id == viewer.account_id if viewer.may(Act.AUDIT_OWN) else false())


def list_entries(viewer: Viewer, *, limit: int, offset: int = 0) -> tuple[AuditRow, ...]:
    """The newest entries first."""
    statement = _visible(viewer).with_only_columns(*_COLUMNS).order_by(AuditEntry.id.desc()).limit(limit).offset(offset)
    return tuple(AuditRow(*row) for row in db.session.execute(statement))


def count_entries(viewer: Viewer) -> int:
    return db.session.scalar(_visible(viewer).with_only_columns(func.count())) or 0


def find_last_change(viewer: Viewer, noun: str, noun_id: int) -> AuditRow | None:
    """Who saved a thing last: told to whoever runs into that save, whatever else of the trail they may read."""
    statement = (
        select(*_COLUMNS)
        .where(AuditEntry.programme_id == viewer.programme, AuditEntry.noun == noun, AuditEntry.noun_id == noun_id)
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    row = db.session.execute(statement).one_or_none()
    return AuditRow(*row) if row else None
