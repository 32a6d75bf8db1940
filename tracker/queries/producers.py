"""担い手 of the viewer's programme."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Date, Select, bindparam, func, literal, or_, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import Period
from tracker.domain.errors import NotFound
from tracker.domain.text import reading, search_key
from tracker.models import Assignment, Company, Enrolment, Producer
from tracker.queries.prepared import THESE, asked_of, prepared, run
from tracker.queries.scope import board, in_programme
from tracker.rows.producers import PlaceRow, ProducerRow


def list_producers(
    viewer: Viewer,
    *,
    on: date | None = None,
    q: str = "",
    since: date | None = None,
    keep: Collection[int] = (),
    ids: Collection[int] | None = None,
    limit: int | None = None,
) -> tuple[ProducerRow, ...]:
    """Everybody who is or was on the roster (or who is on it on the day ``on``), by reading and name.

    ``q`` is a part of a name or reading, whole names first; ``since``: who left before that day only where ``keep`` names them;
    ``ids``: of these alone.
    """
    asked = asked_of(viewer, ids) | {"on": on, "since": since, "kept": list(keep)}
    listed = _named if q.strip() else _listed  # what is typed is seldom typed again
    statement = listed(viewer, q.strip(), on is not None, since is not None, bool(keep), ids is not None)
    return tuple(ProducerRow(*row) for row in run(statement if limit is None else statement.limit(limit), asked))


def _named(viewer: Viewer, q: str, is_on: bool, is_since: bool, are_kept: bool, are_some: bool) -> Select[Any]:
    statement, on, since = _producers(viewer), bindparam("on", type_=Date), bindparam("since", type_=Date)
    if q:
        in_reading = func.replace(Producer.kana, " ", "").contains("".join(reading(q).split()), autoescape=True)
        statement = statement.where(or_(Producer.search_key.contains(search_key(q), autoescape=True), in_reading)).order_by(
            Producer.search_key != search_key(q)
        )
    if is_since:
        there = or_(Producer.ends_on.is_(None), Producer.ends_on >= since)
        statement = statement.where(or_(there, Producer.id.in_(bindparam("kept", expanding=True))) if are_kept else there)
    if are_some:
        statement = statement.where(Producer.id.in_(THESE))
    if is_on:
        statement = statement.where(
            or_(Producer.starts_on.is_(None), Producer.starts_on <= on), or_(Producer.ends_on.is_(None), Producer.ends_on >= on)
        )
    return statement.order_by(Producer.kana, Producer.name, Producer.id)


_listed = prepared(_named)


def get_producer(viewer: Viewer, producer_id: int) -> ProducerRow:
    """One supporter of the programme."""
    found = db.session.execute(_producers(viewer).where(Producer.id == producer_id)).one_or_none()
    if found is None:
        raise NotFound
    return ProducerRow(*found)


def list_places(viewer: Viewer, producer_id: int) -> tuple[PlaceRow, ...]:
    """Every place that a supporter holds, held or will hold in a company's team, the latest first."""
    statement = (
        select(
            Enrolment.id,
            Enrolment.number,
            Company.name,
            Assignment.role,
            Assignment.starts_on,
            Assignment.ends_on,
            Enrolment.starts_on,
            Enrolment.ends_on,
        )
        .join(Enrolment, Enrolment.id == Assignment.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .where(in_programme(viewer, Enrolment.programme_id), board(), Assignment.producer_id == producer_id)
        .order_by(Assignment.starts_on.desc(), Enrolment.number, Assignment.id)
    )
    return tuple(
        PlaceRow(enrolment_id, number, company, role, Period(starts_on, ends_on), Period(first_on, last_on))
        for enrolment_id, number, company, role, starts_on, ends_on, first_on, last_on in db.session.execute(statement)
    )


def _producers(viewer: Viewer) -> Select[Any]:
    # The addresses belong to those who keep the roster; the others work with names.
    email = Producer.email if viewer.may(Act.CASES) else literal("")
    columns: tuple[Any, ...] = (
        Producer.id,
        Producer.name,
        Producer.kana,
        Producer.category,
        email,
        Producer.starts_on,
        Producer.ends_on,
        Producer.account_id,
        Producer.version,
    )
    return select(*columns).where(in_programme(viewer, Producer.programme_id), Producer.deleted_at.is_(None))
