"""Notes when somebody is away, corrects it, deletes it and brings it back."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from tracker.database import db
from tracker.domain.absences import absence_of
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound
from tracker.domain.text import clean_line
from tracker.models import Absence
from tracker.queries.scope import in_programme
from tracker.services import audit
from tracker.services.deletion import delete_row, restore_row
from tracker.services.doubles import find_sent, stored_key
from tracker.services.roster_people import check_on_roster
from tracker.services.versions import check_version


def note_absence(
    viewer: Viewer,
    *,
    producer_id: int,
    starts_on: date,
    ends_on: date,
    reason: str = "",
    now: datetime,
    idempotency_key: str | None = None,
) -> int:
    """Somebody is away from the first day to the last; the same key again is the one that there is."""
    viewer.require(Act.STAFF)
    there = find_sent(viewer, Absence, idempotency_key)
    if there is not None:
        return there.id
    reason = clean_line(reason)
    absence_of(starts_on, ends_on, reason)
    check_on_roster(viewer, producer_id)
    row = Absence(
        programme_id=viewer.programme,
        producer_id=producer_id,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
        idempotency_key=stored_key(idempotency_key),
        created_at=now,
        created_by_id=viewer.account_id or None,
    )
    db.session.add(row)
    db.session.flush()
    audit.note(viewer, "note_absence", row)
    return row.id


def correct_absence(
    viewer: Viewer, absence_id: int, *, producer_id: int, starts_on: date, ends_on: date, reason: str, version: int
) -> None:
    """Change whose or when it is; Conflict where somebody else saved first."""
    row = _lock(viewer, absence_id)
    if row.deleted_at is not None:
        raise NotFound
    before = audit.snapshot(row)
    check_version(row, version, theirs={name: before[name] for name in ("producer_id", "starts_on", "ends_on", "reason")})
    reason = clean_line(reason)
    absence_of(starts_on, ends_on, reason)
    check_on_roster(viewer, producer_id)
    row.producer_id, row.starts_on, row.ends_on, row.reason = producer_id, starts_on, ends_on, reason
    audit.note(viewer, "correct_absence", row, before=before)


def delete_absence(viewer: Viewer, absence_id: int, *, now: datetime) -> None:
    """Take it back; it can be restored for thirty days."""
    row = _lock(viewer, absence_id)
    delete_row(viewer, "delete_absence", row, now=now)


def restore_absence(viewer: Viewer, absence_id: int, *, now: datetime) -> None:
    """Bring a deleted one back; RuleBroken after thirty days."""
    row = _lock(viewer, absence_id)
    restore_row(viewer, "restore_absence", row, now=now)


def _lock(viewer: Viewer, absence_id: int) -> Absence:
    viewer.require(Act.STAFF)
    row = db.session.scalar(
        select(Absence)
        .where(Absence.id == absence_id, in_programme(viewer, Absence.programme_id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound
    return row
