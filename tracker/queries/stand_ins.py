"""Stand-ins of a company, at board depth; who may set them is the manager, and the lead of the company."""

from __future__ import annotations

from datetime import date

from sqlalchemy import exists, or_, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import Period
from tracker.domain.errors import NotAllowed, NotFound
from tracker.domain.staffing import AssignmentRole
from tracker.models import Assignment, Company, Enrolment, Producer, StandIn
from tracker.queries import scope
from tracker.rows.stand_ins import StandInFormRow, StandInRow


def list_stand_ins(viewer: Viewer, enrolment_id: int) -> tuple[StandInRow, ...]:
    """Everybody who stood, stands or will stand in, the last first."""
    return _fetch(viewer, StandIn.enrolment_id == enrolment_id)


def get_stand_in_to_change(viewer: Viewer, stand_in_id: int, *, today: date) -> StandInRow:
    """One of them for whoever may change it; NotAllowed for the rest of the team, NotFound for anybody else."""
    rows = _fetch(viewer, StandIn.id == stand_in_id)
    if not rows:
        raise NotFound
    require_to_set(viewer, rows[0].enrolment_id, today=today)
    return rows[0]


def get_stand_in_form(viewer: Viewer, enrolment_id: int, *, today: date, keep: int | None = None) -> StandInFormRow:
    """What the form of a company's stand-in offers; ``keep``: a person who stays though they have left or joined the team."""
    require_to_set(viewer, enrolment_id, today=today)
    name, starts_on, ends_on = db.session.execute(
        select(Company.name, Enrolment.starts_on, Enrolment.ends_on)
        .join(Company, Company.id == Enrolment.company_id)
        .where(Enrolment.id == enrolment_id)
    ).one()
    in_team = exists().where(
        Assignment.enrolment_id == enrolment_id,
        Assignment.producer_id == Producer.id,
        Assignment.starts_on <= today,
        or_(Assignment.ends_on.is_(None), Assignment.ends_on >= today),
    )
    there = or_(Producer.ends_on.is_(None), Producer.ends_on >= today)
    people = db.session.execute(
        select(Producer.id, Producer.name)
        .where(scope.in_programme(viewer, Producer.programme_id), Producer.deleted_at.is_(None))
        .where(or_(Producer.id == (keep or 0), there & ~in_team))
        .order_by(Producer.kana, Producer.name, Producer.id)
    )
    return StandInFormRow(enrolment_id, name, Period(starts_on, ends_on), tuple((row[0], row[1]) for row in people))


def require_to_set(viewer: Viewer, enrolment_id: int, *, today: date) -> None:
    """NotFound where the company's records are closed to the viewer, NotAllowed on its team but for its lead."""
    if not scope.may_log_company(viewer, enrolment_id, today):
        viewer.require(Act.LOG)
        raise NotFound
    if not may_set_stand_in(viewer, enrolment_id, today=today):
        raise NotAllowed


def may_set_stand_in(viewer: Viewer, enrolment_id: int, *, today: date) -> bool:
    """Whether the viewer manages, or leads the company today."""
    if viewer.sees_all(Act.STAFF):
        return True
    leads = exists().where(
        Assignment.enrolment_id == enrolment_id,
        Assignment.producer_id == (viewer.producer_id or 0),
        Assignment.role == AssignmentRole.LEAD,
        Assignment.starts_on <= today,
        or_(Assignment.ends_on.is_(None), Assignment.ends_on >= today),
    )
    return viewer.may(Act.LOG) and bool(db.session.scalar(select(leads)))


def _fetch(viewer: Viewer, which: object) -> tuple[StandInRow, ...]:
    statement = (
        select(
            StandIn.id,
            StandIn.enrolment_id,
            Company.name,
            StandIn.producer_id,
            Producer.name,
            StandIn.starts_on,
            StandIn.ends_on,
            StandIn.reason,
            StandIn.version,
        )
        .join(Enrolment, Enrolment.id == StandIn.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .join(Producer, Producer.id == StandIn.producer_id)
        .where(scope.in_programme(viewer, Enrolment.programme_id), scope.board(), StandIn.deleted_at.is_(None), which)  # type: ignore[arg-type]
        .order_by(StandIn.starts_on.desc(), StandIn.id.desc())
    )
    return tuple(StandInRow(*row) for row in db.session.execute(statement))
