"""Sets somebody to stand in for a company's team, and ends that early."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.calendar import Period
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.stand_ins import check_stand_in, ended, period_of
from tracker.domain.text import clean_line
from tracker.domain.words import N_
from tracker.models import Assignment, Enrolment, Producer, StandIn
from tracker.queries import scope
from tracker.queries.stand_ins import require_setting
from tracker.services import audit
from tracker.services.versions import check_version


def set_stand_in(
    viewer: Viewer,
    *,
    enrolment_id: int,
    producer_id: int,
    starts_on: date,
    ends_on: date,
    reason: str,
    today: date,
    now: datetime,
) -> int:
    """Let somebody stand in for the company's team and return the id; the same person and days again are the one there is."""
    require_setting(viewer, enrolment_id, today=today)
    enrolment = _lock_company(viewer, enrolment_id)
    reason = clean_line(reason)
    period = period_of(starts_on, ends_on)
    there = {row.id: Period(row.starts_on, row.ends_on) for row in _stand_ins_of(enrolment_id, producer_id)}
    same = next((stand_in_id for stand_in_id, other in there.items() if other == period), None)
    if same is not None:
        return same
    check_stand_in(
        period,
        support=Period(enrolment.starts_on, enrolment.ends_on),
        on_roster=_time_on_roster(viewer, producer_id),
        assigned=_assigned(enrolment_id, producer_id),
        standing_in=there.values(),
        reason=reason,
    )
    stand_in = StandIn(
        enrolment_id=enrolment_id,
        producer_id=producer_id,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
        created_at=now,
        created_by_id=viewer.account_id or None,
    )
    db.session.add(stand_in)
    db.session.flush()
    audit.note(viewer, "set_stand_in", stand_in, reason=reason)
    return stand_in.id


def end_stand_in(viewer: Viewer, *, stand_in_id: int, last_on: date, version: int, today: date, now: datetime) -> None:
    """Make ``last_on`` the last day; one that ends before it began is taken back. Conflict where somebody ended it before."""
    found = db.session.execute(
        select(StandIn.enrolment_id)
        .join(Enrolment, Enrolment.id == StandIn.enrolment_id)
        .where(StandIn.id == stand_in_id, scope.in_programme(viewer, Enrolment.programme_id), StandIn.deleted_at.is_(None))
    ).one_or_none()
    if found is None:
        raise NotFound
    require_setting(viewer, found.enrolment_id, today=today)
    _lock_company(viewer, found.enrolment_id)
    stand_in = db.session.get_one(StandIn, stand_in_id, populate_existing=True)
    if stand_in.deleted_at is not None:
        raise NotFound
    check_version(stand_in, version, theirs={"last_on": stand_in.ends_on})
    before = audit.snapshot(stand_in)
    left = ended(Period(stand_in.starts_on, stand_in.ends_on), last_on=last_on, today=today)
    if left is None:
        stand_in.deleted_at, stand_in.deleted_by_id = now, viewer.account_id or None
    else:
        assert left.ends_on is not None
        stand_in.ends_on = left.ends_on
    audit.note(viewer, "end_stand_in", stand_in, before=before)


def _lock_company(viewer: Viewer, enrolment_id: int) -> Enrolment:
    """Teams and stand-ins of one company change one after the other."""
    statement = select(Enrolment).where(
        Enrolment.id == enrolment_id, scope.in_programme(viewer, Enrolment.programme_id), scope.board()
    )
    enrolment = db.session.scalar(statement.with_for_update())
    if enrolment is None:
        raise NotFound
    return enrolment


def _time_on_roster(viewer: Viewer, producer_id: int) -> Period:
    person = db.session.execute(
        select(Producer.starts_on, Producer.ends_on)
        .where(Producer.id == producer_id, scope.in_programme(viewer, Producer.programme_id), Producer.deleted_at.is_(None))
        .with_for_update(read=True)
    ).one_or_none()
    if person is None:
        raise RuleBroken(N_("名簿にいない人が選ばれています。一覧から選び直してください。"), field="producer_id")
    return Period(person.starts_on or date.min, person.ends_on)


def _assigned(enrolment_id: int, producer_id: int) -> list[Period]:
    rows = db.session.execute(
        select(Assignment.starts_on, Assignment.ends_on).where(
            Assignment.enrolment_id == enrolment_id, Assignment.producer_id == producer_id
        )
    )
    return [Period(starts_on, ends_on) for starts_on, ends_on in rows]


def _stand_ins_of(enrolment_id: int, producer_id: int) -> list[StandIn]:
    return list(
        db.session.scalars(
            select(StandIn).where(
                StandIn.enrolment_id == enrolment_id, StandIn.producer_id == producer_id, StandIn.deleted_at.is_(None)
            )
        )
    )
