"""Puts an exception aside until a day, and takes that back."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.attention import LONGEST_REASON, check_back_on
from tracker.domain.errors import NotFound
from tracker.domain.reasons import checked_reason
from tracker.domain.words import N_
from tracker.models import Snooze
from tracker.queries.exceptions import fingerprint_of
from tracker.queries.scope import in_programme
from tracker.queries.single_exceptions import get_exception
from tracker.services import audit
from tracker.services.deletion import delete_row
from tracker.services.doubles import find_sent, stored_key


def snooze(
    viewer: Viewer,
    *,
    kind: str,
    subject: str,
    back_on: date,
    reason: str,
    idempotency_key: str | None = None,
    today: date,
    now: datetime,
) -> int:
    """Put one thing that needs somebody aside until ``back_on``, and return the snooze's id; NotFound where there is none.

    It ends by itself when the thing is over or is no longer what it was now. An earlier one that has ended gives way.
    """
    viewer.require(Act.STAFF)
    there = find_sent(viewer, Snooze, idempotency_key)
    if there is not None:
        return there.id
    reason = checked_reason(reason, longest=LONGEST_REASON, missing=N_("保留の理由を入力してください。"))
    check_back_on(back_on, today)
    rows = get_exception(viewer, kind, subject, today=today)
    of_subject = (Snooze.kind == kind, Snooze.subject == subject, Snooze.deleted_at.is_(None))
    ended = select(Snooze).where(in_programme(viewer, Snooze.programme_id), *of_subject).with_for_update()
    for before in db.session.scalars(ended):
        before.deleted_at = now
    db.session.flush()
    row = Snooze(
        programme_id=viewer.programme,
        kind=kind,
        subject=subject,
        fingerprint=fingerprint_of(rows),
        back_on=back_on,
        reason=reason,
        snoozed_by=viewer.name,
        idempotency_key=stored_key(idempotency_key),
        created_at=now,
        created_by_id=viewer.account_id or None,
    )
    db.session.add(row)
    db.session.flush()
    audit.note(viewer, "snooze", row, reason=reason)
    return row.id


def withdraw_snooze(viewer: Viewer, snooze_id: int, *, now: datetime) -> None:
    """Let it come back at once; a second time changes nothing."""
    viewer.require(Act.STAFF)
    row = db.session.scalar(
        select(Snooze).where(Snooze.id == snooze_id, in_programme(viewer, Snooze.programme_id)).with_for_update()
    )
    if row is None:
        raise NotFound
    delete_row(viewer, "withdraw_snooze", row, now=now)
