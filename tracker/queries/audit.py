"""The audit trail, within what the viewer may see."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, false, func, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.audit_chain import GENESIS, Link
from tracker.models import AuditEntry, AuditHead
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


def find_broken_link() -> int | None:
    """The id of the first entry that is not what was written, or whose forerunner is gone; None for a whole trail.

    An end that was cut off is told by the head; it is then named by the id that follows the last entry.
    """
    names = (*Link.__dataclass_fields__, "id", "hash")
    statement = select(*(getattr(AuditEntry, name) for name in names)).order_by(AuditEntry.id)
    last_hash, last_id = GENESIS, 0
    for row in db.session.execute(statement).yield_per(1000).mappings():
        link = Link(**{name: row[name] for name in Link.__dataclass_fields__})
        if link.previous_hash != last_hash or link.hash != row["hash"]:
            return int(row["id"])
        last_hash, last_id = row["hash"], row["id"]
    return None if db.session.scalar(select(AuditHead.hash)) == last_hash else last_id + 1
