"""The last held visit to a company: which it was, and what was decided there."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Date, Integer, Select, bindparam, case, select

from tracker.domain.access import Viewer
from tracker.domain.cadence import EventStatus
from tracker.domain.records import RecordState
from tracker.models import Enrolment, Visit
from tracker.queries import scope
from tracker.queries.prepared import ids_of, prepared, run
from tracker.rows.visits import LastRecordRow


def find_last_visit(viewer: Viewer, enrolment_id: int, *, before: date) -> int | None:
    """The last held visit to the company up to a day; what of it may be read is :func:`queries.visits.get_visit`'s to say."""
    found = run(_last(viewer), _asked_of_last(viewer, enrolment_id, before)).first()
    return None if found is None else found[0]


def find_last_record(viewer: Viewer, enrolment_id: int, *, today: date) -> LastRecordRow | None:
    """The same up to today with what was decided there, as far as the viewer may read it."""
    found = run(_last(viewer), _asked_of_last(viewer, enrolment_id, today)).first()
    return None if found is None else LastRecordRow(*found)


def _asked_of_last(viewer: Viewer, enrolment_id: int, day: date) -> dict[str, Any]:
    return {**ids_of(viewer), "enrolment": enrolment_id, "day": day}


@prepared
def _last(viewer: Viewer) -> Select[Any]:
    day: Any = bindparam("day", type_=Date)
    decisions = case((scope.visit_record(viewer, day), Visit.decisions), else_="")
    return (
        select(Visit.id, Visit.visit_on, decisions)
        .join(Enrolment, Enrolment.id == Visit.enrolment_id)
        .where(
            scope.in_programme(viewer, Visit.programme_id),
            scope.board(),
            Visit.enrolment_id == bindparam("enrolment", type_=Integer),
            Visit.status == EventStatus.HELD,
            Visit.record_state == RecordState.FINAL,
            Visit.deleted_at.is_(None),
            Visit.visit_on <= day,
        )
        .order_by(Visit.visit_on.desc(), Visit.id.desc())
        .limit(1)
    )
