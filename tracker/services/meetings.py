"""Scheduling, logging and correcting team meetings; deleting and restoring them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.cadence import EventStatus
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.meetings import MeetingRecord, check_held, check_schedule
from tracker.domain.records import RecordState
from tracker.domain.text import clean_line
from tracker.domain.words import N_
from tracker.models import Enrolment, MeetingParticipant, MeetingSection, Producer, TeamMeeting
from tracker.queries import scope
from tracker.services import audit, sections
from tracker.services.deletion import delete_row, restore_row
from tracker.services.doubles import find_sent, stored_key
from tracker.services.open_months import RecordHours, check_record_hours
from tracker.services.versions import check_version, touch


def schedule_meeting(
    viewer: Viewer, *, record: MeetingRecord, idempotency_key: str | None = None, today: date, now: datetime
) -> int:
    """Put a meeting on the calendar and return its id; every company must be the viewer's to log."""
    check_schedule(record, today=today)
    return _make(viewer, EventStatus.SCHEDULED, record, is_draft=False, key=idempotency_key, today=today, now=now)


def log_meeting(
    viewer: Viewer,
    *,
    record: MeetingRecord,
    is_draft: bool = False,
    meeting_id: int | None = None,
    version: int = 0,
    idempotency_key: str | None = None,
    today: date,
    now: datetime,
) -> int:
    """Write down a meeting that was held and return its id; with ``meeting_id`` one that was scheduled becomes held.

    RuleBroken names the form's field (``sections-0-cases-1-facts``), NotFound where a company is not the viewer's to log,
    Conflict where somebody else saved first.
    """
    meeting = lock_meeting(viewer, meeting_id, today=today) if meeting_id is not None else None
    record = sections.with_pictures(meeting, record)
    check_held(record, today=today, is_final=not is_draft)
    if meeting is None:
        return _make(viewer, EventStatus.HELD, record, is_draft=is_draft, key=idempotency_key, today=today, now=now)
    check_version(meeting, version)
    if meeting.status is EventStatus.HELD:
        raise RuleBroken(N_("この会議はすでに実施として記録されています。記録を訂正してください。"))
    before = sections.snapshot(meeting)
    meeting.status, meeting.status_reason = EventStatus.HELD, ""
    _fill(viewer, meeting, record, is_draft=is_draft, today=today, now=now)
    audit.note(viewer, "log_meeting", meeting, before=before, after=sections.snapshot(meeting))
    return meeting.id


def correct_meeting(
    viewer: Viewer,
    meeting_id: int,
    *,
    record: MeetingRecord,
    version: int,
    is_draft: bool = False,
    today: date,
    now: datetime,
) -> None:
    """Change a meeting, or finish its draft; sections of companies that are not the viewer's stay as they are."""
    meeting = lock_meeting(viewer, meeting_id, today=today)
    check_version(meeting, version)
    if is_draft and meeting.record_state is RecordState.FINAL:
        raise RuleBroken(N_("確定した記録は下書きに戻せません。訂正を保存してください。"))
    kept = sections.closed_to(viewer, meeting, today=today)
    record = sections.with_pictures(meeting, record)
    if meeting.status is EventStatus.HELD:
        check_held(record, today=today, is_final=not is_draft)
        if meeting.record_state is RecordState.FINAL:
            there = people_of(meeting.id)
            check_record_hours(viewer, RecordHours.of(meeting, there), RecordHours.of(record, record.producer_ids))
    elif record.meeting_on != meeting.meeting_on:
        check_schedule(record, today=today)
    if kept & record.enrolment_ids:
        raise NotFound
    before = sections.snapshot(meeting)
    _fill(viewer, meeting, record, is_draft=is_draft, today=today, now=now)
    audit.note(viewer, "correct_meeting", meeting, before=before, after=sections.snapshot(meeting))


def delete_meeting(viewer: Viewer, meeting_id: int, *, today: date, now: datetime) -> None:
    """Take it out of every list and count; it can be restored for thirty days. Nothing where it is deleted already."""
    meeting = lock_meeting(viewer, meeting_id, today=today, living=False)
    viewer.require(Act.STAFF)
    delete_row(viewer, "delete_meeting", meeting, now=now)


def restore_meeting(viewer: Viewer, meeting_id: int, *, today: date, now: datetime) -> None:
    """Bring a deleted one back; RuleBroken after thirty days."""
    meeting = lock_meeting(viewer, meeting_id, today=today, living=False)
    viewer.require(Act.STAFF)
    restore_row(viewer, "restore_meeting", meeting, now=now)


def _make(
    viewer: Viewer, status: EventStatus, record: MeetingRecord, *, is_draft: bool, key: str | None, today: date, now: datetime
) -> int:
    viewer.require(Act.LOG)
    there = find_sent(viewer, TeamMeeting, key)
    if there is not None:
        return there.id
    meeting = TeamMeeting(
        programme_id=viewer.programme,
        status=status,
        mode=record.mode,
        meeting_on=record.meeting_on,
        record_state=RecordState.DRAFT,
        idempotency_key=stored_key(key),
        created_at=now,
        created_by_id=viewer.account_id or None,
    )
    # Locked before the row is made: the rights of every company are decided first.
    _lock_companies(viewer, record.enrolment_ids, days=(today, record.meeting_on))
    db.session.add(meeting)
    db.session.flush()
    _fill(viewer, meeting, record, is_draft=is_draft, today=today, now=now)
    act = "log_meeting" if status is EventStatus.HELD else "schedule_meeting"
    audit.note(viewer, act, meeting, after=sections.snapshot(meeting))
    return meeting.id


def _fill(viewer: Viewer, meeting: TeamMeeting, record: MeetingRecord, *, is_draft: bool, today: date, now: datetime) -> None:
    """Put head, people and the viewer's sections into the locked meeting."""
    there = sections.enrolments_of(meeting)
    _lock_companies(viewer, record.enrolment_ids - there, days=(today, record.meeting_on))
    mine = there - sections.closed_to(viewer, meeting, today=today)
    _check_people(viewer, record.producer_ids, already=people_of(meeting.id))
    for name in ("mode", "meeting_on", "start_time", "end_time"):
        setattr(meeting, name, getattr(record, name))
    meeting.place, meeting.other_attendees = clean_line(record.place), record.other_attendees
    if not is_draft and meeting.status is EventStatus.HELD and meeting.finalised_at is None:
        meeting.finalised_at = now
    meeting.record_state = RecordState.DRAFT if is_draft else RecordState.FINAL
    touch(meeting)
    _seat(meeting.id, record.producer_ids)
    sections.write(viewer, meeting, record.sections, mine=mine, today=today, now=now)
    sections.claim_pictures(viewer, meeting, record, key=meeting.idempotency_key, now=now)
    db.session.flush()


def lock_meeting(viewer: Viewer, meeting_id: int, *, today: date, living: bool = True) -> TeamMeeting:
    """The meeting's row, locked; NotFound for whoever may write none of its sections."""
    viewer.require(Act.LOG)
    may_write = (
        select(MeetingSection.id)
        .join(Enrolment, Enrolment.id == MeetingSection.enrolment_id)
        .where(
            MeetingSection.meeting_id == TeamMeeting.id,
            scope.board(),
            scope.section_record(viewer, today, TeamMeeting.meeting_on, Act.LOG),
        )
        .exists()
    )
    statement = (
        select(TeamMeeting)
        .where(TeamMeeting.id == meeting_id, scope.in_programme(viewer, TeamMeeting.programme_id), may_write)
        .with_for_update()
    )
    if living:
        statement = statement.where(TeamMeeting.deleted_at.is_(None))
    meeting = db.session.scalar(statement)
    if meeting is None:
        raise NotFound
    return meeting


def _lock_companies(viewer: Viewer, enrolment_ids: Collection[int], *, days: tuple[date, date]) -> None:
    """The companies' rows, locked in one order; NotFound where one is not the viewer's to log, today or on the meeting's day."""
    if not enrolment_ids:
        return
    statement = (
        select(Enrolment.id)
        .where(
            Enrolment.id.in_(enrolment_ids),
            scope.in_programme(viewer, Enrolment.programme_id),
            scope.board(),
            or_(*(scope.company_record(viewer, day, Act.LOG) for day in days)),
        )
        .order_by(Enrolment.id)
        .with_for_update()
    )
    if set(db.session.scalars(statement)) != set(enrolment_ids):
        raise NotFound


def people_of(meeting_id: int) -> frozenset[int]:
    return frozenset(
        db.session.scalars(select(MeetingParticipant.producer_id).where(MeetingParticipant.meeting_id == meeting_id))
    )


def _check_people(viewer: Viewer, producer_ids: frozenset[int], *, already: frozenset[int]) -> None:
    known = select(Producer.id).where(
        Producer.id.in_(producer_ids - already),
        scope.in_programme(viewer, Producer.programme_id),
        Producer.deleted_at.is_(None),
    )
    if frozenset(db.session.scalars(known)) != producer_ids - already:
        raise RuleBroken(N_("出席した人を一覧から選んでください。"), field="team")


def _seat(meeting_id: int, producer_ids: frozenset[int]) -> None:
    rows: dict[int, Any] = {
        row.producer_id: row
        for row in db.session.scalars(select(MeetingParticipant).where(MeetingParticipant.meeting_id == meeting_id))
    }
    for producer_id in rows.keys() - producer_ids:
        db.session.delete(rows[producer_id])
    for producer_id in sorted(producer_ids - rows.keys()):
        db.session.add(MeetingParticipant(meeting_id=meeting_id, producer_id=producer_id))
