"""Own entries of hours: added, corrected, deleted and restored, as long as the month is not confirmed."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.records import check_restorable
from tracker.domain.text import clean_line
from tracker.domain.words import N_
from tracker.domain.work_entries import WorkEntry, check_entry
from tracker.domain.work_log import SourceKind, SourceRef
from tracker.models import EnrolledCase, Enrolment, WorkLog
from tracker.queries import scope
from tracker.queries.activities import list_activities
from tracker.services import audit
from tracker.services.doubles import find_sent, stored_key
from tracker.services.open_months import check_open, lock_person
from tracker.services.versions import check_version


def add_entry(
    viewer: Viewer, *, producer_id: int, entry: WorkEntry, today: date, now: datetime, idempotency_key: str | None = None
) -> int:
    """Note what a supporter worked and return its id; the same key again returns the one that is there."""
    viewer.require(Act.HOURS)
    there = find_sent(viewer, WorkLog, idempotency_key)
    if there is not None:
        return there.id
    lock_person(viewer, producer_id)
    entry = replace(entry, note=clean_line(entry.note))
    check_open(viewer, producer_id, entry.work_on)
    _check(viewer, producer_id, entry, today=today)
    row = WorkLog(
        programme_id=viewer.programme,
        producer_id=producer_id,
        idempotency_key=stored_key(idempotency_key),
        created_at=now,
        created_by_id=viewer.account_id or None,
        **asdict(entry),
    )
    db.session.add(row)
    db.session.flush()
    audit.note(viewer, "add_hours", row)
    return row.id


def correct_entry(viewer: Viewer, entry_id: int, *, entry: WorkEntry, version: int, today: date) -> None:
    """Change an entry; Conflict where somebody else saved first."""
    row = _lock(viewer, entry_id)
    before = audit.snapshot(row)
    check_version(row, version, theirs={name: before[name] for name in WorkEntry.__dataclass_fields__})
    entry = replace(entry, note=clean_line(entry.note))
    check_open(viewer, row.producer_id, row.work_on, entry.work_on)
    _check(viewer, row.producer_id, entry, today=today, entry_id=row.id)
    for name, value in asdict(entry).items():
        setattr(row, name, value)
    audit.note(viewer, "correct_hours", row, before=before)


def delete_entry(viewer: Viewer, entry_id: int, *, now: datetime) -> None:
    """Take it out of the diary; it can be restored for thirty days. Nothing where it is deleted already."""
    row = _lock(viewer, entry_id, living=False)
    if row.deleted_at is not None:
        return
    check_open(viewer, row.producer_id, row.work_on)
    before = audit.snapshot(row)
    row.deleted_at, row.deleted_by_id = now, viewer.account_id or None
    audit.note(viewer, "delete_hours", row, before=before)


def restore_entry(viewer: Viewer, entry_id: int, *, today: date, now: datetime) -> None:
    """Bring a deleted one back; RuleBroken after thirty days, or where its day has filled up since."""
    row = _lock(viewer, entry_id, living=False)
    if row.deleted_at is None:
        return
    check_restorable(row.deleted_at, now=now)
    check_open(viewer, row.producer_id, row.work_on)
    entry = WorkEntry(**{name: getattr(row, name) for name in WorkEntry.__dataclass_fields__})
    _check(viewer, row.producer_id, entry, today=today)
    before = audit.snapshot(row)
    row.deleted_at = row.deleted_by_id = None
    audit.note(viewer, "restore_hours", row, before=before)


def _lock(viewer: Viewer, entry_id: int, *, living: bool = True) -> WorkLog:
    viewer.require(Act.HOURS)
    chosen = (
        WorkLog.id == entry_id,
        scope.in_programme(viewer, WorkLog.programme_id),
        scope.of_person(viewer, Act.HOURS, WorkLog.producer_id),
    )
    producer_id = db.session.scalar(select(WorkLog.producer_id).where(*chosen))
    if producer_id is None:
        raise NotFound
    lock_person(viewer, producer_id)
    statement = select(WorkLog).where(*chosen).with_for_update().execution_options(populate_existing=True)
    row = db.session.scalar(statement.where(WorkLog.deleted_at.is_(None)) if living else statement)
    if row is None:
        raise NotFound
    return row


def _check(viewer: Viewer, producer_id: int, entry: WorkEntry, *, today: date, entry_id: int = 0) -> None:
    own = SourceRef(SourceKind.OWN, entry_id)
    of_day = list_activities(viewer, from_on=entry.work_on, to_on=entry.work_on, producer_id=producer_id)
    others = sum(row.activity.minutes or 0 for row in of_day if row.activity.ref != own)
    check_entry(entry, today=today, others_of_day=others)
    if entry.enrolment_id is None and entry.case_id is not None:
        raise RuleBroken(N_("案件を選ぶときは、企業も選んでください。"), field="enrolment_id")
    if entry.enrolment_id is not None:
        known = select(Enrolment.id).where(
            Enrolment.id == entry.enrolment_id, scope.in_programme(viewer, Enrolment.programme_id), scope.board()
        )
        if db.session.scalar(known) is None:
            raise RuleBroken(N_("この事業の支援企業から選んでください。"), field="enrolment_id")
    if entry.case_id is not None:
        of_company = select(EnrolledCase.id).where(
            EnrolledCase.enrolment_id == entry.enrolment_id, EnrolledCase.case_id == entry.case_id
        )
        if db.session.scalar(of_company) is None:
            raise RuleBroken(N_("この企業の案件から選んでください。"), field="case_id")
