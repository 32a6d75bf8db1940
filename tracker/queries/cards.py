"""The cards of the companies that one goes to: what a device needs to go without a network, and nothing of anybody else's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, or_, select

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
from tracker.rows.cards import CardCaseRow, CardRow, LastVisitRow, OpenVisitRow

MOST_CARDS = 30  # nobody supports more; a device is no archive
DAYS_AHEAD = 14  # as far as a device is prepared: what comes later is brought to it later
DAYS_BACK = 31  # a visit that nobody wrote down for longer is written down at the desk


def list_cards(viewer: Viewer, *, today: date) -> tuple[CardRow, ...]:
    """The companies that the viewer goes to within the next two weeks: on whose team they are or will be, for whom they stand
    in, or of whose scheduled visits they are one of the people. A manager's own, not the whole programme's.

    Of a company whose team the viewer is not on today a card holds no more than each query opens to them.
    """
    viewer.require(Act.LOG)
    until = today + timedelta(days=DAYS_AHEAD)
    goes_along = select(Visit.enrolment_id).where(
        scope.in_programme(viewer, Visit.programme_id),
        _is_scheduled(),
        Visit.deleted_at.is_(None),
        Visit.visit_on.between(today, until),
        scope.takes_part(viewer),
    )
    going = or_(Enrolment.id.in_(scope.my_companies(viewer, today, until)), Enrolment.id.in_(goes_along))
    found = db.session.execute(
        select(
            Enrolment.id,
            Company.name,
            Company.prefecture + Company.municipality + Company.street,
            or_(scope.on_team(viewer, Enrolment.id, today, until), scope.company_record(viewer, today, Act.LOG)),
        )
        .join(Company, Company.id == Enrolment.company_id)
        .where(scope.in_programme(viewer, Enrolment.programme_id), scope.board(), going)
        .order_by(Enrolment.number, Enrolment.id)
        .limit(MOST_CARDS)
    ).all()
    ids = [row[0] for row in found]
    if not ids:
        return ()
    teams, visits = list_teams(viewer, today, ids), _open_visits(viewer, ids, today)
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
            visits=tuple(visits[enrolment_id]),
            may_log=bool(may_log),
        )
        for enrolment_id, name, address, may_log in found
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


def _open_visits(viewer: Viewer, enrolment_ids: Collection[int], today: date) -> defaultdict[int, list[OpenVisitRow]]:
    """The visits of each company that the viewer may write down still, in order."""
    statement = (
        select(Visit.enrolment_id, Visit.id, Visit.visit_on, Visit.start_time, Visit.version, Visit.record_state)
        .where(
            scope.in_programme(viewer, Visit.programme_id),
            Visit.enrolment_id.in_(enrolment_ids),
            Visit.deleted_at.is_(None),
            Visit.visit_on >= today - timedelta(days=DAYS_BACK),
            or_(_is_scheduled(), and_(Visit.status == EventStatus.HELD, scope.is_draft(Visit.record_state))),
            scope.visit_record(viewer, today, Act.LOG),
        )
        .order_by(Visit.visit_on, Visit.start_time.is_(None), Visit.start_time, Visit.id)
    )
    found: defaultdict[int, list[OpenVisitRow]] = defaultdict(list)
    until = today + timedelta(days=DAYS_AHEAD)
    for enrolment_id, visit_id, visit_on, start_time, version, state in db.session.execute(statement):
        is_draft = state is RecordState.DRAFT
        found[enrolment_id].append(OpenVisitRow(visit_id, visit_on, start_time, version, is_draft, visit_on <= until))
    return found


def _is_scheduled() -> ColumnElement[bool]:
    return and_(Visit.status == EventStatus.SCHEDULED, Visit.record_state == RecordState.FINAL)
