"""Recording, correcting, deleting and restoring trainings with their attendance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.notes import LONGEST_LINE, LONGEST_TEXT, check_length
from tracker.domain.records import check_times
from tracker.domain.text import clean_line
from tracker.domain.trainings import Attendance, TrainingKind, check_attendance, minutes_of
from tracker.domain.words import N_
from tracker.models import Producer, Training, TrainingAttendee
from tracker.queries import scope
from tracker.services import audit
from tracker.services.deletion import delete_row, restore_row
from tracker.services.doubles import find_sent, stored_key
from tracker.services.versions import check_version, touch

_LINES = ("title", "lecturer", "place")


@dataclass(frozen=True, slots=True)
class TrainingRecord:
    """What is said of a training; ``attendance`` by supporter, with the minutes of whoever was there for a part."""

    training_on: date
    title: str
    kind: TrainingKind
    start_time: time | None = None
    end_time: time | None = None
    lecturer: str = ""
    is_online: bool = False
    place: str = ""
    content: str = ""
    attendance: Mapping[int, tuple[Attendance, int | None]] = field(default_factory=dict)

    def columns(self) -> dict[str, Any]:
        names = (name for name in self.__dataclass_fields__ if name != "attendance")
        return {name: clean_line(getattr(self, name)) if name in _LINES else getattr(self, name) for name in names}


def record_training(
    viewer: Viewer, *, record: TrainingRecord, today: date, now: datetime, idempotency_key: str | None = None
) -> int:
    """Record a training (held, or to come) and return its id; the same key again returns the one that is there."""
    viewer.require(Act.LOG)
    there = find_sent(viewer, Training, idempotency_key)
    if there is not None:
        return there.id
    _check(viewer, record, today=today, already=frozenset())
    training = Training(
        programme_id=viewer.programme,
        idempotency_key=stored_key(idempotency_key),
        created_at=now,
        created_by_id=viewer.account_id or None,
        **record.columns(),
    )
    db.session.add(training)
    db.session.flush()
    _seat(training.id, record)
    audit.note(viewer, "record_training", training, after=_snapshot(training))
    return training.id


def correct_training(viewer: Viewer, training_id: int, *, record: TrainingRecord, version: int, today: date) -> None:
    """Change what is said of a training and who was there; Conflict where somebody else saved first."""
    viewer.require(Act.LOG)
    training = _lock(viewer, training_id)
    check_version(training, version)
    before = _snapshot(training)
    _check(viewer, record, today=today, already=frozenset(_rows(training.id)))
    for name, value in record.columns().items():
        setattr(training, name, value)
    touch(training)
    _seat(training.id, record)
    audit.note(viewer, "correct_training", training, before=before, after=_snapshot(training))


def delete_training(viewer: Viewer, training_id: int, *, now: datetime) -> None:
    """Take it out of every list and count; it can be restored for thirty days."""
    viewer.require(Act.STAFF)
    training = _lock(viewer, training_id, living=False)
    delete_row(viewer, "delete_training", training, now=now)


def restore_training(viewer: Viewer, training_id: int, *, now: datetime) -> None:
    """Bring a deleted one back; RuleBroken after thirty days."""
    viewer.require(Act.STAFF)
    training = _lock(viewer, training_id, living=False)
    restore_row(viewer, "restore_training", training, now=now)


def _check(viewer: Viewer, record: TrainingRecord, *, today: date, already: frozenset[int]) -> None:
    if not clean_line(record.title):
        raise RuleBroken(N_("研修の名前を入力してください。"), field="title")
    for name in _LINES:
        check_length(getattr(record, name), field=name, at_most=LONGEST_LINE)
    check_length(record.content, field="content", at_most=LONGEST_TEXT)
    check_times(record.start_time, record.end_time)
    if record.attendance and record.training_on > today:
        raise RuleBroken(N_("出欠は、研修の日になってから入力してください。"), field="training_on")
    lasts = minutes_of(record.start_time, record.end_time)
    for producer_id, (attendance, minutes) in record.attendance.items():
        check_attendance(attendance, lasts=lasts, minutes=minutes, field=f"people-{producer_id}-minutes")
    wanted = set(record.attendance) - already
    known = select(Producer.id).where(
        Producer.id.in_(wanted), scope.in_programme(viewer, Producer.programme_id), Producer.deleted_at.is_(None)
    )
    if set(db.session.scalars(known)) != wanted:
        raise RuleBroken(N_("出欠は、この事業の担い手だけに付けられます。画面を開き直してください。"))


def _seat(training_id: int, record: TrainingRecord) -> None:
    rows = _rows(training_id)
    for producer_id in rows.keys() - record.attendance.keys():
        db.session.delete(rows[producer_id])
    for producer_id, (attendance, minutes) in record.attendance.items():
        row = rows.get(producer_id)
        minutes = minutes if attendance is Attendance.PARTIAL else None
        if row is None:
            db.session.add(
                TrainingAttendee(training_id=training_id, producer_id=producer_id, attendance=attendance, minutes=minutes)
            )
        else:
            row.attendance, row.minutes = attendance, minutes
    db.session.flush()


def _rows(training_id: int) -> dict[int, TrainingAttendee]:
    found = db.session.scalars(select(TrainingAttendee).where(TrainingAttendee.training_id == training_id))
    return {row.producer_id: row for row in found}


def _snapshot(training: Training) -> dict[str, Any]:
    people = sorted(_rows(training.id).items())
    return audit.snapshot(training) | {"attendance": [[one, row.attendance.value, row.minutes] for one, row in people]}


def _lock(viewer: Viewer, training_id: int, *, living: bool = True) -> Training:
    statement = select(Training).where(Training.id == training_id, scope.in_programme(viewer, Training.programme_id))
    if living:
        statement = statement.where(Training.deleted_at.is_(None))
    training = db.session.scalar(statement.with_for_update())
    if training is None:
        raise NotFound
    return training
