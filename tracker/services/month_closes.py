"""Closes a company's month, all clean ones at once, and opens one again for a reason."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import Month
from tracker.domain.errors import NotFound
from tracker.domain.month_closes import LONGEST_REASON, check_closable
from tracker.domain.reasons import checked_reason
from tracker.domain.text import clean_line
from tracker.domain.words import N_
from tracker.models import Enrolment, MonthClose
from tracker.queries import scope
from tracker.queries.month_closes import get_closing, get_company_closing
from tracker.rows.month_closes import CompanyClosingRow
from tracker.services import audit
from tracker.services.done_already import check_same_reason
from tracker.services.versions import check_version


def close_month(viewer: Viewer, *, enrolment_id: int, month: Month, remark: str = "", today: date, now: datetime) -> None:
    """Close a company's month that is over, with what it comes to; nothing where it is closed already.

    RuleBroken names ``remark`` where something is missing and nobody says why it stays so.
    """
    viewer.require(Act.STAFF)
    _lock_company(viewer, enrolment_id)
    row = get_company_closing(viewer, enrolment_id, month, today=today)
    if row.close is not None:
        return
    remark = clean_line(remark)
    check_closable(row.cell, row.lacks, remark=remark, today=today)
    _close(viewer, row, month, remark, now)


def close_clean_months(viewer: Viewer, *, month: Month, today: date, now: datetime) -> int:
    """Close the month of every company in which nothing is missing; how many that were."""
    viewer.require(Act.STAFF)
    locked = select(Enrolment.id).where(scope.in_programme(viewer, Enrolment.programme_id), scope.board())
    db.session.execute(locked.order_by(Enrolment.id).with_for_update())
    closing = get_closing(viewer, month, today=today)
    for row in closing.clean:
        check_closable(row.cell, row.lacks, remark="", today=today)
        _close(viewer, row, month, "", now)
    return len(closing.clean)


def reopen_month(
    viewer: Viewer, *, enrolment_id: int, month: Month, reason: str, version: int, today: date, now: datetime
) -> None:
    """Open a closed month again for a reason; nothing where it is open already, NotFound where it never was closed."""
    viewer.require(Act.STAFF)
    _lock_company(viewer, enrolment_id)
    row = get_company_closing(viewer, enrolment_id, month, today=today)
    if row.close is None:
        of_month = select(MonthClose).where(MonthClose.enrolment_id == enrolment_id, MonthClose.month_on == month.first)
        opened = db.session.scalars(of_month.order_by(MonthClose.id.desc()).limit(1)).first()
        if opened is None:
            raise NotFound
        check_same_reason((opened.__tablename__, opened.id), reason, kept=opened.reopened_reason)
        return
    close = db.session.get_one(MonthClose, row.close.close_id, populate_existing=True)
    check_version(close, version)
    reason = checked_reason(reason, longest=LONGEST_REASON, missing=N_("締めを解除する理由を入力してください。"))
    before = audit.snapshot(close)
    close.reopened_at, close.reopened_by_id = now, viewer.account_id or None
    close.reopened_by, close.reopened_reason = viewer.name, reason
    audit.note(viewer, "reopen_month", close, reason=reason, before=before)


def _close(viewer: Viewer, row: CompanyClosingRow, month: Month, remark: str, now: datetime) -> None:
    close = MonthClose(
        enrolment_id=row.enrolment_id,
        month_on=month.first,
        closed_by=viewer.name,
        remark=remark,
        state=row.facts.state,
        visit_count=row.facts.visit_count,
        meeting_count=row.facts.meeting_count,
        missing_count=row.facts.missing_count,
        created_at=now,
        created_by_id=viewer.account_id or None,
    )
    db.session.add(close)
    db.session.flush()
    audit.note(viewer, "close_month", close, reason=remark)


def _lock_company(viewer: Viewer, enrolment_id: int) -> None:
    statement = select(Enrolment.id).where(
        Enrolment.id == enrolment_id, scope.in_programme(viewer, Enrolment.programme_id), scope.board()
    )
    if db.session.scalar(statement.with_for_update()) is None:
        raise NotFound
