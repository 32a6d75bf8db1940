"""Outcomes, within what the viewer may see: kind, day and company for every member, the words at record depth."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import Period, fiscal_year_period
from tracker.domain.counts import OutcomeFact
from tracker.domain.errors import NotFound
from tracker.domain.records import DAYS_TO_RESTORE
from tracker.models import Company, Enrolment, Outcome, OutcomeExhibition, SupportCase
from tracker.queries.pages import Page
from tracker.queries.prepared import THESE, asked_of, prepared, run
from tracker.queries.scope import board, company_record, in_programme, of_living
from tracker.queries.spans import count_each, days_of, in_any
from tracker.rows.outcomes import OutcomeCompanyRow, OutcomeFilter, OutcomeRow

EVERYTHING = OutcomeFilter()
_NEWEST_FIRST = (Outcome.outcome_on.desc(), Outcome.id.desc())


def list_outcomes(
    viewer: Viewer,
    *,
    today: date,
    filters: OutcomeFilter = EVERYTHING,
    limit: int | None = None,
    offset: int = 0,
    total: int | None = None,
) -> tuple[OutcomeRow, ...]:
    """The newest first."""
    of_it = (in_programme(viewer, Outcome.programme_id), of_living(viewer, Outcome.enrolment_id), Outcome.deleted_at.is_(None))
    page = Page.nearest(limit, offset, total)
    chosen = select(Outcome.id).where(*of_it, *_narrowed(filters))
    rows = run(page.rows(_outcomes(viewer, today), Outcome.id, chosen, *_NEWEST_FIRST), {})
    return tuple(_row(row) for row in page.in_order(rows))


def count_outcomes(viewer: Viewer, *, filters: OutcomeFilter = EVERYTHING) -> tuple[int, int]:
    """延べ件数 and 実企業数 of what :func:`list_outcomes` finds."""
    number = func.count().label("number")
    of_it = (in_programme(viewer, Outcome.programme_id), Outcome.deleted_at.is_(None), *_narrowed(filters))
    # company by company as the index has them: to tell them apart afterwards costs more than to count
    each = select(Outcome.enrolment_id, number).where(*of_it).group_by(Outcome.enrolment_id).subquery()
    living = select(func.sum(each.c.number), func.count()).join(Enrolment, Enrolment.id == each.c.enrolment_id).where(board())
    count, companies = run(living, {}).one()
    return int(count or 0), companies


def count_outcomes_of_companies(
    viewer: Viewer, spans: Sequence[Period], enrolment_ids: Collection[int] | None = None
) -> dict[int, tuple[int, ...]]:
    """延べ件数 of each of the spans, by company (of all, or of those asked for) that has some; in one statement."""
    asked = asked_of(viewer, enrolment_ids) | days_of(spans)
    rows = run(_of_companies(viewer, len(spans), enrolment_ids is None), asked)
    return {enrolment_id: tuple(numbers) for enrolment_id, *numbers in rows}


@prepared
def _of_companies(viewer: Viewer, number: int, are_all: bool) -> Select[Any]:
    columns: Any = select(Outcome.enrolment_id, *count_each(Outcome.outcome_on, number))
    there = (in_programme(viewer, Outcome.programme_id), of_living(viewer, Outcome.enrolment_id), Outcome.deleted_at.is_(None))
    found: Select[Any] = columns.where(*there, in_any(Outcome.outcome_on)).group_by(Outcome.enrolment_id)
    return found if are_all else found.where(Outcome.enrolment_id.in_(THESE))


def list_outcome_facts(viewer: Viewer, *, filters: OutcomeFilter = EVERYTHING) -> tuple[OutcomeFact, ...]:
    """What :func:`list_outcomes` finds, as ``domain.counts`` takes it."""
    columns: tuple[Any, ...] = (
        Outcome.id,
        Outcome.enrolment_id,
        Outcome.outcome_on,
        Outcome.kind,
        Outcome.case_id,
        OutcomeExhibition.exhibition_id,
    )
    statement = (
        select(*columns)
        .select_from(Outcome)
        .join(Enrolment, Enrolment.id == Outcome.enrolment_id)
        .outerjoin(OutcomeExhibition, OutcomeExhibition.outcome_id == Outcome.id)
        .where(*_living(viewer), *_narrowed(filters))
    )
    return tuple(OutcomeFact(*found) for found in db.session.execute(statement))


def list_outcome_companies(
    viewer: Viewer, *, filters: OutcomeFilter = EVERYTHING, limit: int | None = None
) -> tuple[OutcomeCompanyRow, ...]:
    """The rows behind the 実企業数 of :func:`count_outcomes`, each with its share of the 延べ件数."""
    of_company = (Outcome.enrolment_id == Enrolment.id, in_programme(viewer, Outcome.programme_id), Outcome.deleted_at.is_(None))
    of_it = and_(*of_company, *_narrowed(filters))
    statement = (  # from the companies, of which the first are shown: grouping would read every outcome
        select(Enrolment.id, Company.name, select(func.count()).select_from(Outcome).where(of_it).scalar_subquery())
        .join(Company, Company.id == Enrolment.company_id)
        .where(in_programme(viewer, Enrolment.programme_id), board(), exists().where(of_it))
        .order_by(Enrolment.number, Enrolment.id)
        .limit(limit)
    )
    return tuple(OutcomeCompanyRow(*found) for found in run(statement, {}))


def get_outcome(viewer: Viewer, outcome_id: int, *, today: date) -> OutcomeRow:
    """One outcome whose record is open to the viewer; NotFound for any other."""
    found = db.session.execute(
        _outcomes(viewer, today).where(Outcome.id == outcome_id, company_record(viewer, today))
    ).one_or_none()
    if found is None:
        raise NotFound
    return _row(found)


def list_deleted_outcomes(viewer: Viewer, *, today: date, now: datetime) -> tuple[OutcomeRow, ...]:
    """What can still be brought back; nothing for whoever may not restore."""
    if not viewer.may(Act.STAFF):
        return ()
    since = now - timedelta(days=DAYS_TO_RESTORE)
    statement = _outcomes(viewer, today, living=False).where(Outcome.deleted_at >= since)
    return tuple(_row(found) for found in db.session.execute(statement))


def _living(viewer: Viewer, *, living: bool = True) -> tuple[ColumnElement[bool], ...]:
    is_there = Outcome.deleted_at.is_(None) if living else Outcome.deleted_at.is_not(None)
    return in_programme(viewer, Outcome.programme_id), board(), is_there


def _narrowed(filters: OutcomeFilter) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = []
    if filters.company is not None:
        clauses.append(Outcome.enrolment_id == filters.company)
    if filters.case is not None:
        clauses.append(Outcome.case_id == filters.case)
    if filters.kind is not None:
        clauses.append(Outcome.kind == filters.kind)
    if filters.fiscal_year is not None:
        year = fiscal_year_period(filters.fiscal_year)
        clauses.append(Outcome.outcome_on.between(year.starts_on, year.ends_on))
    if filters.from_on is not None:
        clauses.append(Outcome.outcome_on >= filters.from_on)
    if filters.to_on is not None:
        clauses.append(Outcome.outcome_on <= filters.to_on)
    if filters.exhibition is not None:
        shown = and_(OutcomeExhibition.outcome_id == Outcome.id, OutcomeExhibition.exhibition_id == filters.exhibition)
        clauses.append(exists().where(shown))
    return clauses


def _outcomes(viewer: Viewer, today: date, *, living: bool = True) -> Select[Any]:
    columns: tuple[Any, ...] = (
        Outcome.id,
        Outcome.enrolment_id,
        Enrolment.number,
        Company.name,
        Outcome.case_id,
        SupportCase.title,
        Outcome.kind,
        Outcome.kind_detail,
        Outcome.outcome_on,
        Outcome.description,
        Outcome.evidence,
        Outcome.version,
        company_record(viewer, today),
        company_record(viewer, today, Act.LOG),
    )
    return (
        select(*columns)
        .select_from(Outcome)
        .join(Enrolment, Enrolment.id == Outcome.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .outerjoin(SupportCase, SupportCase.id == Outcome.case_id)
        .where(*_living(viewer, living=living))
        .order_by(*_NEWEST_FIRST)
    )


def _row(found: Any) -> OutcomeRow:
    *values, is_open, may_change = found
    row = OutcomeRow(*(*values, bool(may_change)))
    return row if is_open else replace(row, kind_detail="", description=None, evidence=None)
