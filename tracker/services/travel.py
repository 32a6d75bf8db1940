"""Journeys: noted with a visit or by themselves, corrected, deleted and restored."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, replace
from datetime import date, datetime

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.records import check_restorable
from tracker.domain.text import clean_line
from tracker.domain.travel import TravelRecord, check_travel
from tracker.domain.words import N_
from tracker.domain.work_entries import check_day
from tracker.domain.work_log import SourceKind
from tracker.models import Producer, Travel, Visit, VisitParticipant
from tracker.queries import scope
from tracker.queries.activities import list_activities
from tracker.queries.travel import get_travel, record_of
from tracker.services import audit
from tracker.services.doubles import find_sent, stored_key
from tracker.services.open_months import check_open, lock_person
from tracker.services.versions import check_version


def note_travel_of_visit(
    viewer: Viewer,
    *,
    visit_id: int,
    producer_ids: Collection[int],
    record: TravelRecord,
    with_record: bool = False,
    today: date,
    now: datetime,
    idempotency_key: str | None = None,
) -> tuple[int, ...]:
    """Note how each of these people travelled to a visit, and return the ids; the same key again returns those that are there.

    ``with_record``: noted together with the visit's own record, which is taken whatever became of the month meanwhile.
    """
    viewer.require(Act.LOG)
    visit = db.session.scalar(
        select(Visit).where(
            Visit.id == visit_id,
            scope.in_programme(viewer, Visit.programme_id),
            Visit.deleted_at.is_(None),
            scope.visit_record(viewer, today, Act.LOG),
        )
    )
    if visit is None or not viewer.hours_kept:
        raise NotFound
    record = _cleaned(record)
    check_travel(record, needs_day=False, today=today)
    _check_people(visit_id, producer_ids)
    return tuple(
        _add(
            viewer,
            producer_id=producer_id,
            visit=visit,
            record=record,
            is_checked=not with_record,
            now=now,
            key=f"{idempotency_key}-{producer_id}" if idempotency_key else None,
        )
        for producer_id in sorted(producer_ids)
    )


def note_own_travel(
    viewer: Viewer, *, visit_id: int, record: TravelRecord, today: date, now: datetime, idempotency_key: str | None
) -> None:
    """The writer's own journey, sent with the form of a visit; the same one is not noted twice.

    A refusal names the part of that form.
    """
    stored = select(Travel).where(
        Travel.visit_id == visit_id, Travel.producer_id == viewer.producer_id, Travel.deleted_at.is_(None)
    )
    if any(record_of(row) == _cleaned(record) for row in db.session.scalars(stored)):
        return
    try:
        note_travel_of_visit(
            viewer,
            visit_id=visit_id,
            producer_ids=() if viewer.producer_id is None else (viewer.producer_id,),
            record=record,
            with_record=True,
            today=today,
            now=now,
            idempotency_key=f"{idempotency_key}-t" if idempotency_key else None,
        )
    except RuleBroken as broken:
        raise RuleBroken(broken.sentence, field=f"travel-{broken.field}", **broken.params) from broken


def add_travel(
    viewer: Viewer, *, producer_id: int, record: TravelRecord, today: date, now: datetime, idempotency_key: str | None = None
) -> int:
    """Note a journey that belongs to no visit (to a meeting, a training) and return its id."""
    viewer.require(Act.HOURS)
    lock_person(viewer, producer_id)
    record = _cleaned(record)
    check_travel(record, needs_day=True, today=today)
    return _add(viewer, producer_id=producer_id, visit=None, record=record, is_checked=True, now=now, key=idempotency_key)


def correct_travel(viewer: Viewer, travel_id: int, *, record: TravelRecord, producer_id: int, version: int, today: date) -> None:
    """Change a journey, or say whose an older one was; Conflict where somebody else saved first."""
    row = _lock(viewer, travel_id, today=today)
    before = audit.snapshot(row)
    check_version(row, version, theirs=asdict(record_of(row)) | {"producer_id": row.producer_id})
    record = _cleaned(record)
    check_travel(record, needs_day=row.visit_id is None, today=today)
    if row.visit_id is None and producer_id != row.producer_id:
        raise NotFound
    if row.visit_id is not None and producer_id != row.producer_id:
        _check_people(row.visit_id, [producer_id])
    visit = db.session.get(Visit, row.visit_id) if row.visit_id is not None else None
    days = [_day_of(record_of(row), visit), _day_of(record, visit)]
    for person in {row.producer_id, producer_id} - {None}:
        assert person is not None
        check_open(viewer, person, *days)
    row.producer_id = producer_id
    for name, value in asdict(record).items():
        setattr(row, name, value)
    db.session.flush()
    _check_full_day(viewer, producer_id, days[1])
    audit.note(viewer, "correct_travel", row, before=before)


def delete_travel(viewer: Viewer, travel_id: int, *, today: date, now: datetime) -> None:
    """Take it out of diary and visit; it can be restored for thirty days."""
    row = _lock(viewer, travel_id, today=today)
    if row.deleted_at is not None:
        return
    _check_row_open(viewer, row)
    before = audit.snapshot(row)
    row.deleted_at, row.deleted_by_id = now, viewer.account_id or None
    audit.note(viewer, "delete_travel", row, before=before)


def restore_travel(viewer: Viewer, travel_id: int, *, today: date, now: datetime) -> None:
    """Bring a deleted one back; RuleBroken after thirty days."""
    row = _lock(viewer, travel_id, today=today)
    if row.deleted_at is None:
        return
    check_restorable(row.deleted_at, now=now)
    _check_row_open(viewer, row)
    before = audit.snapshot(row)
    row.deleted_at = row.deleted_by_id = None
    audit.note(viewer, "restore_travel", row, before=before)


def _add(
    viewer: Viewer,
    *,
    producer_id: int,
    visit: Visit | None,
    record: TravelRecord,
    is_checked: bool,
    now: datetime,
    key: str | None,
) -> int:
    there = find_sent(viewer, Travel, key)
    if there is not None:
        return there.id
    day = _day_of(record, visit)
    if is_checked:
        check_open(viewer, producer_id, day)
    row = Travel(
        programme_id=viewer.programme,
        producer_id=producer_id,
        visit_id=visit.id if visit else None,
        idempotency_key=stored_key(key),
        created_at=now,
        created_by_id=viewer.account_id or None,
        **asdict(record),
    )
    db.session.add(row)
    db.session.flush()
    if is_checked:
        _check_full_day(viewer, producer_id, day)
    audit.note(viewer, "note_travel", row)
    return row.id


def _lock(viewer: Viewer, travel_id: int, *, today: date) -> Travel:
    get_travel(viewer, travel_id, today=today, living=False)
    row = db.session.scalar(
        select(Travel).where(Travel.id == travel_id).with_for_update().execution_options(populate_existing=True)
    )
    assert row is not None
    return row


def _check_row_open(viewer: Viewer, row: Travel) -> None:
    visit = db.session.get(Visit, row.visit_id) if row.visit_id is not None else None
    if row.producer_id is not None:
        check_open(viewer, row.producer_id, _day_of(record_of(row), visit))


def _day_of(record: TravelRecord, visit: Visit | None) -> date:
    day = record.travel_on or (visit.visit_on if visit else None)
    assert day is not None
    return day


def _check_people(visit_id: int, producer_ids: Collection[int]) -> None:
    there = select(VisitParticipant.producer_id).join(Producer, Producer.id == VisitParticipant.producer_id)
    if not producer_ids or set(producer_ids) - set(db.session.scalars(there.where(VisitParticipant.visit_id == visit_id))):
        raise RuleBroken(N_("移動した人を、この訪問に参加した人から選んでください。"), field="producer_id")


def _check_full_day(viewer: Viewer, producer_id: int, day: date) -> None:
    """The day with this journey must still be a day; only what the viewer may add up is asked."""
    rows = list_activities(viewer, from_on=day, to_on=day, producer_id=producer_id)
    if any(row.activity.ref.source is SourceKind.TRAVEL for row in rows):
        check_day(day, sum(row.activity.minutes or 0 for row in rows), field="minutes_out")


def _cleaned(record: TravelRecord) -> TravelRecord:
    return replace(
        record,
        from_place=clean_line(record.from_place),
        to_place=clean_line(record.to_place),
        note=clean_line(record.note),
    )
