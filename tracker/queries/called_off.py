"""What else there is of a company by now, when a visit or a meeting that was called off is to be taken back."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.cadence import EventStatus
from tracker.domain.records import RecordState
from tracker.domain.warnings import EventKind, EventRef
from tracker.models import AuditEntry, Enrolment, MeetingSection, TeamMeeting, Visit
from tracker.queries.scope import board, in_programme
from tracker.rows.called_off import BesideRow

MOST = 5


def list_visits_beside(
    viewer: Viewer, *, visit_id: int, enrolment_id: int, on: date, status: EventStatus
) -> tuple[BesideRow, ...]:
    """What stands on the day, a draft too, first; then what is scheduled for other days, what it was postponed to on top.

    ``on`` and ``status`` are those of the visit itself.
    """
    statement = select(Visit.id, Visit.visit_on, Visit.status, Visit.version).where(
        in_programme(viewer, Visit.programme_id), Visit.enrolment_id == enrolment_id, Visit.id != visit_id
    )
    return _found(statement, Visit, Visit.visit_on, on, _instead_of(EventRef(EventKind.VISIT, visit_id), status))


def list_meetings_beside(viewer: Viewer, *, meeting_id: int, on: date, status: EventStatus) -> tuple[BesideRow, ...]:
    """The same of the meetings that cover one of the meeting's companies."""
    companies = select(MeetingSection.enrolment_id).where(MeetingSection.meeting_id == meeting_id)
    covers_one = (
        select(MeetingSection.meeting_id)
        .join(Enrolment, Enrolment.id == MeetingSection.enrolment_id)
        .where(board(), MeetingSection.enrolment_id.in_(companies))
    )
    statement = select(TeamMeeting.id, TeamMeeting.meeting_on, TeamMeeting.status, TeamMeeting.version).where(
        in_programme(viewer, TeamMeeting.programme_id), TeamMeeting.id.in_(covers_one), TeamMeeting.id != meeting_id
    )
    instead = _instead_of(EventRef(EventKind.MEETING, meeting_id), status)
    return _found(statement, TeamMeeting, TeamMeeting.meeting_on, on, instead)


def _instead_of(ref: EventRef, status: EventStatus) -> int | None:
    """What a postponement scheduled: the entries of one save follow each other in the trail, the new plan right after it."""
    if status is not EventStatus.POSTPONED:
        return None
    noun = (Visit if ref.kind is EventKind.VISIT else TeamMeeting).__tablename__
    postponed = (
        select(func.max(AuditEntry.id))
        .where(AuditEntry.noun == noun, AuditEntry.noun_id == ref.event_id, AuditEntry.act == f"postpone_{ref.kind}")
        .scalar_subquery()
    )
    following = select(AuditEntry.act, AuditEntry.noun_id).where(AuditEntry.id > postponed).order_by(AuditEntry.id).limit(1)
    row = db.session.execute(following).one_or_none()
    return row.noun_id if row is not None and row.act == f"schedule_{ref.kind}" else None


def _found(
    statement: Select[int, date, EventStatus, int],
    model: type[Visit | TeamMeeting],
    day: InstrumentedAttribute[date],
    on: date,
    instead: int | None,
) -> tuple[BesideRow, ...]:
    of_the_day = and_(day == on, model.status.in_((EventStatus.SCHEDULED, EventStatus.HELD)))
    planned = and_(model.status == EventStatus.SCHEDULED, model.record_state == RecordState.FINAL)
    chosen = statement.where(model.deleted_at.is_(None), or_(of_the_day, planned))
    in_order = chosen.order_by(day != on, model.id != instead, day, model.id).limit(MOST)
    return tuple(BesideRow(*row, is_instead=row[0] == instead) for row in db.session.execute(in_order))
