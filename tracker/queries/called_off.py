"""What else there is of a company by now, when a visit or a meeting that was called off is to be taken back."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.cadence import EventStatus
from tracker.domain.records import RecordState
from tracker.models import Enrolment, MeetingSection, TeamMeeting, Visit
from tracker.queries.scope import board, in_programme
from tracker.rows.called_off import BesideRow

MOST = 5


def list_visits_beside(viewer: Viewer, *, visit_id: int, enrolment_id: int, on: date) -> tuple[BesideRow, ...]:
    """What stands on the day, a draft too, first; then what is scheduled for other days."""
    statement = select(Visit.id, Visit.visit_on, Visit.status).where(
        in_programme(viewer, Visit.programme_id), Visit.enrolment_id == enrolment_id, Visit.id != visit_id
    )
    return _found(statement, Visit, Visit.visit_on, on)


def list_meetings_beside(viewer: Viewer, *, meeting_id: int, on: date) -> tuple[BesideRow, ...]:
    """The same of the meetings that cover one of the meeting's companies."""
    companies = select(MeetingSection.enrolment_id).where(MeetingSection.meeting_id == meeting_id)
    covers_one = (
        select(MeetingSection.meeting_id)
        .join(Enrolment, Enrolment.id == MeetingSection.enrolment_id)
        .where(board(), MeetingSection.enrolment_id.in_(companies))
    )
    statement = select(TeamMeeting.id, TeamMeeting.meeting_on, TeamMeeting.status).where(
        in_programme(viewer, TeamMeeting.programme_id), TeamMeeting.id.in_(covers_one), TeamMeeting.id != meeting_id
    )
    return _found(statement, TeamMeeting, TeamMeeting.meeting_on, on)


def _found(
    statement: Select[int, date, EventStatus], model: type[Visit | TeamMeeting], day: InstrumentedAttribute[date], on: date
) -> tuple[BesideRow, ...]:
    of_the_day = and_(day == on, model.status.in_((EventStatus.SCHEDULED, EventStatus.HELD)))
    planned = and_(model.status == EventStatus.SCHEDULED, model.record_state == RecordState.FINAL)
    chosen = statement.where(model.deleted_at.is_(None), or_(of_the_day, planned)).order_by(day != on, day, model.id).limit(MOST)
    return tuple(BesideRow(*row) for row in db.session.execute(chosen))
