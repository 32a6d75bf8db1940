"""Puts teams in place, hands leads over, and ends the places of those who leave; one change of a company at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.exc import IntegrityError

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.staffing import Assigned, team_on
from tracker.domain.words import N_
from tracker.models import Assignment, Enrolment, Producer
from tracker.queries.scope import board, in_programme
from tracker.queries.team_plans import TeamPlan, list_assigned, plan_departure, plan_hand_over, plan_team
from tracker.services import audit
from tracker.services.versions import check_version, touch

# What the database itself says where a write slips past the rule: constraints of PostgreSQL, the trigger of SQLite.
GUARDS = ("ex_assignment_lead", "ex_assignment_person", "assignment overlaps")


def set_team(
    viewer: Viewer,
    *,
    enrolment_id: int,
    lead_id: int | None,
    sub_lead_ids: Collection[int],
    from_on: date,
    now: datetime,
    reason: str = "",
    version: int | None = None,
) -> None:
    """Put this team in place from ``from_on`` on; ``version`` is the one that the person saw (None: whatever stands)."""
    enrolment = _lock(viewer, enrolment_id)
    _check_seen(enrolment, version, from_on)
    _lock_people([*sub_lead_ids, *([lead_id] if lead_id is not None else [])])
    plan = plan_team(viewer, enrolment_id=enrolment_id, lead_id=lead_id, sub_lead_ids=sub_lead_ids, from_on=from_on)
    _write(viewer, "set_team", enrolment, plan, now=now, reason=reason)


def hand_over_lead(
    viewer: Viewer,
    *,
    enrolment_id: int,
    to_producer_id: int,
    from_on: date,
    keep_as_sub: bool,
    now: datetime,
    reason: str = "",
    version: int | None = None,
) -> None:
    """Pass the lead on: the day before ``from_on`` is the old lead's last, and the first of theirs as a sub-lead where kept."""
    enrolment = _lock(viewer, enrolment_id)
    _check_seen(enrolment, version, from_on)
    _lock_people([to_producer_id])
    plan = plan_hand_over(
        viewer, enrolment_id=enrolment_id, to_producer_id=to_producer_id, from_on=from_on, keep_as_sub=keep_as_sub
    )
    _write(viewer, "hand_over_lead", enrolment, plan, now=now, reason=reason)


def swap(
    viewer: Viewer,
    *,
    enrolment_id: int,
    to_producer_id: int,
    from_on: date,
    now: datetime,
    reason: str = "",
    version: int | None = None,
) -> None:
    """A sub-lead and the lead change places in one act."""
    hand_over_lead(
        viewer,
        enrolment_id=enrolment_id,
        to_producer_id=to_producer_id,
        from_on=from_on,
        keep_as_sub=True,
        now=now,
        reason=reason,
        version=version,
    )


def depart(viewer: Viewer, *, producer_id: int, last_on: date, now: datetime, reason: str = "") -> None:
    """Somebody's time on the roster ends with ``last_on``, and with it every place they hold: a fact, always accepted."""
    # Every company of the programme: one that appoints this person at the same moment is among them.
    enrolments = lock_enrolments(in_programme(viewer, Enrolment.programme_id))
    person = db.session.scalar(
        select(Producer)
        .where(Producer.id == producer_id, in_programme(viewer, Producer.programme_id), Producer.deleted_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if person is None:
        raise NotFound
    if person.starts_on is not None and last_on < person.starts_on:
        raise RuleBroken(
            N_("名簿に入った日（%(day)s）より前には離れられません。日付を確かめてください。"),
            field="ends_on",
            day=person.starts_on,
        )
    if person.ends_on != last_on:
        before = audit.snapshot(person)
        person.ends_on = last_on
        audit.note(viewer, "depart", person, before=before, reason=reason)
    held = set(db.session.scalars(select(Assignment.enrolment_id).where(Assignment.producer_id == producer_id)))
    for enrolment in enrolments:
        if enrolment.id in held:
            plan = plan_departure(enrolment_id=enrolment.id, producer_id=producer_id, last_on=last_on)
            _write(viewer, "depart", enrolment, plan, now=now, reason=reason)


def lock_enrolments(*chosen: ColumnElement[bool]) -> Sequence[Enrolment]:
    """Enrolments as they stand once nobody else changes them, locked in the order of their ids."""
    statement = select(Enrolment).where(*chosen).order_by(Enrolment.id).with_for_update()
    return db.session.scalars(statement.execution_options(populate_existing=True)).all()


def _lock(viewer: Viewer, enrolment_id: int) -> Enrolment:
    found = lock_enrolments(Enrolment.id == enrolment_id, in_programme(viewer, Enrolment.programme_id), board())
    if not found:
        raise NotFound
    return found[0]


def _lock_people(producer_ids: Iterable[int]) -> None:
    """Nobody departs between the look at the roster and the appointment."""
    statement = select(Producer.id).where(Producer.id.in_(set(producer_ids))).order_by(Producer.id)
    db.session.execute(statement.with_for_update(read=True)).all()


def _check_seen(enrolment: Enrolment, version: int | None, from_on: date) -> None:
    if version is not None:
        team = team_on(list_assigned(enrolment.id), from_on)
        check_version(enrolment, version, theirs={"lead_id": team.lead, "sub_lead_ids": list(team.sub_leads)})


def _write(viewer: Viewer, act: str, enrolment: Enrolment, plan: TeamPlan, *, now: datetime, reason: str) -> None:
    """Change the rows that differ and no others; the version of the enrolment is the version of its team."""
    if plan.before == plan.after:
        return
    change_places(viewer, enrolment, plan, now=now)
    audit.note(viewer, act, enrolment, reason=reason, before=said(plan.before), after=said(plan.after))


def change_places(viewer: Viewer, enrolment: Enrolment, plan: TeamPlan, *, now: datetime) -> None:
    """Write a plan for a locked company; the caller notes the act that it is part of."""
    try:
        with db.session.begin_nested():
            _write_rows(viewer, enrolment.id, plan, now)
    except IntegrityError as error:
        if not any(guard in str(error.orig) for guard in GUARDS):
            raise
        raise RuleBroken(
            N_("同じ日に主担当が2人、または同じ人が二重になる変更です。ページを開き直し、いまの体制を確かめてください。")
        ) from error
    touch(enrolment)


def _write_rows(viewer: Viewer, enrolment_id: int, plan: TeamPlan, now: datetime) -> None:
    """Ends before beginnings: between two statements, too, nobody is in two places."""
    before = {row.assignment_id: row for row in plan.before}
    changed = [row for row in plan.after if row.assignment_id is not None and row != before[row.assignment_id]]
    gone = before.keys() - {row.assignment_id for row in plan.after}
    if gone:
        db.session.execute(delete(Assignment).where(Assignment.id.in_(gone)))
    for row in sorted(changed, key=lambda row: _lasts_longer(row, before[row.assignment_id])):
        db.session.execute(update(Assignment).where(Assignment.id == row.assignment_id).values(ends_on=row.period.ends_on))
    for row in plan.after:
        if row.assignment_id is None:
            db.session.add(
                Assignment(
                    enrolment_id=enrolment_id,
                    producer_id=row.producer_id,
                    role=row.role,
                    starts_on=row.period.starts_on,
                    ends_on=row.period.ends_on,
                    created_at=now,
                    created_by_id=viewer.account_id or None,
                )
            )


def _lasts_longer(row: Assigned, than: Assigned) -> bool:
    return (row.period.ends_on or date.max) > (than.period.ends_on or date.max)


def said(assigned: Iterable[Assigned]) -> dict[str, Any]:
    """Assignments as the audit trail keeps them."""
    return {
        "assignments": [
            {
                "producer_id": row.producer_id,
                "role": row.role,
                "starts_on": row.period.starts_on,
                "ends_on": row.period.ends_on,
            }
            for row in assigned
        ]
    }
