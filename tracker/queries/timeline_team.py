"""What a company's timeline says of its team: months that were excused, and who joined in which role."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.calendar import Month
from tracker.models import Assignment, Enrolment, ExcusedMonth, Producer
from tracker.queries import scope, stand_ins
from tracker.rows.timeline import TimelineKind, TimelineRow


def months(viewer: Viewer, enrolment_id: int, today: date) -> Iterator[TimelineRow]:
    statement = (
        select(
            ExcusedMonth.id,
            ExcusedMonth.month_on,
            ExcusedMonth.reason,
            ExcusedMonth.accepted_by,
            scope.company_record(viewer, today),
        )
        .join(Enrolment, Enrolment.id == ExcusedMonth.enrolment_id)
        .where(
            ExcusedMonth.enrolment_id == enrolment_id,
            scope.in_programme(viewer, Enrolment.programme_id),
            scope.board(),
            ExcusedMonth.deleted_at.is_(None),
        )
    )
    for excused_id, month_on, reason, accepted_by, is_open in db.session.execute(statement):
        yield TimelineRow(
            TimelineKind.MONTH,
            month_on,
            excused_id,
            month=Month.of(month_on),
            people=(accepted_by,) if is_open else (),
            words=reason if is_open else "",
            is_open=bool(is_open),
        )


def team(viewer: Viewer, enrolment_id: int, today: date) -> Iterator[TimelineRow]:
    statement = (
        select(Assignment.id, Assignment.starts_on, Assignment.ends_on, Assignment.role, Producer.name)
        .join(Producer, Producer.id == Assignment.producer_id)
        .join(Enrolment, Enrolment.id == Assignment.enrolment_id)
        .where(Assignment.enrolment_id == enrolment_id, scope.in_programme(viewer, Enrolment.programme_id), scope.board())
    )
    for assignment_id, starts_on, ends_on, role, name in db.session.execute(statement):
        yield TimelineRow(TimelineKind.TEAM, starts_on, assignment_id, people=(name,), role=role, until=ends_on)
    yield from stand_ins.timeline_of(viewer, enrolment_id, today)
