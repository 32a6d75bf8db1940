"""What visits a company has already: scheduled for a day, recorded of it, or recorded in just these words."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, or_, select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.cadence import EventStatus
from tracker.domain.records import RecordState
from tracker.domain.visits import VisitRecord
from tracker.models import Visit, VisitCase
from tracker.queries.prepared import run
from tracker.services import visit_rows

_STATUSES = select(Visit.status).where(
    Visit.enrolment_id == bindparam("enrolment"), Visit.visit_on == bindparam("day"), Visit.deleted_at.is_(None)
)


def list_statuses(enrolment_id: int, day: date) -> frozenset[EventStatus]:
    """What visits the company has on the day: of what it has none, none need be looked for."""
    return frozenset(run(_STATUSES, {"enrolment": enrolment_id, "day": day}).scalars())


def find_scheduled(enrolment_id: int, day: date) -> Visit | None:
    """The first visit that is scheduled for the company on the day."""
    found: Visit | None = db.session.scalar(_scheduled(enrolment_id).where(Visit.visit_on == day).limit(1))
    return found


def find_recorded(enrolment_id: int, day: date) -> Visit | None:
    """The first record, final or draft, that the company has of the day."""
    found: Visit | None = db.session.scalar(
        select(Visit)
        .where(
            Visit.enrolment_id == enrolment_id,
            Visit.visit_on == day,
            Visit.status == EventStatus.HELD,
            Visit.deleted_at.is_(None),
        )
        .order_by(Visit.id)
        .limit(1)
    )
    return found


def find_next(visit: Visit) -> Visit | None:
    """The visit that is scheduled next after this one."""
    after = _scheduled(visit.enrolment_id).where(Visit.visit_on > visit.visit_on, Visit.id != visit.id)
    found: Visit | None = db.session.scalar(after.limit(1))
    return found


def find_same(viewer: Viewer, enrolment_id: int, record: VisitRecord, state: RecordState, *, since: datetime) -> Visit | None:
    """What this person recorded since ``since`` in just these words: the form came back with the browser's back button.

    In the state asked for, else as a draft.
    """
    if not viewer.account_id:
        return None
    mine = or_(Visit.created_by_id == viewer.account_id, Visit.finalised_at >= since)
    recent = db.session.scalars(
        select(Visit)
        .where(
            Visit.enrolment_id == enrolment_id,
            Visit.visit_on == record.visit_on,
            Visit.status == EventStatus.HELD,
            Visit.record_state.in_({state, RecordState.DRAFT}),
            Visit.deleted_at.is_(None),
            or_(Visit.created_at >= since, Visit.finalised_at >= since),
            mine,
            *_with_these_words(record),
        )
        .order_by(Visit.id)
    )
    in_order = sorted(recent, key=lambda visit: visit.record_state is not state)
    return next((visit for visit in in_order if visit_rows.says(visit, visit_rows.with_plan(visit, record))), None)


def _with_these_words(record: VisitRecord) -> list[ColumnElement[bool]]:
    """What the database can compare before rows are loaded: a busy day has many visits, and few of the same words."""
    noted = (note for note in record.notes if not note.is_blank)
    return [
        Visit.decisions == record.decisions,
        Visit.internal_memo == record.internal_memo,
        *(
            exists().where(VisitCase.visit_id == Visit.id, VisitCase.case_id == note.case_id, VisitCase.facts == note.facts)
            for note in noted
        ),
    ]


def _scheduled(enrolment_id: int) -> Any:
    return (
        select(Visit)
        .where(
            Visit.enrolment_id == enrolment_id,
            Visit.status == EventStatus.SCHEDULED,
            Visit.record_state == RecordState.FINAL,
            Visit.deleted_at.is_(None),
        )
        .order_by(Visit.visit_on, Visit.start_time, Visit.id)
    )
