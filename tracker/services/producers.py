"""Keeping the roster of the 担い手; leaving it is an act of ``services/staffing.py``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.text import reading, search_key
from tracker.domain.words import N_
from tracker.models import Account, Assignment, Producer
from tracker.queries.scope import in_programme
from tracker.services import audit
from tracker.services.cases import lock_programme
from tracker.services.doubles import find_sent, stored_key
from tracker.services.versions import check_version


@dataclass(frozen=True, slots=True)
class ProducerFacts:
    """What a form or a roster says of a supporter."""

    name: str
    kana: str = ""
    category: str = ""
    email: str = ""
    starts_on: date | None = None


def take_on_producer(
    viewer: Viewer,
    *,
    producer: ProducerFacts,
    now: datetime,
    ends_on: date | None = None,
    is_another: bool = False,
    idempotency_key: str | None = None,
) -> int:
    """Put somebody on the roster and return their id, joined to the account of the same address where there is one.

    No account is made. RuleBroken for an address or a name that is on the roster already, unless the name ``is_another``'s.
    """
    viewer.require(Act.CASES)
    there = find_sent(viewer, Producer, idempotency_key)
    if there is not None:
        return there.id
    lock_programme(viewer)
    _check(viewer, producer, is_another=is_another)
    made = Producer(
        programme_id=viewer.programme,
        name=producer.name,
        search_key=search_key(producer.name),
        kana=reading(producer.kana),
        category=producer.category,
        email=producer.email,
        starts_on=producer.starts_on,
        ends_on=ends_on,
        idempotency_key=stored_key(idempotency_key),
        created_at=now,
        created_by_id=viewer.account_id or None,
    )
    _join_account(viewer, made)
    db.session.add(made)
    db.session.flush()
    audit.note(viewer, "take_on_producer", made)
    return made.id


def correct_producer(viewer: Viewer, *, producer_id: int, producer: ProducerFacts, version: int | None) -> None:
    """Change what is known of a supporter; ``version`` is the one that the person saw (None: whatever stands)."""
    viewer.require(Act.CASES)
    lock_programme(viewer)
    row = _lock(viewer, producer_id)
    before = audit.snapshot(row)
    if version is not None:
        check_version(row, version, theirs={name: before[name] for name in ProducerFacts.__dataclass_fields__})
    _check(viewer, producer, but=row, is_another=search_key(producer.name) == row.search_key)
    values = {
        "name": producer.name,
        "search_key": search_key(producer.name),
        "kana": reading(producer.kana),
        "category": producer.category,
        "email": producer.email,
        "starts_on": producer.starts_on,
    }
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    _join_account(viewer, row)
    if row in db.session.dirty:
        audit.note(viewer, "correct_producer", row, before=before)


def take_back_departure(viewer: Viewer, *, producer_id: int) -> None:
    """The end of somebody's time was entered by mistake: they are on the roster again, without the places that ended with it."""
    viewer.require(Act.STAFF)
    row = _lock(viewer, producer_id)
    if row.ends_on is None:
        return
    before = audit.snapshot(row)
    row.ends_on = None
    audit.note(viewer, "take_back_departure", row, before=before)


def _lock(viewer: Viewer, producer_id: int) -> Producer:
    row = db.session.scalar(
        select(Producer)
        .where(Producer.id == producer_id, in_programme(viewer, Producer.programme_id), Producer.deleted_at.is_(None))
        .with_for_update()
    )
    if row is None:
        raise NotFound
    return row


def _check(viewer: Viewer, producer: ProducerFacts, *, but: Producer | None = None, is_another: bool) -> None:
    others = select(Producer.name).where(
        in_programme(viewer, Producer.programme_id), Producer.deleted_at.is_(None), Producer.id != (but.id if but else 0)
    )
    if producer.email and (of := db.session.scalar(others.where(func.lower(Producer.email) == producer.email.lower()))):
        raise RuleBroken(
            N_("このメールアドレスは%(name)sさんが使っています。1人に1つのアドレスにしてください。"), field="email", name=of
        )
    if not is_another and db.session.scalar(others.where(Producer.search_key == search_key(producer.name))):
        raise RuleBroken(
            N_("同じ名前の人がすでに名簿にいます。別の人なら、見分けられる氏名（例：所属を添える）にしてください。"), field="name"
        )
    if but is None or producer.starts_on is None:
        return
    if but.ends_on is not None and producer.starts_on > but.ends_on:
        raise RuleBroken(N_("名簿に入る日は、離れる日（%(day)s）以前にしてください。"), field="starts_on", day=but.ends_on)
    first_place = db.session.scalar(select(func.min(Assignment.starts_on)).where(Assignment.producer_id == but.id))
    if first_place is not None and producer.starts_on > first_place:
        raise RuleBroken(
            N_("%(day)s から企業を担当しています。名簿に入る日は、その日以前にしてください。"), field="starts_on", day=first_place
        )


def _join_account(viewer: Viewer, row: Producer) -> None:
    """Whoever signs in with the supporter's address is that supporter."""
    if row.account_id is not None or not row.email:
        return
    account_id = db.session.scalar(select(Account.id).where(Account.email == row.email.lower()))
    if account_id is None:
        return
    taken = select(Producer.id).where(in_programme(viewer, Producer.programme_id), Producer.account_id == account_id)
    if db.session.scalar(taken) is None:
        row.account_id = account_id
