"""Excusing a month without a visit, and taking that back (rule 3)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import Month, Period
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.reasons import checked_reason
from tracker.domain.text import clean_line
from tracker.domain.words import N_
from tracker.models import Enrolment, ExcusedMonth
from tracker.models.columns import KEY_LENGTH
from tracker.queries import scope
from tracker.queries.programmes import get_programme
from tracker.services import audit
from tracker.services.done_already import check_reason_in_trail
from tracker.services.versions import check_version

LONGEST_REASON = 300
LONGEST_NAME = 100
NONE_STANDS = 0  # the version of a month that nobody has excused


def excuse_month(
    viewer: Viewer,
    *,
    enrolment_id: int,
    month: Month,
    reason: str,
    accepted_by: str,
    version: int = NONE_STANDS,
    idempotency_key: str | None = None,
    today: date,
    now: datetime,
) -> int:
    """Note why a company's month needs no visit and who accepted that, or correct the note; return its id.

    ``version`` is that of the excuse which the writer saw, ``NONE_STANDS`` where there was none: Conflict where another was saved
    since. RuleBroken names ``reason`` or ``accepted_by``, or is about the month. The same words again change nothing.
    """
    enrolment = _lock_company(viewer, enrolment_id, today=today)
    reason, accepted_by = _checked(reason, accepted_by)
    key = idempotency_key[:KEY_LENGTH] if idempotency_key else None
    again = db.session.scalar(select(ExcusedMonth).where(ExcusedMonth.idempotency_key == key)) if key else None
    if again is not None:
        if again.enrolment_id != enrolment_id or again.month_on != month.first:
            raise NotFound
        if again.deleted_at is not None:
            raise RuleBroken(N_("この見送りは、そのあと取り消されています。登録し直すには、画面を開き直してください。"))
    standing = _find_standing(enrolment_id, month)
    if standing is not None:
        if (standing.reason, standing.accepted_by) == (reason, accepted_by):
            return standing.id
        check_version(standing, version, theirs={"reason": standing.reason, "accepted_by": standing.accepted_by})
        before = audit.snapshot(standing)
        standing.reason, standing.accepted_by = reason, accepted_by
        audit.note(viewer, "correct_excuse", standing, reason=reason, before=before)
        return standing.id
    if version != NONE_STANDS:
        raise RuleBroken(N_("この見送りは、そのあと取り消されています。登録し直すには、画面を開き直してください。"))
    _check_month(viewer, enrolment, month)
    excused = ExcusedMonth(
        enrolment_id=enrolment_id,
        month_on=month.first,
        reason=reason,
        accepted_by=accepted_by,
        idempotency_key=key,
        created_at=now,
        created_by_id=viewer.account_id or None,
    )
    db.session.add(excused)
    db.session.flush()
    audit.note(viewer, "excuse_month", excused, reason=reason)
    return excused.id


def withdraw_excuse(viewer: Viewer, *, enrolment_id: int, month: Month, today: date, now: datetime) -> None:
    """Take the excuse of a month back; nothing where it was taken back already, NotFound where there never was one."""
    _lock_company(viewer, enrolment_id, today=today)
    standing = _find_standing(enrolment_id, month)
    if standing is None:
        ever = select(ExcusedMonth).where(ExcusedMonth.enrolment_id == enrolment_id, ExcusedMonth.month_on == month.first)
        last = db.session.scalars(ever.order_by(ExcusedMonth.deleted_at.desc()).limit(1)).first()
        if last is None:
            raise NotFound
        check_reason_in_trail(viewer, last, viewer.change_reason, "withdraw_excuse")
        return
    before = audit.snapshot(standing)
    standing.deleted_at, standing.deleted_by_id = now, viewer.account_id or None
    audit.note(viewer, "withdraw_excuse", standing, before=before)


def _lock_company(viewer: Viewer, enrolment_id: int, *, today: date) -> Enrolment:
    """The company's enrolment, locked; NotFound where its records are closed to the viewer, NotAllowed for other readers."""
    enrolment = db.session.scalar(
        select(Enrolment)
        .where(
            Enrolment.id == enrolment_id,
            scope.in_programme(viewer, Enrolment.programme_id),
            scope.board(),
            scope.company_record(viewer, today),
        )
        .with_for_update()
    )
    if enrolment is None:
        raise NotFound
    viewer.require(Act.STAFF)
    return enrolment


def _find_standing(enrolment_id: int, month: Month) -> ExcusedMonth | None:
    return db.session.scalar(
        select(ExcusedMonth).where(
            ExcusedMonth.enrolment_id == enrolment_id,
            ExcusedMonth.month_on == month.first,
            ExcusedMonth.deleted_at.is_(None),
        )
    )


def _checked(reason: str, accepted_by: str) -> tuple[str, str]:
    reason = checked_reason(reason, longest=LONGEST_REASON, missing=N_("見送りの理由を入力してください。"))
    accepted_by = clean_line(accepted_by)
    if not accepted_by:
        raise RuleBroken(N_("理由を承認した人の名前を入力してください。"), field="accepted_by")
    if len(accepted_by) > LONGEST_NAME:
        raise RuleBroken(N_("承認した人の名前は%(longest)s文字以内にしてください。"), field="accepted_by", longest=LONGEST_NAME)
    return reason, accepted_by


def _check_month(viewer: Viewer, enrolment: Enrolment, month: Month) -> None:
    support = Period(enrolment.starts_on, enrolment.ends_on)
    if not support.days_in(month):
        raise RuleBroken(
            N_("%(year)s年%(month)s月は支援期間（%(first)s～%(last)s）の外です。訪問が求められない月は、見送りにできません。"),
            year=month.year,
            month=month.month,
            first=enrolment.starts_on,
            last=enrolment.ends_on,
        )
    contract = get_programme(viewer).contract
    if not contract.days_in(month):
        raise RuleBroken(
            N_("%(year)s年%(month)s月は契約期間（%(first)s～%(last)s）の外です。契約期間の中の月だけ、見送りにできます。"),
            year=month.year,
            month=month.month,
            first=contract.starts_on,
            last=contract.ends_on,
        )
