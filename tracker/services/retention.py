"""How long a programme's year is kept, and holding it beyond its time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.reasons import checked_reason
from tracker.domain.retention import FLOOR_YEARS, LONGEST_YEARS
from tracker.domain.words import N_
from tracker.models import Programme, RetentionHold
from tracker.services import audit
from tracker.services.doubles import find_sent, stored_key
from tracker.services.versions import check_version

LONGEST_REASON = 300


def set_retention(viewer: Viewer, *, years: int, version: int) -> None:
    """For how many years the programme's records are kept; RuleBroken for fewer than what was reported must be."""
    viewer.require(Act.SETTINGS)
    programme = lock_programme(viewer)
    before = {"retention_years": programme.retention_years}
    check_version(programme, version, theirs={"years": programme.retention_years})
    if not FLOOR_YEARS <= years <= LONGEST_YEARS:
        raise RuleBroken(
            N_("保存する年数は%(floor)s年から%(longest)s年までにしてください。"),
            field="years",
            floor=FLOOR_YEARS,
            longest=LONGEST_YEARS,
        )
    if years == programme.retention_years:
        return
    programme.retention_years = years
    audit.note(viewer, "set_retention", programme, before=before, after={"retention_years": years})


def hold_records(viewer: Viewer, *, reason: str, key: str | None, now: datetime) -> None:
    """保全: nothing is purged until it is lifted. Once more while it holds changes nothing."""
    viewer.require(Act.STAFF)
    if find_sent(viewer, RetentionHold, key) is not None:
        return
    lock_programme(viewer)
    reason = checked_reason(reason, longest=LONGEST_REASON)
    if find_open_hold(viewer) is not None:
        raise RuleBroken(N_("すでに保全しています。"))
    row = RetentionHold(
        programme_id=viewer.programme,
        reason=reason,
        account_name=viewer.name,
        idempotency_key=stored_key(key),
        created_at=now,
        created_by_id=viewer.account_id or None,
    )
    db.session.add(row)
    db.session.flush()
    audit.note(viewer, "hold_records", row, reason=reason)


def lift_hold(viewer: Viewer, *, reason: str, version: int, now: datetime) -> None:
    """End the hold; NotFound where there is none any more."""
    viewer.require(Act.STAFF)
    lock_programme(viewer)
    row = find_open_hold(viewer)
    if row is None:
        raise NotFound
    before = audit.snapshot(row)
    check_version(row, version)
    row.lifted_reason = checked_reason(reason, longest=LONGEST_REASON)
    row.lifted_at, row.lifted_by = now, viewer.name
    audit.note(viewer, "lift_hold", row, reason=row.lifted_reason, before=before)


def find_open_hold(viewer: Viewer) -> RetentionHold | None:
    statement = select(RetentionHold).where(RetentionHold.programme_id == viewer.programme, RetentionHold.lifted_at.is_(None))
    return db.session.scalar(statement)


def lock_programme(viewer: Viewer) -> Programme:
    """Of two at once the second waits; on PostgreSQL whoever adds a row to the programme waits too."""
    programme = db.session.scalar(
        select(Programme).where(Programme.id == viewer.programme).with_for_update().execution_options(populate_existing=True)
    )
    if programme is None:
        raise NotFound
    return programme
