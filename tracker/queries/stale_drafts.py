"""Drafts left lying: of visits and meetings of a day more than five days ago."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import func, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.warnings import DAYS_TO_MAKE_FINAL
from tracker.models import Account, Company, Enrolment, MeetingSection, TeamMeeting, Visit
from tracker.queries.scope import board, in_programme, is_draft, section_record, visit_record
from tracker.rows.dashboard import DraftRow


def list_stale_drafts(viewer: Viewer, today: date) -> list[DraftRow]:
    """Drafts that the viewer may finish, of a day more than five days ago; a meeting under one of its companies.

    The days are compared here: asked for them, SQLite would read all records of those days instead of the index of drafts.
    """
    latest = today - timedelta(days=DAYS_TO_MAKE_FINAL + 1)
    written_by = func.coalesce(Account.name, "")
    visits = (
        select(Visit.enrolment_id, Company.name, Visit.visit_on, written_by, Visit.id, Visit.version)
        .join(Enrolment, Enrolment.id == Visit.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .outerjoin(Account, Account.id == Visit.created_by_id)
        .where(
            in_programme(viewer, Visit.programme_id),
            board(),
            Visit.deleted_at.is_(None),
            is_draft(Visit.record_state),
            visit_record(viewer, today, Act.LOG),
        )
        .order_by(Visit.visit_on, Visit.id)
    )
    meetings = (
        select(MeetingSection.enrolment_id, Company.name, TeamMeeting.meeting_on, written_by, TeamMeeting.id, TeamMeeting.version)
        .join(TeamMeeting, TeamMeeting.id == MeetingSection.meeting_id)
        .join(Enrolment, Enrolment.id == MeetingSection.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .outerjoin(Account, Account.id == TeamMeeting.created_by_id)
        .where(
            in_programme(viewer, TeamMeeting.programme_id),
            board(),
            TeamMeeting.deleted_at.is_(None),
            is_draft(TeamMeeting.record_state),
            section_record(viewer, today, TeamMeeting.meeting_on, Act.LOG),
        )
        .order_by(TeamMeeting.meeting_on, TeamMeeting.id, Enrolment.number)
    )
    of_visits = [DraftRow(*row[:4], visit_id=row[4], version=row[5]) for row in db.session.execute(visits) if row[2] <= latest]
    of_meetings: dict[int, DraftRow] = {}
    for row in (one for one in db.session.execute(meetings) if one[2] <= latest):
        of_meetings.setdefault(row[4], DraftRow(*row[:4], meeting_id=row[4], version=row[5]))
    return [*of_visits, *of_meetings.values()]
