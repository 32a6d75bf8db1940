"""Exhibitions of the programme, at board depth: name, days, companies, who of us was there, and the visits made to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import TOKYO, fiscal_year_period
from tracker.domain.errors import NotFound
from tracker.domain.records import DAYS_TO_RESTORE, RecordState
from tracker.models import (
    Company,
    Enrolment,
    Exhibition,
    ExhibitionAttendance,
    ExhibitionCompany,
    ExhibitionVisit,
    Producer,
    SupportCase,
    Visit,
)
from tracker.queries import scope
from tracker.rows.exhibitions import (
    ExhibitionAttendanceRow,
    ExhibitionFilter,
    ExhibitionRow,
    ExhibitionVisitRow,
    ExhibitorRow,
)

EVERYTHING = ExhibitionFilter()


def list_exhibitions(
    viewer: Viewer, *, today: date, filters: ExhibitionFilter = EVERYTHING, limit: int | None = None, offset: int = 0
) -> tuple[ExhibitionRow, ...]:
    """The latest on top; four statements for one as for fifty."""
    statement = (
        select(*_COLUMNS)
        .where(*_chosen(viewer, today, filters))
        .order_by(Exhibition.starts_on.desc(), Exhibition.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return _filled(viewer, today, (ExhibitionRow(*values) for values in db.session.execute(statement)))


def count_exhibitions(viewer: Viewer, *, today: date, filters: ExhibitionFilter = EVERYTHING) -> tuple[int, int]:
    """How many there are, and how many different companies take part in them."""
    clauses = _chosen(viewer, today, filters)
    companies = (
        select(func.count(ExhibitionCompany.enrolment_id.distinct()))
        .join(Exhibition, Exhibition.id == ExhibitionCompany.exhibition_id)
        .join(Enrolment, Enrolment.id == ExhibitionCompany.enrolment_id)
        .where(scope.board(), *clauses)
    )
    return (
        db.session.scalar(select(func.count()).select_from(Exhibition).where(*clauses)) or 0,
        db.session.scalar(companies) or 0,
    )


def get_exhibition(viewer: Viewer, exhibition_id: int, *, today: date) -> ExhibitionRow:
    """One exhibition; NotFound where the programme has none of that number."""
    statement = select(*_COLUMNS).where(Exhibition.id == exhibition_id, *_chosen(viewer, today, EVERYTHING))
    rows = _filled(viewer, today, (ExhibitionRow(*values) for values in db.session.execute(statement)))
    if not rows:
        raise NotFound
    return rows[0]


def find_exhibition_of_visit(viewer: Viewer, visit_id: int) -> tuple[int, str] | None:
    """Id and name of the exhibition to which a visit was made."""
    found = db.session.execute(
        select(Exhibition.id, Exhibition.name)
        .join(ExhibitionVisit, ExhibitionVisit.exhibition_id == Exhibition.id)
        .where(
            ExhibitionVisit.visit_id == visit_id,
            scope.in_programme(viewer, Exhibition.programme_id),
            Exhibition.deleted_at.is_(None),
        )
    ).one_or_none()
    return (found[0], found[1]) if found else None


_COLUMNS: tuple[Any, ...] = (
    Exhibition.id,
    Exhibition.name,
    Exhibition.starts_on,
    Exhibition.ends_on,
    Exhibition.place,
    Exhibition.organiser,
    Exhibition.remarks,
    Exhibition.version,
)


def _chosen(viewer: Viewer, today: date, filters: ExhibitionFilter) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = [scope.in_programme(viewer, Exhibition.programme_id)]
    if filters.deleted:
        viewer.require(Act.STAFF)
        since = datetime.combine(today - timedelta(days=DAYS_TO_RESTORE), time.min, tzinfo=TOKYO)
        clauses.append(Exhibition.deleted_at >= since)
    else:
        clauses.append(Exhibition.deleted_at.is_(None))
    if filters.company is not None:
        there = and_(ExhibitionCompany.exhibition_id == Exhibition.id, ExhibitionCompany.enrolment_id == filters.company)
        clauses.append(exists().where(there).correlate(Exhibition))
    if filters.producer is not None:
        by_us = and_(ExhibitionAttendance.exhibition_id == Exhibition.id, ExhibitionAttendance.producer_id == filters.producer)
        clauses.append(exists().where(by_us).correlate(Exhibition))
    if filters.fiscal_year is not None:
        year = fiscal_year_period(filters.fiscal_year)
        clauses.append(and_(Exhibition.starts_on <= year.ends_on, Exhibition.ends_on >= year.starts_on))
    if filters.period is not None:
        clauses.append(Exhibition.ends_on >= filters.period.starts_on)
        if filters.period.ends_on is not None:
            clauses.append(Exhibition.starts_on <= filters.period.ends_on)
    return clauses


def _filled(viewer: Viewer, today: date, rows: Iterable[ExhibitionRow]) -> tuple[ExhibitionRow, ...]:
    found = tuple(rows)
    ids = [row.exhibition_id for row in found]
    exhibitors, attendance, visits = _exhibitors(ids), _attendance(ids), _visits(viewer, today, ids)
    return tuple(
        replace(
            row,
            exhibitors=tuple(exhibitors[row.exhibition_id]),
            attendance=tuple(attendance[row.exhibition_id]),
            visits=tuple(visits[row.exhibition_id]),
        )
        for row in found
    )


def _exhibitors(ids: Collection[int]) -> defaultdict[int, list[ExhibitorRow]]:
    columns: tuple[Any, ...] = (
        ExhibitionCompany.exhibition_id,
        Enrolment.id,
        Company.name,
        SupportCase.id,
        SupportCase.title,
        ExhibitionCompany.exhibit,
    )
    statement = (
        select(*columns)
        .select_from(ExhibitionCompany)
        .join(Enrolment, Enrolment.id == ExhibitionCompany.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .outerjoin(SupportCase, and_(SupportCase.id == ExhibitionCompany.case_id, SupportCase.deleted_at.is_(None)))
        .where(ExhibitionCompany.exhibition_id.in_(ids), scope.board())
        .order_by(Enrolment.number, Enrolment.id, ExhibitionCompany.id)
    )
    found: defaultdict[int, list[ExhibitorRow]] = defaultdict(list)
    for exhibition_id, *values in db.session.execute(statement):
        found[exhibition_id].append(ExhibitorRow(*values))
    return found


def _attendance(ids: Collection[int]) -> defaultdict[int, list[ExhibitionAttendanceRow]]:
    columns: tuple[Any, ...] = (
        ExhibitionAttendance.exhibition_id,
        ExhibitionAttendance.id,
        Producer.id,
        Producer.name,
        ExhibitionAttendance.attended_on,
        ExhibitionAttendance.start_time,
        ExhibitionAttendance.end_time,
    )
    statement = (
        select(*columns)
        .select_from(ExhibitionAttendance)
        .join(Producer, Producer.id == ExhibitionAttendance.producer_id)
        .where(ExhibitionAttendance.exhibition_id.in_(ids))
        .order_by(ExhibitionAttendance.attended_on, Producer.kana, Producer.name, Producer.id)
    )
    found: defaultdict[int, list[ExhibitionAttendanceRow]] = defaultdict(list)
    for exhibition_id, *values in db.session.execute(statement):
        found[exhibition_id].append(ExhibitionAttendanceRow(*values))
    return found


def _visits(viewer: Viewer, today: date, ids: Collection[int]) -> defaultdict[int, list[ExhibitionVisitRow]]:
    columns: tuple[Any, ...] = (ExhibitionVisit.exhibition_id, Visit.id, Visit.visit_on, Company.name)
    statement = (
        select(*columns)
        .select_from(ExhibitionVisit)
        .join(Visit, Visit.id == ExhibitionVisit.visit_id)
        .join(Enrolment, Enrolment.id == Visit.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .where(
            ExhibitionVisit.exhibition_id.in_(ids),
            Visit.deleted_at.is_(None),
            scope.board(),
            or_(Visit.record_state == RecordState.FINAL, scope.visit_record(viewer, today, Act.LOG)),
        )
        .order_by(Visit.visit_on, Enrolment.number, Visit.id)
    )
    found: defaultdict[int, list[ExhibitionVisitRow]] = defaultdict(list)
    for exhibition_id, *values in db.session.execute(statement):
        found[exhibition_id].append(ExhibitionVisitRow(*values))
    return found
