"""本人確定 and 責任者確認 of a month of hours, taking either back, and how the programme rounds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import Month
from tracker.domain.errors import RuleBroken
from tracker.domain.reasons import checked_reason
from tracker.domain.rounding import ROUNDING_UNITS, RoundingRule
from tracker.domain.text import clean_line
from tracker.domain.words import N_
from tracker.domain.work_months import LONGEST_REASON, check_confirmable, digest, freeze, lines_of, needs_exception
from tracker.models import HoursRule, Programme, WorkMonth
from tracker.queries.diaries import get_diary
from tracker.services import audit
from tracker.services.done_already import check_same_reason
from tracker.services.open_months import lock_person
from tracker.services.versions import check_version

NONE_STANDS = 0  # the version of a month that nobody has confirmed yet


def confirm_month(
    viewer: Viewer, *, producer_id: int, month: Month, digest_seen: str, reason: str = "", today: date, now: datetime
) -> None:
    """本人確定: the person says that the month is right, and what it holds is frozen; nothing where it is confirmed already.

    ``digest_seen`` is that of the rows which the person saw: RuleBroken where they have changed since. A manager confirms for
    somebody else only with a ``reason`` (left the roster, no account, signed on paper).
    """
    viewer.require(Act.HOURS)
    lock_person(viewer, producer_id)
    diary = get_diary(viewer, producer_id, month, today=today)
    if diary.standing is not None and diary.standing.is_confirmed:
        return
    reason = checked_reason(reason, longest=LONGEST_REASON) if viewer.producer_id != producer_id else ""
    check_confirmable(diary.hours, today=today, missing=diary.missing)
    lines = freeze(lines_of(diary.hours))
    if digest_seen != digest(lines):
        raise RuleBroken(N_("画面を開いたあとに記録が変わりました。内容をもう一度確かめてから、確定してください。"))
    row = _row(producer_id, month)
    before = audit.snapshot(row, "lines") if row is not None else None
    if row is None:
        row = WorkMonth(
            programme_id=viewer.programme,
            producer_id=producer_id,
            month_on=month.first,
            created_at=now,
            created_by_id=viewer.account_id or None,
        )
        db.session.add(row)
    row.confirmed_at, row.confirmed_by_id, row.confirmed_by = now, viewer.account_id or None, viewer.name
    row.confirmed_reason, row.reopened_reason = reason, ""
    row.minutes, row.counted, row.cost_yen = diary.hours.minutes, diary.hours.counted, diary.cost_yen
    rule = diary.hours.rule
    row.unit, row.way, row.per, row.lines, row.digest = rule.unit, rule.way, rule.per, lines, digest(lines)
    db.session.flush()
    audit.note(viewer, "confirm_month", row, reason=reason, before=before, after=audit.snapshot(row, "lines"))


def take_back_confirmation(viewer: Viewer, *, producer_id: int, month: Month, version: int, reason: str = "") -> None:
    """Open a confirmed month again: the person at once, a manager (差し戻し) for a reason. Not once it was checked."""
    viewer.require(Act.HOURS)
    lock_person(viewer, producer_id)
    row = _row(producer_id, month)
    if row is None or row.confirmed_at is None:
        _check_same_reason(row, reason)
        return
    check_version(row, version)
    if row.approved_at is not None:
        raise RuleBroken(N_("責任者確認済みです。先に、マネージャーが責任者確認を取り消してください。"))
    reason = checked_reason(reason, longest=LONGEST_REASON) if viewer.producer_id != producer_id else clean_line(reason)
    before = audit.snapshot(row, "lines")
    row.confirmed_at = row.confirmed_by_id = None
    row.confirmed_by, row.reopened_reason = "", reason
    audit.note(viewer, "take_back_confirmation", row, reason=reason, before=before, after=audit.snapshot(row, "lines"))


def approve_month(
    viewer: Viewer, *, producer_id: int, month: Month, version: int, reason: str = "", today: date, now: datetime
) -> None:
    """責任者確認: a manager has checked the confirmed month. One's own, or one confirmed for somebody, only with a reason."""
    lock_person(viewer, producer_id)
    viewer.require(Act.STAFF)
    row = _row(producer_id, month)
    if row is None or row.confirmed_at is None:
        raise RuleBroken(N_("本人確定がまだです。本人が確定してから、確認してください。"))
    if row.approved_at is not None:
        return
    check_version(row, version)
    if get_diary(viewer, producer_id, month, today=today).changes:
        raise RuleBroken(N_("確定後に記録が変わっています。差し戻して、本人に確定し直してもらってください。"))
    confirmed_it = row.confirmed_by_id is not None and row.confirmed_by_id == viewer.account_id
    is_exception = needs_exception(is_own=viewer.producer_id == producer_id, confirmed_it=confirmed_it)
    reason = checked_reason(reason, longest=LONGEST_REASON) if is_exception else ""
    before = audit.snapshot(row, "lines")
    row.approved_at, row.approved_by_id, row.approved_by = now, viewer.account_id or None, viewer.name
    row.approved_reason = reason
    audit.note(viewer, "approve_month", row, reason=reason, before=before, after=audit.snapshot(row, "lines"))


def take_back_approval(viewer: Viewer, *, producer_id: int, month: Month, version: int, reason: str) -> None:
    """Unlock a checked month for a reason; it is open again, and the person confirms anew."""
    lock_person(viewer, producer_id)
    viewer.require(Act.STAFF)
    row = _row(producer_id, month)
    if row is None or row.approved_at is None:
        _check_same_reason(row, reason)
        return
    check_version(row, version)
    reason = checked_reason(reason, longest=LONGEST_REASON)
    before = audit.snapshot(row, "lines")
    row.confirmed_at = row.confirmed_by_id = row.approved_at = row.approved_by_id = None
    row.confirmed_by = row.approved_by = row.approved_reason = ""
    row.reopened_reason = reason
    audit.note(viewer, "take_back_approval", row, reason=reason, before=before, after=audit.snapshot(row, "lines"))


def _check_same_reason(row: WorkMonth | None, typed: str) -> None:
    """Of a month that is open: it may have been opened for another reason."""
    if row is not None:
        check_same_reason((row.__tablename__, row.id), typed, kept=row.reopened_reason)


@dataclass(frozen=True, slots=True)
class HoursSettings:
    """What a manager sets: the rounding, and from how many hours on a day is listed as long."""

    rule: RoundingRule
    long_day_minutes: int


def set_hours_rule(viewer: Viewer, *, settings: HoursSettings, version: int, now: datetime) -> None:
    """Change how the programme rounds; months that are confirmed keep what was frozen. Conflict where somebody saved first."""
    viewer.require(Act.SETTINGS)
    db.session.scalar(select(Programme.id).where(Programme.id == viewer.programme).with_for_update(key_share=True))
    if settings.rule.unit not in ROUNDING_UNITS:
        raise RuleBroken(N_("端数処理の単位を一覧から選んでください。"), field="unit")
    if not 60 <= settings.long_day_minutes <= 1440:
        raise RuleBroken(N_("1日の目安は1時間から24時間までにしてください。"), field="long_day_hours")
    row = db.session.scalar(select(HoursRule).where(HoursRule.programme_id == viewer.programme))
    before = None
    if row is None:
        row = HoursRule(programme_id=viewer.programme, created_at=now, created_by_id=viewer.account_id or None)
        db.session.add(row)
    else:
        before = audit.snapshot(row)
        check_version(row, version, theirs=before)
    row.unit, row.way, row.per = settings.rule.unit, settings.rule.way, settings.rule.per
    row.long_day_minutes = settings.long_day_minutes
    db.session.flush()
    audit.note(viewer, "set_hours_rule", row, before=before)


def _row(producer_id: int, month: Month) -> WorkMonth | None:
    """The month's row; its person is locked already."""
    statement = select(WorkMonth).where(WorkMonth.producer_id == producer_id, WorkMonth.month_on == month.first)
    found: WorkMonth | None = db.session.scalar(statement.with_for_update().execution_options(populate_existing=True))
    return found
