"""What visits a company has already: scheduled for a day, recorded of it, or recorded in just these words."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, exists, or_, select

from tracker.database import Instant, db
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
    noted = [note for note in record.notes if not note.is_blank]
    asked = {
        "enrolment": enrolment_id,
        "day": record.visit_on,
        "states": [state, RecordState.DRAFT],
        "since": since,
        "me": viewer.account_id,
        "decisions": record.decisions,
        "memo": record.internal_memo,
        **{f"case_{at}": note.case_id for at, note in enumerate(noted)},
        **{f"facts_{at}": note.facts for at, note in enumerate(noted)},
    }
    alike = run(_alike(len(noted)), asked).scalars().all()
    if not alike:
        return None
    recent = db.session.scalars(select(Visit).where(Visit.id.in_(alike)).order_by(Visit.id))
    in_order = sorted(recent, key=lambda visit: visit.record_state is not state)
    return next((visit for visit in in_order if visit_rows.says(visit, visit_rows.with_plan(visit, record))), None)


@cache
def _alike(notes: int) -> Select[Any]:
    """What the database can compare before rows are loaded: a busy day has many visits, and few of the same words."""
    since: Any = bindparam("since", type_=Instant)
    return select(Visit.id).where(
        Visit.enrolment_id == bindparam("enrolment"),
        Visit.visit_on == bindparam("day"),
        Visit.status == EventStatus.HELD,
        Visit.record_state.in_(bindparam("states", expanding=True)),
        Visit.deleted_at.is_(None),
        or_(Visit.created_at >= since, Visit.finalised_at >= since),
        or_(Visit.created_by_id == bindparam("me"), Visit.finalised_at >= since),
        Visit.decisions == bindparam("decisions"),
        Visit.internal_memo == bindparam("memo"),
        *(
            exists().where(
                VisitCase.visit_id == Visit.id,
                VisitCase.case_id == bindparam(f"case_{at}"),
                VisitCase.facts == bindparam(f"facts_{at}"),
            )
            for at in range(notes)
        ),
    )


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
