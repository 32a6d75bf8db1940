"""消去: takes away, after their time and for ever, the records of a programme's year, and nothing of any other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, delete, func, select

from tracker.database import db, overwrite_what_is_erased
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import tokyo_day
from tracker.domain.errors import RuleBroken
from tracker.domain.reasons import checked_reason
from tracker.domain.words import N_
from tracker.models import (
    Attachment,
    AuditEntry,
    AuditText,
    Company,
    CompanyAlias,
    FormVersion,
    Purge,
    Submission,
    SupportCase,
)
from tracker.queries.prepared import connection_of
from tracker.queries.retention import get_year, plan_purge
from tracker.queries.retention_tables import (
    in_stretches,
    list_leaving_accounts,
    list_leaving_cases,
    list_leaving_companies,
    of_year,
    tables_that_go,
    texts_of_year,
)
from tracker.rows.retention import PurgePlanRow, YearRow
from tracker.services import audit, board_marks, search_index
from tracker.services.doubles import find_sent, stored_key
from tracker.services.personal_data import empty_account
from tracker.services.retention import LONGEST_REASON, lock_programme


@dataclass(frozen=True, slots=True)
class Purged:
    """``files``: what is to be taken from the disk once this is committed; empty where it was sent before."""

    purge_id: int
    rows: int
    files: tuple[str, ...]


def purge_year(
    viewer: Viewer, *, year: str, reason: str, rows_seen: int, idempotency_key: str | None = None, now: datetime
) -> Purged:
    """Everything that the viewer's programme recorded, in the running transaction: all of it or nothing.

    RuleBroken before its time or while it is held, without a reason, where ``year`` is not the programme's, and where there is
    more or less than whoever asks has seen: what can never be undone is done to what was shown and to nothing else.
    """
    viewer.require(Act.STAFF)
    sent = find_sent(viewer, Purge, idempotency_key)
    if sent is not None:
        return Purged(sent.id, sent.row_count, ())
    lock_programme(viewer)
    row = get_year(viewer, today=tokyo_day(now))
    _check_due(row, now)
    if year.strip() != str(row.fiscal_year):
        raise RuleBroken(N_("消去する年度を、西暦4けたで入力してください（%(year)s）。"), field="year", year=row.fiscal_year)
    reason = checked_reason(reason, longest=LONGEST_REASON)
    plan = plan_purge(viewer, now=now)
    if plan.is_empty:
        raise RuleBroken(N_("消去する記録はありません。"))
    if plan.rows != rows_seen:
        raise RuleBroken(N_("確かめたあとに、記録が変わりました。下の一覧をもう一度確かめてください。"))
    return _purge(viewer, row, plan, reason=reason, idempotency_key=idempotency_key, now=now)


def _check_due(row: YearRow, now: datetime) -> None:
    if row.hold is not None:
        raise RuleBroken(N_("保全しているあいだは消去できません。先に保全を解除してください。"))
    if not row.retention.is_over(tokyo_day(now)):
        raise RuleBroken(N_("%(day)sまでは消去できません。"), day=row.retention.until)


def _purge(
    viewer: Viewer, year: YearRow, plan: PurgePlanRow, *, reason: str, idempotency_key: str | None, now: datetime
) -> Purged:
    overwrite_what_is_erased(db.session())
    files = tuple(name for model in (Attachment, FormVersion) for name in _files(model, viewer))
    purge = Purge(
        programme_id=viewer.programme,
        reason=reason,
        account_name=viewer.name,
        kept_until=year.retention.until,
        row_count=plan.rows,
        file_count=len(files),
        last_entry_id=db.session.scalar(select(func.max(AuditEntry.id))) or 0,
        last_submission_id=_last_submission(viewer),
        created_at=now,
        idempotency_key=stored_key(idempotency_key),
    )
    db.session.add(purge)
    db.session.flush()
    companies = list_leaving_companies(viewer)
    cases = list_leaving_cases(viewer, companies)
    accounts = list_leaving_accounts(viewer, now=now)
    search_index.forget_programme(viewer.programme)
    board_marks.mark_programme(viewer.programme)
    for table in tables_that_go():
        _take(table, of_year(viewer, table))
    for model, column, ids in (
        (SupportCase, SupportCase.id, cases),
        (CompanyAlias, CompanyAlias.company_id, companies),
        (Company, Company.id, companies),
    ):
        for some in in_stretches(ids):
            _take(cast(Table, model.__table__), column.in_(some))
    texts = select(AuditEntry.id).where(texts_of_year(viewer), AuditEntry.id <= purge.last_entry_id)
    _take(cast(Table, AuditText.__table__), AuditText.entry_id.in_(texts))
    db.session.expire_all()
    for account_id in accounts:
        empty_account(viewer, account_id=account_id, reason=reason, now=now)
    noted = {
        "kept_until": year.retention.until,
        "last_entry_id": purge.last_entry_id,
        "last_submission_id": purge.last_submission_id,
        "rows": plan.rows,
        "files": len(files),
        "counts": {kind.value: number for kind, number in plan.counts},
    }
    audit.note(viewer, "purge", purge, reason=reason, after=noted)
    return Purged(purge.id, plan.rows, files)


def _take(table: Table, these: Any) -> None:
    """Past the session, which else asks of every row what the index and the dashboard have of it."""
    connection_of(db.session()).execute(delete(table).where(these))


def _files(model: Any, viewer: Viewer) -> list[str]:
    statement = select(model.stored_name).where(model.programme_id == viewer.programme, model.stored_name.is_not(None))
    return list(db.session.scalars(statement.order_by(model.id)))


def _last_submission(viewer: Viewer) -> int:
    return db.session.scalar(select(func.max(Submission.id)).where(Submission.programme_id == viewer.programme)) or 0
