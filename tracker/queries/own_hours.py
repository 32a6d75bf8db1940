"""One's own times in a visit or meeting that one took part in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import func, literal, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound
from tracker.domain.work_log import SourceKind
from tracker.models import Company, Enrolment, MeetingParticipant, OwnHours, Producer, TeamMeeting, Visit, VisitParticipant
from tracker.queries import scope
from tracker.rows.own_hours import OwnHoursRow
from tracker.rows.staffing import PersonRow


def get_own_hours(viewer: Viewer, source: SourceKind, record_id: int, *, producer_id: int | None) -> OwnHoursRow:
    """The times of one participant; with nobody named, or somebody who was not there, a manager gets those to choose from."""
    viewer.require(Act.HOURS)
    people = _people(viewer, source, record_id)
    record = db.session.execute(_record(viewer, source, record_id)).one_or_none()
    if record is None or not people:
        raise NotFound
    person = next((one for one in people if one.producer_id == producer_id), None)
    on, title, start, end = record
    row = OwnHoursRow(on, title, start, end, people, person)
    if person is None:
        return row
    column = OwnHours.visit_id if source is SourceKind.VISIT else OwnHours.meeting_id
    own = db.session.scalar(select(OwnHours).where(column == record_id, OwnHours.producer_id == person.producer_id))
    if own is None:
        return row
    own_times = {name: getattr(own, name) for name in ("start_time", "end_time", "break_minutes", "version")}
    return replace(row, **own_times)


def _record(viewer: Viewer, source: SourceKind, record_id: int) -> Any:
    if source is SourceKind.VISIT:
        return (
            select(Visit.visit_on, Company.name, Visit.start_time, Visit.end_time)
            .join(Enrolment, Enrolment.id == Visit.enrolment_id)
            .join(Company, Company.id == Enrolment.company_id)
            .where(
                Visit.id == record_id, scope.in_programme(viewer, Visit.programme_id), Visit.deleted_at.is_(None), scope.board()
            )
        )
    return select(TeamMeeting.meeting_on, literal(""), TeamMeeting.start_time, TeamMeeting.end_time).where(
        TeamMeeting.id == record_id, scope.in_programme(viewer, TeamMeeting.programme_id), TeamMeeting.deleted_at.is_(None)
    )


def _people(viewer: Viewer, source: SourceKind, record_id: int) -> tuple[PersonRow, ...]:
    """Whose times the viewer may write: their own, or for a manager those of everybody who was there."""
    there: Any = VisitParticipant if source is SourceKind.VISIT else MeetingParticipant
    column = VisitParticipant.visit_id if source is SourceKind.VISIT else MeetingParticipant.meeting_id
    statement = (
        select(Producer.id, Producer.name)
        .join(there, there.producer_id == Producer.id)
        .where(column == record_id, scope.of_person(viewer, Act.HOURS, Producer.id))
        .order_by(func.coalesce(Producer.kana, ""), Producer.name)
    )
    return tuple(PersonRow(*found) for found in db.session.execute(statement))
