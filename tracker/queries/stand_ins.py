"""Stand-ins of a company's team, past ones too, and who may set them: the lead of the day and the manager."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, exists, func, or_, select, union
from sqlalchemy.orm import aliased

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import Period
from tracker.domain.errors import NotAllowed, NotFound
from tracker.domain.staffing import AssignmentRole
from tracker.domain.stand_ins import is_covered
from tracker.models import Account, Assignment, Company, Enrolment, Producer, StandIn
from tracker.queries import scope
from tracker.queries.team_plans import list_assigned
from tracker.queries.teams import list_candidates
from tracker.rows.staffing import PersonRow
from tracker.rows.stand_ins import StandInFormRow, StandInRow
from tracker.rows.timeline import TimelineKind, TimelineRow

# Under a name of its own: the clauses of the viewer's rights ask about stand-ins too.
Asked = aliased(StandIn)


def list_stand_ins(viewer: Viewer, enrolment_id: int, *, today: date) -> tuple[StandInRow, ...]:
    """Everybody who stood, stands or will stand in for the company's team, the latest on top."""
    return tuple(_rows(_living(viewer, today).where(Asked.enrolment_id == enrolment_id)))


def get_stand_in_to_end(viewer: Viewer, stand_in_id: int, *, today: date) -> StandInRow:
    """One stand-in for whoever may end it; the rest of the team is told so, others see nothing."""
    found = list(_rows(_living(viewer, today).where(Asked.id == stand_in_id)))
    if not found:
        raise NotFound
    require_setting(viewer, found[0].enrolment_id, today=today)
    return found[0]


def get_stand_in_form(viewer: Viewer, enrolment_id: int, *, today: date, chosen: str | None = None) -> StandInFormRow:
    """What the form offers: nobody who has left, or is in the team anyway as long as it lasts.

    Whoever was ``chosen`` stays, to be told why they cannot be. NotFound or NotAllowed for whoever may not set a stand-in here.
    """
    require_setting(viewer, enrolment_id, today=today)
    company = db.session.execute(
        select(Company.name, Enrolment.starts_on, Enrolment.ends_on)
        .join(Company, Company.id == Enrolment.company_id)
        .where(Enrolment.id == enrolment_id)
    ).one()
    support = Period(company.starts_on, company.ends_on)
    ahead = Period(support.nearest(today), support.ends_on)
    on_team: defaultdict[int, list[Period]] = defaultdict(list)
    for row in list_assigned(enrolment_id):
        on_team[row.producer_id].append(row.period)
    people = tuple(
        one
        for one in list_candidates(viewer, support, today=today)
        if str(one.person.producer_id) == chosen
        or ((one.ends_on is None or one.ends_on >= today) and not is_covered(ahead, on_team[one.person.producer_id]))
    )
    return StandInFormRow(enrolment_id, company.name, support, people)


def may_set(viewer: Viewer, enrolment_id: int, *, today: date) -> bool:
    """Whether a page offers it; the services ask again."""
    try:
        require_setting(viewer, enrolment_id, today=today)
    except (NotAllowed, NotFound):
        return False
    return True


def require_setting(viewer: Viewer, enrolment_id: int, *, today: date) -> None:
    """The company's lead of today and the manager may; NotAllowed for the rest of its team, NotFound for other teams."""
    viewer.require(Act.LOG)
    found = db.session.execute(
        select(scope.company_record(viewer, today, Act.LOG), _leads(viewer, today))
        .select_from(Enrolment)
        .where(Enrolment.id == enrolment_id, scope.in_programme(viewer, Enrolment.programme_id), scope.board())
    ).one_or_none()
    if found is None or not found[0]:
        raise NotFound
    if not (found[1] or viewer.may(Act.STAFF)):
        raise NotAllowed


def people_led(viewer: Viewer, day: date) -> CompoundSelect[int]:
    """The people of the teams that the viewer leads on a day: assigned then, or standing in."""
    led = select(Enrolment.id).where(scope.in_programme(viewer, Enrolment.programme_id), scope.board(), _leads(viewer, day))
    until = or_(Assignment.ends_on.is_(None), Assignment.ends_on >= day)
    return union(
        select(Assignment.producer_id).where(Assignment.enrolment_id.in_(led), Assignment.starts_on <= day, until),
        select(StandIn.producer_id).where(
            StandIn.enrolment_id.in_(led), StandIn.deleted_at.is_(None), StandIn.starts_on <= day, StandIn.ends_on >= day
        ),
    )


def timeline_of(viewer: Viewer, enrolment_id: int, today: date) -> Iterator[TimelineRow]:
    """The stand-ins as the company's timeline tells them."""
    for row in _rows(_living(viewer, today).where(Asked.enrolment_id == enrolment_id)):
        yield TimelineRow(
            TimelineKind.TEAM,
            row.period.starts_on,
            row.stand_in_id,
            people=(row.person.name,),
            words=row.reason,
            until=row.period.ends_on,
            is_stand_in=True,
        )


def _leads(viewer: Viewer, today: date) -> ColumnElement[bool]:
    return exists().where(
        Assignment.enrolment_id == Enrolment.id,
        Assignment.producer_id == (viewer.producer_id or 0),
        Assignment.role == AssignmentRole.LEAD,
        Assignment.starts_on <= today,
        or_(Assignment.ends_on.is_(None), Assignment.ends_on >= today),
    )


def _living(viewer: Viewer, today: date) -> Select[Any]:
    columns: tuple[Any, ...] = (
        Asked.id,
        Asked.enrolment_id,
        Company.name,
        Producer.id,
        Producer.name,
        Asked.starts_on,
        Asked.ends_on,
        Asked.reason,
        func.coalesce(Account.name, ""),
        Asked.version,
        scope.company_record(viewer, today),
    )
    return (
        select(*columns)
        .select_from(Asked)
        .join(Enrolment, Enrolment.id == Asked.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .join(Producer, Producer.id == Asked.producer_id)
        .outerjoin(Account, Account.id == Asked.created_by_id)
        .where(scope.in_programme(viewer, Enrolment.programme_id), scope.board(), Asked.deleted_at.is_(None))
        .order_by(Asked.starts_on.desc(), Asked.id.desc())
    )


def _rows(statement: Select[Any]) -> Iterator[StandInRow]:
    for stand_in_id, enrolment_id, company, producer_id, name, starts_on, ends_on, *told, version, is_open in db.session.execute(
        statement
    ):
        person, period = PersonRow(producer_id, name), Period(starts_on, ends_on)
        reason, set_by = told if is_open else ("", "")
        yield StandInRow(stand_in_id, enrolment_id, company, person, period, reason, set_by, version)
