"""消去: begins to take away, after their time and for ever, the records of a programme's year, and nothing of any other."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import tokyo_day
from tracker.domain.errors import RuleBroken
from tracker.domain.reasons import checked_reason
from tracker.domain.words import N_
from tracker.models import AuditEntry, Programme, Purge, Submission
from tracker.queries.retention import get_year, plan_purge
from tracker.rows.retention import YearRow
from tracker.services import audit
from tracker.services.doubles import find_sent, stored_key
from tracker.services.retention import LONGEST_REASON, lock_programme


def begin_purge(
    viewer: Viewer, *, year: str, reason: str, rows_seen: int, idempotency_key: str | None = None, now: datetime
) -> int:
    """From now on nothing is written in the viewer's programme, and ``purge_steps`` may take away what it recorded; its id.

    RuleBroken before its time or while it is held, without a reason, where ``year`` is not the programme's, and where there is
    more or less than whoever asks has seen: what can never be undone is done to what was shown and to nothing else.
    """
    viewer.require(Act.STAFF)
    sent = find_sent(viewer, Purge, idempotency_key)
    if sent is not None:
        return sent.id
    lock_programme(viewer)
    row = get_year(viewer, today=tokyo_day(now))
    if row.is_being_purged:
        raise RuleBroken(N_("消去はもう始まっています。続きを消去してください。"))
    check_due(row, now)
    if year.strip() != str(row.fiscal_year):
        raise RuleBroken(N_("消去する年度を、西暦4けたで入力してください（%(year)s）。"), field="year", year=row.fiscal_year)
    reason = checked_reason(reason, longest=LONGEST_REASON)
    plan = plan_purge(viewer, now=now)
    if plan.is_empty:
        raise RuleBroken(N_("消去する記録はありません。"))
    if plan.rows != rows_seen:
        raise RuleBroken(N_("確かめたあとに、記録が変わりました。下の一覧をもう一度確かめてください。"))
    purge = Purge(
        programme_id=viewer.programme,
        reason=reason,
        account_name=viewer.name,
        kept_until=row.retention.until,
        row_count=plan.rows,
        file_count=plan.files,
        last_entry_id=db.session.scalar(select(func.max(AuditEntry.id))) or 0,
        last_submission_id=_last_submission(viewer),
        created_at=now,
        idempotency_key=stored_key(idempotency_key),
    )
    db.session.add(purge)
    set_purging_since(viewer, now)
    # At once and not at the end: a text that is gone must be told from one that somebody took (queries/audit_chain.py).
    noted = {
        "kept_until": purge.kept_until,
        "last_entry_id": purge.last_entry_id,
        "last_submission_id": purge.last_submission_id,
        "rows": plan.rows,
        "files": purge.file_count,
        "counts": {kind.value: number for kind, number in plan.counts},
    }
    audit.note(viewer, "purge", purge, reason=reason, after=noted)
    return purge.id


def set_purging_since(viewer: Viewer, at: datetime | None) -> None:
    """Without counting a version: nobody edited the programme."""
    db.session.execute(update(Programme).where(Programme.id == viewer.programme).values(purging_since=at))


def check_due(row: YearRow, now: datetime) -> None:
    """RuleBroken where the year is held, or its time is not over."""
    if row.hold is not None:
        raise RuleBroken(N_("保全しているあいだは消去できません。先に保全を解除してください。"))
    if not row.retention.is_over(tokyo_day(now)):
        raise RuleBroken(N_("%(day)sまでは消去できません。"), day=row.retention.until)


def _last_submission(viewer: Viewer) -> int:
    return db.session.scalar(select(func.max(Submission.id)).where(Submission.programme_id == viewer.programme)) or 0
