"""Journeys: of a visit for whoever may read its record, of a person for whoever may read their diary."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, bindparam, func, or_, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound
from tracker.domain.travel import TravelRecord
from tracker.models import Company, Enrolment, Producer, Travel, Visit
from tracker.queries import scope
from tracker.queries.prepared import ids_of, prepared
from tracker.rows.travel import TravelOfferRow, TravelRow


def journeys(viewer: Viewer, *clauses: ColumnElement[bool], living: bool = True) -> Iterator[TravelRow]:
    """Journeys of the viewer's programme that the clauses leave; whose they may be is for the clauses to say."""
    statement = _journeys(viewer).where(*clauses)
    if living:
        statement = statement.where(Travel.deleted_at.is_(None))
    for found in db.session.execute(statement):
        yield _row(found)


def list_travel_of_visit(viewer: Viewer, visit_id: int, *, today: date) -> tuple[TravelRow, ...]:
    """The journeys of a visit whose record is open to the viewer; nothing where no hours are kept."""
    if not viewer.hours_kept:
        return ()
    of_visit = (Travel.visit_id == visit_id, Visit.deleted_at.is_(None), scope.visit_record(viewer, today))
    return tuple(journeys(viewer, *of_visit))


def get_travel(viewer: Viewer, travel_id: int, *, today: date, living: bool = True) -> TravelRow:
    """One journey that the viewer may change: their own, one of a visit that they log, or anybody's for a manager."""
    viewer.require(Act.HOURS)
    mine = or_(
        scope.of_person(viewer, Act.HOURS, Travel.producer_id),
        Travel.visit_id.is_not(None) & Visit.deleted_at.is_(None) & scope.visit_record(viewer, today, Act.LOG),
    )
    row = next(journeys(viewer, Travel.id == travel_id, mine, living=living), None)
    if row is None:
        raise NotFound
    return row


def find_last_travel(viewer: Viewer, producer_id: int, enrolment_id: int) -> TravelOfferRow | None:
    """The person's last journey to the company, for the form to offer; without day, times of departure and remark."""
    if not viewer.hours_kept:
        return None
    asked = {**ids_of(viewer), "producer": producer_id, "enrolment": enrolment_id}
    found = db.session.execute(_last_journey(viewer), asked).first()
    if found is None:
        return None
    row = _row(found)
    kept = {
        name: getattr(row.record, name)
        for name in ("from_place", "to_place", "means", "minutes_out", "minutes_back", "minutes_both", "cost_yen", "distance_km")
    }
    return TravelOfferRow(row.on, TravelRecord(**kept))


@prepared
def _last_journey(viewer: Viewer) -> Select[Any]:
    return (
        _journeys(viewer)
        .where(
            Travel.deleted_at.is_(None),
            Travel.producer_id == bindparam("producer", type_=Integer),
            Visit.enrolment_id == bindparam("enrolment", type_=Integer),
        )
        .order_by(None)
        .order_by(func.coalesce(Travel.travel_on, Visit.visit_on).desc(), Travel.id.desc())
        .limit(1)
    )


def record_of(row: Travel) -> TravelRecord:
    """The columns of a journey as the rules know it."""
    return TravelRecord(**{name: getattr(row, name) for name in TravelRecord.__dataclass_fields__})


def _journeys(viewer: Viewer) -> Select[Any]:
    columns: tuple[Any, ...] = (
        Travel,
        func.coalesce(Producer.name, ""),
        Visit.enrolment_id,
        func.coalesce(Company.name, ""),
        func.coalesce(Travel.travel_on, Visit.visit_on),
    )
    return (
        select(*columns)
        .outerjoin(Producer, Producer.id == Travel.producer_id)
        .outerjoin(Visit, Visit.id == Travel.visit_id)
        .outerjoin(Enrolment, Enrolment.id == Visit.enrolment_id)
        .outerjoin(Company, Company.id == Enrolment.company_id)
        .where(scope.in_programme(viewer, Travel.programme_id))
        .order_by(Producer.kana, Producer.name, Travel.id)
    )


def _row(found: Any) -> TravelRow:
    travel, producer, enrolment_id, company, on = found
    return TravelRow(
        travel_id=travel.id,
        producer_id=travel.producer_id,
        producer=producer,
        visit_id=travel.visit_id,
        enrolment_id=enrolment_id,
        company=company,
        on=on,
        record=record_of(travel),
        version=travel.version,
        is_deleted=travel.deleted_at is not None,
    )
