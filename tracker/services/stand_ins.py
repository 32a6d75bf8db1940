"""Sets, changes and ends stand-ins."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.calendar import Period
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.stand_ins import StandInPlan, check_stand_in
from tracker.domain.text import clean_line
from tracker.domain.words import N_
from tracker.models import Enrolment, Producer, StandIn
from tracker.queries import scope
from tracker.queries.stand_ins import get_stand_in_to_change, require_to_set
from tracker.services import audit
from tracker.services.versions import check_version


def set_stand_in(viewer: Viewer, *, enrolment_id: int, plan: StandInPlan, today: date, now: datetime) -> int:
    """Let somebody stand in for the company's team and return the id; the same words again find the one that is there."""
    enrolment = _lock(viewer, enrolment_id, today=today)
    plan = replace(plan, reason=clean_line(plan.reason))
    there = _standing_in(enrolment_id, plan.producer_id)
    for row in there:
        if (row.starts_on, row.ends_on, row.reason) == (plan.starts_on, plan.ends_on, plan.reason):
            return row.id
    _check(viewer, plan, enrolment, [Period(row.starts_on, row.ends_on) for row in there], today=today)
    row = StandIn(
        enrolment_id=enrolment_id,
        producer_id=plan.producer_id,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        reason=plan.reason,
        created_at=now,
        created_by_id=viewer.account_id or None,
    )
    db.session.add(row)
    db.session.flush()
    audit.note(viewer, "set_stand_in", row, reason=plan.reason)
    return row.id


def change_stand_in(viewer: Viewer, stand_in_id: int, *, plan: StandInPlan, version: int, today: date) -> None:
    """Change the days or the reason; Conflict where somebody else saved first."""
    row, enrolment = _lock_stand_in(viewer, stand_in_id, today=today)
    plan = replace(plan, producer_id=row.producer_id, reason=clean_line(plan.reason))
    before = audit.snapshot(row)
    check_version(row, version, theirs={name: before[name] for name in ("starts_on", "ends_on", "reason")})
    others = [Period(one.starts_on, one.ends_on) for one in _standing_in(row.enrolment_id, row.producer_id) if one.id != row.id]
    _check(viewer, plan, enrolment, others, today=today, begun_on=row.starts_on)
    row.starts_on, row.ends_on, row.reason = plan.starts_on, plan.ends_on, plan.reason
    audit.note(viewer, "change_stand_in", row, before=before, reason=plan.reason)


def end_stand_in(viewer: Viewer, stand_in_id: int, *, today: date, now: datetime) -> None:
    """Make today the last day; one that has not begun is taken back. Nothing where it ends today anyway."""
    row, _enrolment = _lock_stand_in(viewer, stand_in_id, today=today)
    if row.ends_on <= today:
        return
    before = audit.snapshot(row)
    if row.starts_on > today:
        row.deleted_at, row.deleted_by_id = now, viewer.account_id or None
    else:
        row.ends_on = today
    audit.note(viewer, "end_stand_in", row, before=before)


def _lock(viewer: Viewer, enrolment_id: int, *, today: date) -> Enrolment:
    require_to_set(viewer, enrolment_id, today=today)
    statement = select(Enrolment).where(Enrolment.id == enrolment_id, scope.in_programme(viewer, Enrolment.programme_id))
    enrolment = db.session.scalar(statement.with_for_update())
    if enrolment is None:
        raise NotFound
    return enrolment


def _lock_stand_in(viewer: Viewer, stand_in_id: int, *, today: date) -> tuple[StandIn, Enrolment]:
    found = get_stand_in_to_change(viewer, stand_in_id, today=today)
    enrolment = _lock(viewer, found.enrolment_id, today=today)
    row = db.session.scalar(
        select(StandIn)
        .where(StandIn.id == stand_in_id, StandIn.deleted_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound
    return row, enrolment


def _standing_in(enrolment_id: int, producer_id: int) -> list[StandIn]:
    statement = select(StandIn).where(
        StandIn.enrolment_id == enrolment_id, StandIn.producer_id == producer_id, StandIn.deleted_at.is_(None)
    )
    return list(db.session.scalars(statement.order_by(StandIn.id)))


def _check(
    viewer: Viewer, plan: StandInPlan, enrolment: Enrolment, others: list[Period], *, today: date, begun_on: date | None = None
) -> None:
    person = db.session.scalar(
        select(Producer).where(
            Producer.id == plan.producer_id, scope.in_programme(viewer, Producer.programme_id), Producer.deleted_at.is_(None)
        )
    )
    if person is None:
        raise RuleBroken(N_("代行する人を一覧から選んでください。"), field="producer_id")
    check_stand_in(
        plan,
        today=today,
        support=Period(enrolment.starts_on, enrolment.ends_on),
        roster=Period(person.starts_on or date.min, person.ends_on),
        others=others,
        begun_on=begun_on,
    )
