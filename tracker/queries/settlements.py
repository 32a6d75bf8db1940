"""Open questions that were answered for good: read beside what they are about, and listed.

Board depth, but for the reasons: they are empty where the company's records are closed to the viewer.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, bindparam, func, or_, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import Period
from tracker.domain.warnings import EventKind, EventRef
from tracker.models import Company, Enrolment, MeetingSection, Settlement, TeamMeeting, Visit
from tracker.queries.prepared import THESE, asked_of, prepared, run
from tracker.queries.scope import board, in_programme, my_records, told
from tracker.rows.settlements import SettledGapRow, SettledRecordRow, SettlementRow

_TODAY: Any = bindparam("today", type_=Date)
_RECORD = (Settlement.visit_id, Settlement.meeting_id)


def list_settled_gaps(viewer: Viewer, *, today: date, enrolment_ids: Collection[int] | None = None) -> tuple[SettledGapRow, ...]:
    """The gaps of every company of the programme, or of those asked for, that needed no meeting, by day."""
    asked = asked_of(viewer, enrolment_ids) | {_TODAY.key: today}
    return tuple(SettledGapRow(*row) for row in run(_gaps(viewer, enrolment_ids is None), asked))


@prepared
def _gaps(viewer: Viewer, are_all: bool) -> Select[Any]:
    columns: tuple[Any, ...] = (
        Settlement.id,
        Settlement.enrolment_id,
        Settlement.from_on,
        Settlement.to_on,
        told(viewer, _TODAY, Settlement.reason, Settlement.enrolment_id),
        Settlement.settled_by,
    )
    chosen = Settlement.enrolment_id.is_not(None) if are_all else Settlement.enrolment_id.in_(THESE)
    return select(*columns).where(*_standing(viewer), chosen).order_by(Settlement.from_on, Settlement.id)


def list_settled_records(viewer: Viewer, *, days: Period) -> dict[EventRef, SettledRecordRow]:
    """The late records of these days (a closed period) that somebody has looked into; why is for whoever settles them."""
    statement = (
        select(Settlement.id, *_RECORD, Settlement.reason, Settlement.settled_by)
        .outerjoin(Visit, Visit.id == Settlement.visit_id)
        .outerjoin(TeamMeeting, TeamMeeting.id == Settlement.meeting_id)
        .where(
            *_standing(viewer),
            or_(
                Visit.visit_on.between(days.starts_on, days.ends_on),
                TeamMeeting.meeting_on.between(days.starts_on, days.ends_on),
            ),
        )
    )
    found: dict[EventRef, SettledRecordRow] = {}
    for settlement_id, visit_id, meeting_id, reason, settled_by in db.session.execute(statement):
        record = _record(visit_id, meeting_id)
        assert record is not None
        found[record] = SettledRecordRow(settlement_id, record, reason, settled_by)
    return found


def list_settlements(viewer: Viewer, *, today: date, limit: int, offset: int = 0) -> tuple[SettlementRow, ...]:
    """Everything that was settled of living companies and records, the latest on top."""
    columns: tuple[Any, ...] = (
        Settlement.id,
        Company.name,
        Enrolment.id,
        func.coalesce(Settlement.from_on, Visit.visit_on, TeamMeeting.meeting_on),
        Settlement.to_on,
        *_RECORD,
        told(viewer, today, Settlement.reason, Enrolment.id),
        Settlement.settled_by,
        Settlement.created_at,
        my_records(viewer, today),
    )
    statement = _all(viewer).with_only_columns(*columns).order_by(Settlement.created_at.desc(), Settlement.id.desc())
    return tuple(
        SettlementRow(settlement_id, name, enrolment_id, on, to_on, _record(visit_id, meeting_id), *said)
        for settlement_id, name, enrolment_id, on, to_on, visit_id, meeting_id, *said in db.session.execute(
            statement.limit(limit).offset(offset)
        )
    )


def count_settlements(viewer: Viewer) -> int:
    """How many :func:`list_settlements` lists without a limit."""
    return db.session.scalar(_all(viewer).with_only_columns(func.count())) or 0


def _all(viewer: Viewer) -> Select[Any]:
    """A meeting about several companies stands under the first of them that was registered."""
    viewer.require(Act.BOARD)
    first = (
        select(func.min(Enrolment.id))
        .join(MeetingSection, MeetingSection.enrolment_id == Enrolment.id)
        .where(MeetingSection.meeting_id == Settlement.meeting_id, board())
        .scalar_subquery()
    )
    return (
        select(Settlement.id)
        .outerjoin(Visit, Visit.id == Settlement.visit_id)
        .outerjoin(TeamMeeting, TeamMeeting.id == Settlement.meeting_id)
        .join(Enrolment, Enrolment.id == func.coalesce(Settlement.enrolment_id, Visit.enrolment_id, first))
        .join(Company, Company.id == Enrolment.company_id)
        .where(*_standing(viewer), board(), Visit.deleted_at.is_(None), TeamMeeting.deleted_at.is_(None))
    )


def _standing(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    return in_programme(viewer, Settlement.programme_id), Settlement.deleted_at.is_(None)


def _record(visit_id: int | None, meeting_id: int | None) -> EventRef | None:
    if visit_id is not None:
        return EventRef(EventKind.VISIT, visit_id)
    return None if meeting_id is None else EventRef(EventKind.MEETING, meeting_id)
