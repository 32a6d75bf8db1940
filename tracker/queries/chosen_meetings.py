"""Which meetings a list, a count of meetings and a count of their companies are about."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, exists, false, or_, select

from tracker.domain.access import Act, Viewer
from tracker.domain.cadence import EventStatus
from tracker.domain.records import RecordState
from tracker.models import MeetingCase, MeetingParticipant, MeetingSection, TeamMeeting
from tracker.queries import scope
from tracker.queries.chosen_events import day_is_over, narrowed
from tracker.rows.events import EventFilter


def chosen(viewer: Viewer, today: date, filters: EventFilter) -> list[ColumnElement[bool]]:
    """The clauses of a statement over ``TeamMeeting``: everything that the filters leave."""
    living = and_(MeetingSection.meeting_id == TeamMeeting.id, scope.of_living(viewer, MeetingSection.enrolment_id))
    # only of those that a gone company took part in is asked whether a living one did as well
    with_gone = select(MeetingSection.meeting_id).where(MeetingSection.enrolment_id.in_(scope.gone_companies(viewer)))
    clauses = [
        scope.in_programme(viewer, TeamMeeting.programme_id),
        or_(TeamMeeting.id.not_in(with_gone), exists().where(living)),
    ]
    if filters.deleted:
        clauses += [TeamMeeting.deleted_at.is_not(None), scope.restorable(viewer, today, TeamMeeting.deleted_at)]
    else:
        clauses.append(TeamMeeting.deleted_at.is_(None))
    if filters.drafts:
        clauses.append(_my_draft(viewer, today, living))
    elif filters.awaiting:
        clauses.append(or_(_my_draft(viewer, today, living), day_is_over(TeamMeeting, TeamMeeting.meeting_on, today)))
    elif not filters.deleted:
        clauses.append(TeamMeeting.record_state == RecordState.FINAL)
    if filters.counted:
        clauses += [TeamMeeting.status == EventStatus.HELD, TeamMeeting.record_state == RecordState.FINAL]
    return [*clauses, *_of_what(filters), *narrowed(TeamMeeting, TeamMeeting.meeting_on, filters)]


def _my_draft(viewer: Viewer, today: date, living: ColumnElement[bool]) -> ColumnElement[bool]:
    logs = scope.section_record(viewer, today, TeamMeeting.meeting_on, Act.LOG)
    mine = exists().where(living, logs) if viewer.may(Act.LOG) else false()
    return and_(scope.is_draft(TeamMeeting.record_state), mine)


def _of_what(filters: EventFilter) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = []
    section = exists().where(MeetingSection.meeting_id == TeamMeeting.id)
    if filters.company is not None:
        clauses.append(section.where(MeetingSection.enrolment_id == filters.company))
    if filters.case is not None:
        clauses.append(section.where(MeetingCase.section_id == MeetingSection.id, MeetingCase.case_id == filters.case))
    if filters.producer is not None:
        there = and_(MeetingParticipant.meeting_id == TeamMeeting.id, MeetingParticipant.producer_id == filters.producer)
        clauses.append(exists().where(there))
    return clauses
