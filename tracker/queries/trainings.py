"""The training log: of board depth, so every member of the programme reads it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import TOKYO, fiscal_year_period
from tracker.domain.errors import NotFound
from tracker.domain.records import DAYS_TO_RESTORE
from tracker.domain.trainings import Attendance
from tracker.models import Producer, Training, TrainingAttendee
from tracker.queries import scope
from tracker.rows.trainings import AttendanceTotalRow, AttendeeRow, TrainingFilter, TrainingRow

EVERYTHING = TrainingFilter()
Found = tuple[int, str, Attendance, int | None]


def list_trainings(
    viewer: Viewer, *, today: date, filters: TrainingFilter = EVERYTHING, limit: int | None = None, offset: int = 0
) -> tuple[TrainingRow, ...]:
    """The latest on top; two statements for one as for fifty."""
    statement = (
        select(*_COLUMNS)
        .where(*_chosen(viewer, today, filters))
        .order_by(Training.training_on.desc(), Training.start_time.desc(), Training.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return _with_people(TrainingRow(*values) for values in db.session.execute(statement))


def count_trainings(viewer: Viewer, *, today: date, filters: TrainingFilter = EVERYTHING) -> int:
    """How many :func:`list_trainings` lists without a limit."""
    statement = select(func.count()).select_from(Training).where(*_chosen(viewer, today, filters))
    return db.session.scalar(statement) or 0


def get_training(viewer: Viewer, training_id: int, *, today: date) -> TrainingRow:
    """One training; NotFound where the programme has none of that number."""
    statement = select(*_COLUMNS).where(Training.id == training_id, *_chosen(viewer, today, EVERYTHING))
    rows = _with_people(TrainingRow(*values) for values in db.session.execute(statement))
    if not rows:
        raise NotFound
    return rows[0]


def list_attendance_totals(
    viewer: Viewer, *, today: date, filters: TrainingFilter = EVERYTHING
) -> tuple[AttendanceTotalRow, ...]:
    """Every supporter who was asked to one of the trainings, by name."""
    people: defaultdict[tuple[int, str], list[AttendeeRow]] = defaultdict(list)
    for training in list_trainings(viewer, today=today, filters=filters):
        for row in training.attendees:
            people[row.producer_id, row.name].append(row)
    found = sorted(people.items(), key=lambda item: (item[0][1], item[0][0]))
    return tuple(AttendanceTotalRow.of(*person, tuple(rows)) for person, rows in found)


_COLUMNS: tuple[Any, ...] = (
    Training.id,
    Training.training_on,
    Training.start_time,
    Training.end_time,
    Training.title,
    Training.kind,
    Training.lecturer,
    Training.is_online,
    Training.place,
    Training.content,
    Training.version,
)


def _chosen(viewer: Viewer, today: date, filters: TrainingFilter) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = [scope.in_programme(viewer, Training.programme_id)]
    if filters.deleted:
        viewer.require(Act.STAFF)
        since = datetime.combine(today - timedelta(days=DAYS_TO_RESTORE), time.min, tzinfo=TOKYO)
        clauses.append(Training.deleted_at >= since)
    else:
        clauses.append(Training.deleted_at.is_(None))
    if filters.kind is not None:
        clauses.append(Training.kind == filters.kind)
    if filters.producer is not None or filters.attendance is not None:
        asked = exists().where(TrainingAttendee.training_id == Training.id)
        if filters.producer is not None:
            asked = asked.where(TrainingAttendee.producer_id == filters.producer)
        if filters.attendance is not None:
            asked = asked.where(TrainingAttendee.attendance == filters.attendance)
        clauses.append(asked)
    if filters.fiscal_year is not None:
        year = fiscal_year_period(filters.fiscal_year)
        clauses.append(Training.training_on.between(year.starts_on, year.ends_on))
    if filters.from_on is not None:
        clauses.append(Training.training_on >= filters.from_on)
    if filters.to_on is not None:
        clauses.append(Training.training_on <= filters.to_on)
    return clauses


def _with_people(rows: Iterable[TrainingRow]) -> tuple[TrainingRow, ...]:
    found = tuple(rows)
    people = _people([row.training_id for row in found])
    return tuple(row.with_attendees(tuple(people[row.training_id])) for row in found)


def _people(training_ids: Collection[int]) -> defaultdict[int, list[Found]]:
    people: defaultdict[int, list[Found]] = defaultdict(list)
    columns: tuple[Any, ...] = (
        TrainingAttendee.training_id,
        Producer.id,
        Producer.name,
        TrainingAttendee.attendance,
        TrainingAttendee.minutes,
    )
    statement: Any = (
        select(*columns)
        .join(Producer, Producer.id == TrainingAttendee.producer_id)
        .where(TrainingAttendee.training_id.in_(training_ids))
        .order_by(Producer.kana, Producer.name, Producer.id)
    )
    for training_id, *values in db.session.execute(statement):
        people[training_id].append((values[0], values[1], values[2], values[3]))
    return people
