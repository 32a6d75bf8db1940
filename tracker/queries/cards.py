"""The cards of one's own companies: what a device needs to go without a network, and nothing of anybody else's."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.cadence import EventStatus
from tracker.domain.errors import NotFound
from tracker.domain.follow_up import ActionStatus
from tracker.domain.records import RecordState
from tracker.models import Company, Enrolment, Visit
from tracker.queries import scope
from tracker.queries.actions import list_actions
from tracker.queries.last_visits import find_last_visit
from tracker.queries.phases import list_case_progress
from tracker.queries.teams import list_teams
from tracker.queries.visits import get_visit
from tracker.rows.actions import ActionFilter
from tracker.rows.cards import CardCaseRow, CardRow, LastVisitRow

MOST_CARDS = 30  # nobody supports more; a device is no archive


def list_cards(viewer: Viewer, *, today: date) -> tuple[CardRow, ...]:
    """The companies on whose team the viewer is today or for whom they stand in; a manager's own, not the whole programme's."""
    viewer.require(Act.LOG)
    found = db.session.execute(
        select(Enrolment.id, Company.name, Company.prefecture + Company.municipality + Company.street)
        .join(Company, Company.id == Enrolment.company_id)
        .where(scope.in_programme(viewer, Enrolment.programme_id), scope.board(), scope.on_team(viewer, Enrolment.id, today))
        .order_by(Enrolment.number, Enrolment.id)
        .limit(MOST_CARDS)
    ).all()
    ids = [row[0] for row in found]
    if not ids:
        return ()
    teams, coming = list_teams(viewer, today, ids), _coming(ids, today)
    progress = list_case_progress(viewer, as_of=today, enrolment_ids=ids)
    return tuple(
        CardRow(
            enrolment_id=enrolment_id,
            name=name,
            address=address,
            cases=tuple(
                CardCaseRow(row.case_id, row.title, row.progress.furthest) for row in progress if row.enrolment_id == enrolment_id
            ),
            team=teams[enrolment_id].people,
            last=_last(viewer, enrolment_id, today),
            actions=list_actions(
                viewer, today=today, filters=ActionFilter(company=enrolment_id, status=ActionStatus.OPEN), limit=50
            ),
            next_on=coming.get(enrolment_id),
        )
        for enrolment_id, name, address in found
    )


def _last(viewer: Viewer, enrolment_id: int, today: date) -> LastVisitRow | None:
    visit_id = find_last_visit(viewer, enrolment_id, before=today)
    try:
        row = get_visit(viewer, visit_id, today=today) if visit_id is not None else None
    except NotFound:
        return None
    if row is None or row.record is None:
        return None
    facts = tuple((note.title, note.facts) for note in row.notes if note.facts)
    return LastVisitRow(row.visit_id, row.visit_on, row.people, row.record.decisions, facts)


def _coming(enrolment_ids: list[int], today: date) -> dict[int, date]:
    """The next scheduled day of each company, today included."""
    statement = (
        select(Visit.enrolment_id, func.min(Visit.visit_on))
        .where(
            Visit.enrolment_id.in_(enrolment_ids),
            Visit.status == EventStatus.SCHEDULED,
            Visit.record_state == RecordState.FINAL,
            Visit.deleted_at.is_(None),
            Visit.visit_on >= today,
        )
        .group_by(Visit.enrolment_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}
