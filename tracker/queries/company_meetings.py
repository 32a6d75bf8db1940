"""Meetings counted once for each company in them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from tracker.domain.access import Viewer
from tracker.models import Enrolment, MeetingSection, TeamMeeting
from tracker.queries import scope
from tracker.queries.chosen_meetings import chosen
from tracker.rows.events import EventFilter


def count_company_meetings(viewer: Viewer, *, today: date, filters: EventFilter) -> int:
    """企業別延べ会議回数: the meetings of :func:`count_meetings`, once a company in them (the one of the filter, or each)."""
    found = select(TeamMeeting.id).where(*chosen(viewer, today, filters)).subquery()
    sections = (
        select(MeetingSection.id)
        .join(found, found.c.id == MeetingSection.meeting_id)
        .join(Enrolment, Enrolment.id == MeetingSection.enrolment_id)
        .where(scope.board())
    )
    if filters.company is not None:
        sections = sections.where(MeetingSection.enrolment_id == filters.company)
    return scope.count(sections)
