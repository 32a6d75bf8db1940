"""統合: two rows of one company become one, with everything that was recorded of either."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.hand_log import MemoryKind
from tracker.domain.merges import GROUPS, check_reason, check_seen
from tracker.domain.text import search_key
from tracker.models import (
    Company,
    CompanyAlias,
    Enrolment,
    LogMemory,
    MergedRow,
    MonthClose,
    SupportCase,
)
from tracker.queries.merges import closed_months_touched, get_merge
from tracker.rows.merges import MergeRow, PairRow
from tracker.services import audit
from tracker.services.closed_months import remember_change
from tracker.services.companies import lock_association
from tracker.services.merged_support import merge_support
from tracker.services.versions import touch


def merge_companies(
    viewer: Viewer,
    *,
    kept_id: int,
    gone_id: int,
    of_gone: Collection[str],
    as_supported: Collection[int] = (),
    reason: str,
    seen: str,
    now: datetime,
) -> None:
    """The company of ``gone_id`` becomes part of that of ``kept_id`` (enrolments of this programme); there is no way back.

    ``of_gone`` names the groups of fields whose value comes from the one that goes, ``as_supported`` the programmes in which the
    support stays as long as it is. The other's name stays as another name of the one that is left. Conflict where either changed
    since it was ``seen``.
    """
    viewer.require(Act.STAFF)
    reason = check_reason(reason)
    lock_association(viewer)
    row = get_merge(viewer, kept_id, gone_id)
    locked = select(Enrolment.id).where(Enrolment.company_id.in_((row.kept_company_id, row.gone_company_id)))
    db.session.execute(locked.order_by(Enrolment.id).with_for_update()).all()
    row = get_merge(viewer, kept_id, gone_id)
    check_seen(seen, row.seen, row.hindrance)
    kept = db.session.get_one(Company, row.kept_company_id, with_for_update=True, populate_existing=True)
    gone = db.session.get_one(Company, row.gone_company_id, with_for_update=True, populate_existing=True)
    before = {"kept": audit.snapshot(kept), "gone": audit.snapshot(gone), "moved": dict(row.moves)}
    reasoned = replace(viewer, change_reason=reason)
    for pair in row.pairs:
        _merge_pair(reasoned, pair, kept.id, pair.programme_id not in as_supported, reason, now)
    db.session.execute(update(SupportCase).where(SupportCase.company_id == gone.id).values(company_id=kept.id))
    db.session.execute(update(CompanyAlias).where(CompanyAlias.company_id == gone.id).values(company_id=kept.id))
    _settle_fields(viewer, kept, gone, of_gone, now)
    _remember(viewer, row, "company", gone.id, kept.id, now)
    db.session.flush()
    db.session.expire_all()
    enrolment = db.session.get_one(Enrolment, kept_id)
    touch(enrolment)
    after = {"kept": audit.snapshot(kept), "gone_enrolment_id": gone_id}
    audit.note(viewer, "merge_companies", enrolment, reason=reason, before=before, after=after)


def _merge_pair(viewer: Viewer, pair: PairRow, company_id: int, grows: bool, reason: str, now: datetime) -> None:
    """One programme: the support moves to the company that is left, or becomes part of the support that it has there."""
    if pair.kept_id is None:
        db.session.execute(update(Enrolment).where(Enrolment.id == pair.gone_id).values(company_id=company_id))
        return
    months = closed_months_touched(pair.kept_id, pair.gone_id)
    merge_support(viewer, pair.kept_id, pair.gone_id, grows=grows, reason=reason, now=now)
    closes = select(MonthClose.id).where(
        MonthClose.enrolment_id == pair.kept_id,
        MonthClose.reopened_at.is_(None),
        MonthClose.month_on.in_({month.first for month in months}),
    )
    kept = db.session.get_one(Enrolment, pair.kept_id)
    for close_id in db.session.scalars(closes).all():
        remember_change(viewer, close_id, act="merge_companies", thing=kept, reason=reason)
    made: dict[str, Any] = {"created_at": now, "created_by_id": viewer.account_id or None}
    gone = MergedRow(
        programme_id=pair.programme_id, noun=Enrolment.__tablename__, gone_id=pair.gone_id, kept_id=pair.kept_id, **made
    )
    db.session.add(gone)


def _settle_fields(viewer: Viewer, kept: Company, gone: Company, of_gone: Collection[str], now: datetime) -> None:
    """The other goes first: its 法人番号 is free then."""
    names = {kept.name, gone.name}
    values = {column: getattr(gone, column) for group in of_gone for column in GROUPS[group]}
    gone.deleted_at, gone.deleted_by_id = now, viewer.account_id or None
    db.session.flush()
    for column, value in values.items():
        setattr(kept, column, value)
    db.session.flush()
    for name in sorted(names - {kept.name}):
        db.session.add(
            CompanyAlias(
                company_id=kept.id,
                name=name,
                search_key=search_key(name),
                created_at=now,
                created_by_id=viewer.account_id or None,
            )
        )


def _remember(viewer: Viewer, row: MergeRow, noun: str, gone_id: int, kept_id: int, now: datetime) -> None:
    """Where the old addresses lead, and whom the old name means in a log kept by hand."""
    made: dict[str, Any] = {"created_at": now, "created_by_id": viewer.account_id or None}
    db.session.add(MergedRow(programme_id=viewer.programme, noun=noun, gone_id=gone_id, kept_id=kept_id, **made))
    written = search_key(row.gone_name)
    there = select(LogMemory.id).where(
        LogMemory.programme_id == viewer.programme, LogMemory.kind == MemoryKind.COMPANY, LogMemory.written == written
    )
    if db.session.scalar(there) is None:
        memory = LogMemory(
            programme_id=viewer.programme, kind=MemoryKind.COMPANY, written=written, enrolment_id=row.kept_id, **made
        )
        db.session.add(memory)
