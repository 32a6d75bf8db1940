"""What a manager can settle: a company's gaps without a meeting, and a single record that came late."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import Period
from tracker.domain.errors import NotFound
from tracker.domain.warnings import EventKind, EventRef, WarningKind
from tracker.models import Company, Enrolment, MeetingSection, TeamMeeting, Visit
from tracker.queries.cadence import get_year
from tracker.queries.programmes import get_programme
from tracker.queries.scope import board, in_programme
from tracker.queries.settlements import list_settled_records
from tracker.queries.warnings import list_events, warn_of
from tracker.rows.settlements import CompanyGapsRow, LateRecordRow


def get_company_gaps(viewer: Viewer, enrolment_id: int, *, today: date) -> CompanyGapsRow:
    """The gaps of the company's fiscal year in which there was no meeting; NotFound where the programme has no such company."""
    viewer.require(Act.STAFF)
    year = get_year(viewer, enrolment_id, fiscal_year=get_programme(viewer).fiscal_year, today=today)
    return CompanyGapsRow(enrolment_id, year.name, year.unsettled_gaps, year.settled_gaps)


def get_late_record(viewer: Viewer, record: EventRef) -> LateRecordRow:
    """A visit or meeting that was made final late; NotFound for one that was not, or is not there."""
    viewer.require(Act.STAFF)
    found = db.session.execute(_named(viewer, record)).first()
    if found is None:
        raise NotFound
    on, company_name = found
    day = Period(on, on)
    events = [event for event in list_events(viewer, period=day, with_teams=False, around=record) if event.ref == record]
    if not warn_of(viewer, events, kinds={WarningKind.MADE_FINAL_LATE}):
        raise NotFound
    made_final_on = events[0].made_final_on
    assert made_final_on is not None
    return LateRecordRow(record, company_name, on, (made_final_on - on).days, list_settled_records(viewer, days=day).get(record))


def _named(viewer: Viewer, record: EventRef) -> Select[date, str]:
    """The day of a living record and the company's name, of a meeting the first one's."""
    if record.kind is EventKind.VISIT:
        of_visit = select(Visit.visit_on, Company.name).join(Enrolment, Enrolment.id == Visit.enrolment_id)
        chosen = (Visit.id == record.event_id, in_programme(viewer, Visit.programme_id), Visit.deleted_at.is_(None))
        return of_visit.join(Company, Company.id == Enrolment.company_id).where(*chosen, board())
    of_meeting = (
        select(TeamMeeting.meeting_on, Company.name)
        .join(MeetingSection, MeetingSection.meeting_id == TeamMeeting.id)
        .join(Enrolment, Enrolment.id == MeetingSection.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
    )
    return of_meeting.where(
        TeamMeeting.id == record.event_id,
        in_programme(viewer, TeamMeeting.programme_id),
        TeamMeeting.deleted_at.is_(None),
        board(),
    ).order_by(Enrolment.number, Enrolment.id)
