"""What the letter of a visit is written from, and what came after visits: letters sent, 先方確認."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import func, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.cadence import EventStatus
from tracker.domain.calendar import tokyo_day
from tracker.domain.errors import NotFound
from tracker.domain.follow_up import ActionStatus
from tracker.domain.letters import Appointment, LetterFacts, Promise
from tracker.domain.records import RecordState
from tracker.models import (
    Account,
    Company,
    Enrolment,
    NextAction,
    Organisation,
    Producer,
    Programme,
    TeamMeeting,
    Visit,
    VisitConfirmation,
)
from tracker.queries import scope
from tracker.queries.visits import get_visit_to_log
from tracker.rows.letters import ConfirmationRow, LetterRow
from tracker.rows.visits import VisitRow


def get_visit_for_letter(viewer: Viewer, visit_id: int, *, today: date) -> VisitRow:
    """A held, final visit of whoever may log it; NotFound for one that is no record yet."""
    row = get_visit_to_log(viewer, visit_id, today=today)
    if not row.is_held:
        raise NotFound
    return row


def get_letter(viewer: Viewer, visit_id: int, *, today: date) -> LetterRow:
    """What was agreed on the visit: decisions, open next actions, the next date. Nothing else is read."""
    row = get_visit_for_letter(viewer, visit_id, today=today)
    about = db.session.execute(
        select(
            Company.name, Company.contact_name, Company.contact_email, Organisation.name.label("organisation"), Visit.decisions
        )
        .select_from(Visit)
        .join(Enrolment, Enrolment.id == Visit.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .join(Programme, Programme.id == Visit.programme_id)
        .join(Organisation, Organisation.id == Programme.organisation_id)
        .where(Visit.id == visit_id)
    ).one()
    facts = LetterFacts(
        company=about.name,
        contact=about.contact_name,
        organisation=about.organisation,
        sender=viewer.name,
        visit_on=row.visit_on,
        mode=row.mode,
        decisions=about.decisions,
        next_visit=_next_visit(row),
        **_promises(row),
    )
    return LetterRow(visit_id, row.enrolment_id, facts, about.contact_email)


def get_confirmation(viewer: Viewer, visit_id: int, *, today: date) -> ConfirmationRow:
    """What came after one visit; a blank row where nothing did, or the viewer sees the board alone."""
    return list_confirmations(viewer, [visit_id], today=today).get(visit_id, ConfirmationRow(visit_id))


def list_confirmations(viewer: Viewer, visit_ids: Collection[int], *, today: date) -> dict[int, ConfirmationRow]:
    """What came after visits, by visit, of those whose record the viewer may read."""
    statement: Any = (
        select(
            VisitConfirmation.visit_id,
            VisitConfirmation.letter_sent_at,
            func.coalesce(Account.name, ""),
            VisitConfirmation.confirmed_by_name,
            VisitConfirmation.confirmed_on,
            func.coalesce(VisitConfirmation.confirmed_version < Visit.version, False),
            VisitConfirmation.version,
        )
        .join(Visit, Visit.id == VisitConfirmation.visit_id)
        .outerjoin(Account, Account.id == VisitConfirmation.letter_sent_by_id)
        .where(
            VisitConfirmation.visit_id.in_(visit_ids),
            scope.in_programme(viewer, Visit.programme_id),
            scope.visit_record(viewer, today, Act.RECORD),
        )
    )
    return {
        visit_id: ConfirmationRow(visit_id, sent_at, sent_by, name, on, bool(is_outdated), version)
        for visit_id, sent_at, sent_by, name, on, is_outdated, version in db.session.execute(statement)
    }


def _promises(row: VisitRow) -> dict[str, tuple[Promise, ...]]:
    """The open next actions of the company, the supporters' and its own: those of the visit, and older ones by its day.

    What was noted in a later visit or meeting belongs to that one's letter.
    """
    noted_on = func.coalesce(Visit.visit_on, TeamMeeting.meeting_on)
    found = db.session.execute(
        select(
            NextAction.what,
            NextAction.owner_id,
            func.coalesce(Producer.name, NextAction.owner_name),
            NextAction.due_on,
            func.coalesce(NextAction.visit_id, 0) == row.visit_id,
            noted_on,
            NextAction.created_at,
        )
        .outerjoin(Producer, Producer.id == NextAction.owner_id)
        .outerjoin(Visit, Visit.id == NextAction.visit_id)
        .outerjoin(TeamMeeting, TeamMeeting.id == NextAction.meeting_id)
        .where(
            NextAction.enrolment_id == row.enrolment_id,
            NextAction.deleted_at.is_(None),
            NextAction.status == ActionStatus.OPEN,
        )
        .order_by(NextAction.due_on, NextAction.id)
    )
    promises: defaultdict[str, list[Promise]] = defaultdict(list)
    for what, owner_id, owner, due_on, is_of_visit, on, created_at in found:
        side = "theirs" if owner_id is None else "ours"
        if is_of_visit:
            promises[side].append(Promise(what, owner, due_on))
        elif (on or tokyo_day(created_at)) <= row.visit_on:
            promises[f"earlier_{side}"].append(Promise(what, owner, due_on))
    return {name: tuple(some) for name, some in promises.items()}


def _next_visit(row: VisitRow) -> Appointment | None:
    """The visit that is scheduled next after this one, of the same company."""
    found = db.session.execute(
        select(Visit.visit_on, Visit.mode, Visit.start_time, Visit.end_time)
        .where(
            Visit.enrolment_id == row.enrolment_id,
            Visit.visit_on > row.visit_on,
            Visit.status == EventStatus.SCHEDULED,
            Visit.record_state == RecordState.FINAL,
            Visit.deleted_at.is_(None),
        )
        .order_by(Visit.visit_on, Visit.start_time, Visit.id)
        .limit(1)
    ).one_or_none()
    return Appointment(*found) if found is not None else None
