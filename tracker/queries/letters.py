"""What the letter after a visit says, for whoever may log the visit: nothing of it is a fact, an interpretation or a memo."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.cadence import EventStatus
from tracker.domain.errors import NotFound
from tracker.domain.follow_up import ActionStatus
from tracker.domain.letters import Task, VisitFacts
from tracker.domain.records import RecordState
from tracker.models import Company, Enrolment, Visit
from tracker.queries import scope
from tracker.queries.actions import list_actions_of_visit
from tracker.queries.programmes import get_programme
from tracker.queries.visits import get_visit_to_log
from tracker.rows.actions import ActionRow
from tracker.rows.letters import LetterRow, NextVisitRow


def get_letter(viewer: Viewer, visit_id: int, *, today: date) -> LetterRow:
    """The letter of a held visit; NotFound for any other, and where the visit is not the viewer's to log."""
    visit = get_visit_to_log(viewer, visit_id, today=today)
    if not visit.is_held or visit.record is None:
        raise NotFound
    contact, email = db.session.execute(
        select(Company.contact_name, Company.contact_email)
        .join(Enrolment, Enrolment.company_id == Company.id)
        .where(Enrolment.id == visit.enrolment_id)
    ).one()
    actions = [row for row in list_actions_of_visit(viewer, visit_id, today=today) if row.status is ActionStatus.OPEN]
    following = find_next_visit(viewer, visit.enrolment_id, after=visit.visit_on)
    return LetterRow(
        VisitFacts(
            company=visit.company,
            contact=contact,
            organisation=get_programme(viewer).organisation,
            sender=viewer.name,
            visit_on=visit.visit_on,
            decisions=visit.record.decisions,
            ours=tuple(_task(row) for row in actions if row.owner_id is not None),
            theirs=tuple(_task(row) for row in actions if row.owner_id is None),
            next_on=following.visit_on if following else None,
        ),
        email,
    )


def find_next_visit(viewer: Viewer, enrolment_id: int, *, after: date) -> NextVisitRow | None:
    """The first visit that is scheduled for the company after a day."""
    found = db.session.execute(
        select(Visit.id, Visit.visit_on)
        .where(
            scope.in_programme(viewer, Visit.programme_id),
            Visit.enrolment_id == enrolment_id,
            Visit.status == EventStatus.SCHEDULED,
            Visit.record_state == RecordState.FINAL,
            Visit.deleted_at.is_(None),
            Visit.visit_on > after,
        )
        .order_by(Visit.visit_on, Visit.id)
        .limit(1)
    ).one_or_none()
    return NextVisitRow(*found) if found else None


def _task(row: ActionRow) -> Task:
    return Task(row.what, row.owner, row.due_on)
