"""Which meetings a list, a count of meetings and a count of their companies are about."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, exists, false, or_, select

from tracker.domain.access import Act, Viewer
from tracker.domain.cadence import EventStatus
from tracker.domain.records import RecordState
from tracker.models import MeetingCase, MeetingParticipant, MeetingSection, TeamMeeting
from tracker.queries import scope
from tracker.queries.chosen_events import day_is_over, narrowed_alike
from tracker.rows.events import EventFilter


def chosen(viewer: Viewer, today: date, filters: EventFilter) -> list[ColumnElement[bool]]:
    """The clauses of a statement over ``TeamMeeting``: everything that the filters leave."""
    return [~is_gone(viewer), *narrowed(viewer, today, filters)]


def is_gone(viewer: Viewer) -> ColumnElement[bool]:
    """Whether none of its companies is there: only of those that a gone company took part in is asked for a living one."""
    with_gone = select(MeetingSection.meeting_id).where(scope.of_gone(viewer, MeetingSection.enrolment_id))
    return and_(TeamMeeting.id.in_(with_gone), ~exists().where(_living(viewer)))


def _living(viewer: Viewer) -> ColumnElement[bool]:
    return and_(MeetingSection.meeting_id == TeamMeeting.id, scope.of_living(viewer, MeetingSection.enrolment_id))


def narrowed(viewer: Viewer, today: date, filters: EventFilter) -> list[ColumnElement[bool]]:
    """The clauses of a statement over ``TeamMeeting``: what the filters leave, of companies that are gone too."""
    clauses = [scope.in_programme(viewer, TeamMeeting.programme_id)]
    if filters.deleted:
        clauses += [TeamMeeting.deleted_at.is_not(None), scope.restorable(viewer, today, TeamMeeting.deleted_at)]
    else:
        clauses.append(TeamMeeting.deleted_at.is_(None))
    if filters.drafts:
        clauses.append(_my_draft(viewer, today))
    elif filters.awaiting:
        clauses.append(or_(_my_draft(viewer, today), day_is_over(TeamMeeting, TeamMeeting.meeting_on, today)))
    elif not filters.deleted:
        clauses.append(TeamMeeting.record_state == RecordState.FINAL)
    if filters.counted:
        clauses += [TeamMeeting.status == EventStatus.HELD, TeamMeeting.record_state == RecordState.FINAL]
    return [*clauses, *_of_what(filters), *narrowed_alike(TeamMeeting, TeamMeeting.meeting_on, filters)]


def _my_draft(viewer: Viewer, today: date) -> ColumnElement[bool]:
    logs = scope.section_record(viewer, today, TeamMeeting.meeting_on, Act.LOG)
    mine = exists().where(_living(viewer), logs) if viewer.may(Act.LOG) else false()
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
