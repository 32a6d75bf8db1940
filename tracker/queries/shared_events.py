"""What two people did together: the held visits and meetings in which both took part, at the depth of the board."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import exists, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.cadence import EventStatus
from tracker.domain.records import RecordState
from tracker.models import Company, Enrolment, MeetingParticipant, MeetingSection, TeamMeeting, Visit, VisitParticipant
from tracker.queries.scope import in_programme
from tracker.rows.assessments import SharedEventRow

SHOWN = 20


def list_shared_events(viewer: Viewer, producer_id: int, today: date) -> tuple[SharedEventRow, ...]:
    """The latest first; for a viewer who is on no roster, those in which the person took part.

    Day, kind and company are what every member's board shows; what was said stands behind the link and its own rights.
    """
    viewer.require(Act.BOARD)
    people = {producer_id} | ({viewer.producer_id} if viewer.producer_id is not None else set())
    visits = db.session.execute(
        select(Visit.id, Visit.visit_on, Company.name)
        .join(Enrolment, Enrolment.id == Visit.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .where(
            in_programme(viewer, Visit.programme_id),
            Visit.status == EventStatus.HELD,
            Visit.record_state == RecordState.FINAL,
            Visit.deleted_at.is_(None),
            Visit.visit_on <= today,
            *(
                exists().where(VisitParticipant.visit_id == Visit.id, VisitParticipant.producer_id == person)
                for person in sorted(people)
            ),
        )
        .order_by(Visit.visit_on.desc(), Visit.id.desc())
        .limit(SHOWN)
    )
    rows = [SharedEventRow(day, company, visit_id=visit_id) for visit_id, day, company in visits]
    rows += _meetings(viewer, people, today)
    return tuple(sorted(rows, key=lambda row: row.day, reverse=True)[:SHOWN])


def _meetings(viewer: Viewer, people: set[int], today: date) -> list[SharedEventRow]:
    found = db.session.execute(
        select(TeamMeeting.id, TeamMeeting.meeting_on)
        .where(
            in_programme(viewer, TeamMeeting.programme_id),
            TeamMeeting.status == EventStatus.HELD,
            TeamMeeting.record_state == RecordState.FINAL,
            TeamMeeting.deleted_at.is_(None),
            TeamMeeting.meeting_on <= today,
            *(
                exists().where(MeetingParticipant.meeting_id == TeamMeeting.id, MeetingParticipant.producer_id == person)
                for person in sorted(people)
            ),
        )
        .order_by(TeamMeeting.meeting_on.desc(), TeamMeeting.id.desc())
        .limit(SHOWN)
    ).all()
    companies: defaultdict[int, list[str]] = defaultdict(list)
    for meeting_id, name in db.session.execute(
        select(MeetingSection.meeting_id, Company.name)
        .join(Enrolment, Enrolment.id == MeetingSection.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .where(MeetingSection.meeting_id.in_([meeting_id for meeting_id, _day in found]))
        .order_by(Enrolment.number, Enrolment.id)
    ):
        companies[meeting_id].append(name)
    return [SharedEventRow(day, "、".join(companies[meeting_id]), meeting_id=meeting_id) for meeting_id, day in found]
