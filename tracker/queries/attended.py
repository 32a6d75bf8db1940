"""The hours of trainings and exhibitions, from who attended them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.trainings import Attendance
from tracker.domain.work_entries import minute_of
from tracker.domain.work_log import Activity, SourceKind, SourceRef, WorkKind
from tracker.models import (
    Company,
    Enrolment,
    Exhibition,
    ExhibitionAttendance,
    ExhibitionCompany,
    ExhibitionVisit,
    Training,
    TrainingAttendee,
    Visit,
    VisitParticipant,
)
from tracker.queries import scope
from tracker.rows.work_log import ActivityRow

Days = tuple[date, date]


def trainings(viewer: Viewer, days: Days, whose: ColumnElement[bool]) -> Iterator[ActivityRow]:
    """The training's own hours for whoever attended; whoever came for a part of it has the minutes that were noted."""
    statement = select(
        TrainingAttendee.producer_id,
        TrainingAttendee.attendance,
        TrainingAttendee.minutes,
        Training.id,
        Training.training_on,
        Training.start_time,
        Training.end_time,
        Training.title,
    ).join(Training, Training.id == TrainingAttendee.training_id)
    attended = statement.where(
        scope.in_programme(viewer, Training.programme_id),
        Training.deleted_at.is_(None),
        Training.training_on.between(*days),
        TrainingAttendee.attendance != Attendance.ABSENT,
        whose,
    )
    for who, attendance, minutes, training_id, on, start, end, title in db.session.execute(attended):
        ref = SourceRef(SourceKind.TRAINING, training_id)
        if attendance is Attendance.PARTIAL:
            activity = Activity(on, WorkKind.TRAINING, ref, given_minutes=minutes)
        else:
            activity = Activity(on, WorkKind.TRAINING, ref, minute_of(start), minute_of(end))
        yield ActivityRow(who, activity, content=title)


def exhibitions(viewer: Viewer, days: Days, whose: ColumnElement[bool]) -> Iterator[ActivityRow]:
    """A day at an exhibition, about the companies that exhibit there."""
    statement = (
        select(
            ExhibitionAttendance.producer_id,
            ExhibitionAttendance.id,
            ExhibitionAttendance.exhibition_id,
            ExhibitionAttendance.attended_on,
            ExhibitionAttendance.start_time,
            ExhibitionAttendance.end_time,
            Exhibition.name,
        )
        .join(Exhibition, Exhibition.id == ExhibitionAttendance.exhibition_id)
        .where(
            scope.in_programme(viewer, Exhibition.programme_id),
            Exhibition.deleted_at.is_(None),
            ExhibitionAttendance.attended_on.between(*days),
            whose,
        )
    )
    found = db.session.execute(statement).all()
    about = _companies(viewer, {row.exhibition_id for row in found}) if found else {}
    for who, attendance_id, exhibition_id, on, start, end, name in found:
        companies = about[exhibition_id]
        # The exhibition is what one looks at; the day of the attendance tells its lines apart.
        ref = SourceRef(SourceKind.EXHIBITION, exhibition_id, str(attendance_id))
        hours = (minute_of(start), minute_of(end))
        activity = Activity(on, WorkKind.EXHIBITION, ref, *hours, companies=tuple(companies))
        yield ActivityRow(who, activity, tuple(companies.values()), content=name)


def is_in_exhibition() -> ColumnElement[bool]:
    """Of a visit's participant: their day at the exhibition of that visit is written down there, so it counts there once."""
    return (
        select(ExhibitionAttendance.id)
        .join(ExhibitionVisit, ExhibitionVisit.exhibition_id == ExhibitionAttendance.exhibition_id)
        .join(Exhibition, Exhibition.id == ExhibitionAttendance.exhibition_id)
        .where(
            ExhibitionVisit.visit_id == Visit.id,
            ExhibitionAttendance.producer_id == VisitParticipant.producer_id,
            ExhibitionAttendance.attended_on == Visit.visit_on,
            Exhibition.deleted_at.is_(None),
        )
        .exists()
    )


def _companies(viewer: Viewer, exhibition_ids: set[int]) -> defaultdict[int, dict[int, str]]:
    companies: defaultdict[int, dict[int, str]] = defaultdict(dict)
    statement: Any = (
        select(ExhibitionCompany.exhibition_id, Enrolment.id, Company.name)
        .join(Enrolment, Enrolment.id == ExhibitionCompany.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .where(
            ExhibitionCompany.exhibition_id.in_(exhibition_ids),
            scope.in_programme(viewer, Enrolment.programme_id),
            scope.board(),
        )
        .order_by(Enrolment.id)
    )
    for exhibition_id, enrolment_id, name in db.session.execute(statement):
        companies[exhibition_id][enrolment_id] = name
    return companies
