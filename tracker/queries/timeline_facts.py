"""What a company's timeline tells beside visits and meetings: next actions and outcomes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import func, select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.calendar import tokyo_day
from tracker.models import (
    Enrolment,
    NextAction,
    Outcome,
    Producer,
)
from tracker.queries import scope
from tracker.rows.timeline import TimelineKind, TimelineRow


def actions(viewer: Viewer, enrolment_id: int, today: date) -> Iterator[TimelineRow]:
    statement = (
        select(
            NextAction.id,
            NextAction.created_at,
            NextAction.done_on,
            NextAction.status,
            NextAction.what,
            NextAction.due_on,
            func.coalesce(Producer.name, NextAction.owner_name),
        )
        .join(Enrolment, Enrolment.id == NextAction.enrolment_id)
        .outerjoin(Producer, Producer.id == NextAction.owner_id)
        .where(
            NextAction.enrolment_id == enrolment_id,
            scope.in_programme(viewer, NextAction.programme_id),
            scope.board(),
            NextAction.deleted_at.is_(None),
            scope.company_record(viewer, today),
        )
    )
    for action_id, created_at, done_on, status, what, due_on, owner in db.session.execute(statement):
        yield TimelineRow(
            TimelineKind.ACTION,
            done_on or tokyo_day(created_at),
            action_id,
            people=(owner,),
            words=what,
            action_status=status,
            until=due_on,
        )


def outcomes(viewer: Viewer, enrolment_id: int, today: date) -> Iterator[TimelineRow]:
    statement = (
        select(Outcome.id, Outcome.outcome_on, Outcome.kind, Outcome.description, scope.company_record(viewer, today))
        .join(Enrolment, Enrolment.id == Outcome.enrolment_id)
        .where(
            Outcome.enrolment_id == enrolment_id,
            scope.in_programme(viewer, Outcome.programme_id),
            scope.board(),
            Outcome.deleted_at.is_(None),
        )
    )
    for outcome_id, on, kind, description, is_open in db.session.execute(statement):
        yield TimelineRow(
            TimelineKind.OUTCOME,
            on,
            outcome_id,
            outcome_kind=kind,
            words=description if is_open else "",
            is_open=bool(is_open),
        )
