"""Supported companies, within what the viewer may see."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, exists, func, or_, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import Period
from tracker.domain.errors import NotFound
from tracker.domain.staffing import AssignmentRole
from tracker.domain.text import reading, search_key
from tracker.models import Account, Assignment, Company, CompanyAlias, Enrolment, MergedRow, Programme, Visit
from tracker.queries.pages import Page
from tracker.queries.prepared import THESE, asked_of, ids_of, prepared, run
from tracker.queries.programmes import get_programme
from tracker.queries.scope import board, company_record, in_programme, on_team
from tracker.queries.visits import counted_clause
from tracker.rows.companies import CompanyChoiceRow, CompanyRecord, CompanyRow, DeletedRow, NamesakeRow

_TODAY: Any = bindparam("today", type_=Date)


def list_companies(
    viewer: Viewer,
    *,
    today: date,
    q: str = "",
    mine: bool = False,
    producer_id: int | None = None,
    role: AssignmentRole | None = None,
    visited: Period | None = None,
    limit: int | None = None,
    offset: int = 0,
    total: int | None = None,
) -> tuple[CompanyRow, ...]:
    """The programme's companies by their number, found by name or reading in any spelling; ``mine``: on whose team I am.

    ``producer_id`` (and ``role``): those under support on whose team that supporter is today. ``visited``: those with a
    visit that counts on one of these days (実企業数).
    """
    page = Page.nearest(limit, offset, total)
    found = _companies(viewer).where(*_filters(viewer, today, q, mine, producer_id, role, visited))
    rows = run(page.of(found, Enrolment.number, Enrolment.id), {})
    return tuple(_row(row) for row in page.in_order(rows))


def count_companies(
    viewer: Viewer,
    *,
    today: date,
    q: str = "",
    mine: bool = False,
    producer_id: int | None = None,
    role: AssignmentRole | None = None,
    visited: Period | None = None,
) -> int:
    """How many :func:`list_companies` finds."""
    statement = (
        select(func.count())
        .select_from(Enrolment)
        .join(Company, Company.id == Enrolment.company_id)
        .where(
            in_programme(viewer, Enrolment.programme_id), board(), *_filters(viewer, today, q, mine, producer_id, role, visited)
        )
    )
    return run(statement, {}).scalar() or 0


def get_company(viewer: Viewer, enrolment_id: int, *, today: date) -> CompanyRow:
    """One company; its ``record`` only where the viewer may read it, contact persons masked for auditors."""
    statement = _companies(viewer).where(Enrolment.id == enrolment_id).add_columns(company_record(viewer, today), *_RECORD)
    found = db.session.execute(statement).one_or_none()
    if found is None:
        raise NotFound
    size = len(_BOARD)
    return _row(found[:size], _record(viewer, found[size + 1 :]) if found[size] else None)


def list_company_choices(
    viewer: Viewer,
    *,
    today: date,
    act: Act = Act.BOARD,
    q: str = "",
    ids: Collection[int] | None = None,
    limit: int | None = None,
) -> tuple[CompanyChoiceRow, ...]:
    """What a form offers to choose from, the viewer's own first; ``act`` LOG: only those on which the viewer may write.

    ``q`` is a part of a name or reading, whole names first; ``ids``: of these alone.
    """
    choices = _named_choices if q else _choices  # what is typed is seldom typed again
    statement = choices(viewer, act, q, ids is not None)
    rows = run(statement if limit is None else statement.limit(limit), asked_of(viewer, ids) | {"today": today})
    found = (CompanyChoiceRow(enrolment_id, number, name, bool(is_mine)) for enrolment_id, number, name, is_mine in rows)
    return tuple(sorted(found, key=lambda choice: not choice.is_mine))


def _named_choices(viewer: Viewer, act: Act, q: str, are_some: bool) -> Select[Any]:
    order: list[ColumnElement[Any]] = [Company.search_key != search_key(q)] if q else []
    columns: Any = select(Enrolment.id, Enrolment.number, Company.name, on_team(viewer, Enrolment.id, _TODAY))
    statement: Select[Any] = (
        columns.join(Company, Company.id == Enrolment.company_id)
        .where(in_programme(viewer, Enrolment.programme_id), board(), *_named(q))
        .order_by(*order, Enrolment.number, Enrolment.id)
    )
    if act is not Act.BOARD:
        statement = statement.where(company_record(viewer, _TODAY, act))
    return statement.where(Enrolment.id.in_(THESE)) if are_some else statement


_choices = prepared(_named_choices)


def has_more_companies(viewer: Viewer, than: int, *, today: date, act: Act = Act.BOARD) -> bool:
    """Whether there are more of :func:`list_company_choices` than that many."""
    beyond = run(_beyond(viewer, act), ids_of(viewer) | {"today": today, "than": than})
    return beyond.first() is not None


@prepared
def _beyond(viewer: Viewer, act: Act) -> Select[Any]:
    there = select(Enrolment.id).where(in_programme(viewer, Enrolment.programme_id), board())
    if act is not Act.BOARD:
        there = there.where(company_record(viewer, _TODAY, act))
    return there.limit(1).offset(bindparam("than"))


def list_namesakes(viewer: Viewer, *, name: str, corporate_number: str | None = None) -> tuple[NamesakeRow, ...]:
    """Companies of the viewer's association with the same search key or 法人番号, whatever programme supports them."""
    by_alias = exists().where(CompanyAlias.company_id == Company.id, CompanyAlias.search_key == search_key(name))
    by_name = or_(Company.search_key == search_key(name), by_alias)
    return _of_association(viewer, or_(by_name, Company.corporate_number == corporate_number) if corporate_number else by_name)


def get_company_to_enrol(viewer: Viewer, company_id: int) -> NamesakeRow:
    """A company of the viewer's association; NotFound for any other."""
    found = _of_association(viewer, Company.id == company_id)
    if not found:
        raise NotFound
    return found[0]


def next_company_number(viewer: Viewer) -> int:
    """The number after the highest one of the programme."""
    highest = select(func.max(Enrolment.number)).where(in_programme(viewer, Enrolment.programme_id), board())
    return (db.session.scalar(highest) or 0) + 1


def list_deleted_companies(viewer: Viewer, *, since: datetime) -> tuple[DeletedRow, ...]:
    """Companies deleted at or after ``since``, the last deleted first."""
    viewer.require(Act.STAFF)
    statement = (
        select(*_DELETED)
        .join(Company, Company.id == Enrolment.company_id)
        .outerjoin(Account, Account.id == Enrolment.deleted_by_id)
        .where(in_programme(viewer, Enrolment.programme_id), Enrolment.deleted_at >= since, ~merged(Enrolment.id))
        .order_by(Enrolment.deleted_at.desc(), Enrolment.id.desc())
    )
    return tuple(DeletedRow(*row) for row in db.session.execute(statement).all())


def merged(enrolment_id: Any) -> ColumnElement[bool]:
    """Whether the company has become part of another one: then it is not to be restored."""
    return exists().where(MergedRow.noun == Enrolment.__tablename__, MergedRow.gone_id == enrolment_id)


_BOARD: tuple[Any, ...] = (
    Enrolment.id,
    Company.id,
    Enrolment.number,
    Company.name,
    Company.kana,
    Company.prefecture,
    Company.municipality,
    Company.area_code,
    Company.street,
    Company.corporate_number,
    Company.may_be_named,
    Enrolment.starts_on,
    Enrolment.ends_on,
    Company.version + Enrolment.version,  # both only grow, so the sum changes with either
)
_DELETED: tuple[Any, ...] = (Enrolment.id, Company.name, Enrolment.deleted_at, func.coalesce(Account.name, ""))
_RECORD: tuple[Any, ...] = (
    Company.contact_name,
    Company.contact_phone,
    Company.contact_email,
    Enrolment.has_concrete_plan,
    Enrolment.has_stable_business,
    Enrolment.wants_growth,
    Enrolment.remarks,
)


def _companies(viewer: Viewer) -> Select[Any]:
    living = (in_programme(viewer, Enrolment.programme_id), board())
    return select(*_BOARD).join_from(Enrolment, Company, Company.id == Enrolment.company_id).where(*living)


def _filters(
    viewer: Viewer, today: date, q: str, mine: bool, producer_id: int | None, role: AssignmentRole | None, visited: Period | None
) -> Iterable[ColumnElement[bool]]:
    yield from _named(q)
    if mine:
        yield on_team(viewer, Enrolment.id, today)
    if producer_id is not None:
        in_place = exists().where(
            Assignment.enrolment_id == Enrolment.id,
            Assignment.producer_id == producer_id,
            Assignment.starts_on <= today,
            or_(Assignment.ends_on.is_(None), Assignment.ends_on >= today),
        )
        yield in_place.where(Assignment.role == role) if role else in_place
        yield and_(Enrolment.starts_on <= today, Enrolment.ends_on >= today)
    if visited is not None:
        days = (Visit.visit_on >= visited.starts_on, Visit.visit_on <= (visited.ends_on or date.max))
        counted = counted_clause(get_programme(viewer).cadence)
        yield exists().where(Visit.enrolment_id == Enrolment.id, Visit.deleted_at.is_(None), counted, *days)


def _named(q: str) -> Iterable[ColumnElement[bool]]:
    """Found by a part of the name, of the reading or of an earlier name, in any spelling."""
    if q.strip():
        in_reading = func.replace(Company.kana, " ", "").contains("".join(reading(q).split()), autoescape=True)
        by_alias = exists().where(
            CompanyAlias.company_id == Company.id, CompanyAlias.search_key.contains(search_key(q), autoescape=True)
        )
        yield or_(Company.search_key.contains(search_key(q), autoescape=True), in_reading, by_alias)


def _row(found: Any, record: CompanyRecord | None = None) -> CompanyRow:
    *as_stored, starts_on, ends_on, version = found
    values: tuple[Any, ...] = (*as_stored, Period(starts_on, ends_on), version, record)
    return CompanyRow(*values)


def _record(viewer: Viewer, found: Any) -> CompanyRecord:
    name, phone, email, *rest = found
    if viewer.contacts_masked:
        phone, email = mask_phone(phone), mask_email(email)
    return CompanyRecord(name, phone, email, *rest)


def mask_phone(phone: str) -> str:
    """All but the last two digits as asterisks: enough to tell two numbers apart, too little to call."""
    kept = [place for place, character in enumerate(phone) if character.isdigit()][-2:]
    return "".join("*" if character.isdigit() and place not in kept else character for place, character in enumerate(phone))


def mask_email(email: str) -> str:
    """The name before the @ as asterisks."""
    return "***" + email[email.rfind("@") :] if "@" in email else "***" if email else ""


def _of_association(viewer: Viewer, which: ColumnElement[bool]) -> tuple[NamesakeRow, ...]:
    association = select(Programme.organisation_id).where(Programme.id == viewer.programme).scalar_subquery()
    here = and_(Enrolment.company_id == Company.id, in_programme(viewer, Enrolment.programme_id), board())
    statement = (
        select(Company.id, Company.name, Company.prefecture, Company.municipality, Company.corporate_number, Enrolment.id)
        .outerjoin(Enrolment, here)
        .where(Company.organisation_id == association, Company.deleted_at.is_(None), which)
        .order_by(Company.id)
    )
    return tuple(NamesakeRow(*row) for row in db.session.execute(statement))
