"""Excused months."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Date, Select, bindparam, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import Month, Period
from tracker.domain.called_off import CALLED_OFF
from tracker.domain.errors import NotFound
from tracker.models import Company, Enrolment, ExcusedMonth, Visit
from tracker.queries.prepared import THESE, asked_of, prepared, run
from tracker.queries.scope import board, company_record, in_programme, told
from tracker.rows.months import CompanyMonthRow, ExcusedMonthRow

_TODAY: Any = bindparam("today", type_=Date)


def list_excused_months(
    viewer: Viewer, *, today: date, enrolment_ids: Collection[int] | None = None
) -> tuple[ExcusedMonthRow, ...]:
    """The excused months of every company of the programme, or of those asked for, by month.

    Why, and who accepted it, are empty where the company's records are closed to the viewer.
    """
    asked = asked_of(viewer, enrolment_ids) | {_TODAY.key: today}
    return tuple(_row(found) for found in run(_standing(viewer, enrolment_ids is None), asked))


@prepared
def _standing(viewer: Viewer, are_all: bool) -> Select[Any]:
    statement: Any = (
        _excused(viewer, _TODAY)
        .where(ExcusedMonth.deleted_at.is_(None))
        .order_by(ExcusedMonth.month_on, ExcusedMonth.enrolment_id)
    )
    chosen: Select[Any] = statement if are_all else statement.where(ExcusedMonth.enrolment_id.in_(THESE))
    return chosen


def get_company_month(viewer: Viewer, enrolment_id: int, month: Month, *, today: date) -> CompanyMonthRow:
    """What a manager decides about; NotFound where the company's records are closed, NotAllowed for other readers."""
    found = db.session.execute(
        select(Company.name, Enrolment.starts_on, Enrolment.ends_on)
        .join(Company, Company.id == Enrolment.company_id)
        .where(
            Enrolment.id == enrolment_id,
            in_programme(viewer, Enrolment.programme_id),
            board(),
            company_record(viewer, today),
        )
    ).one_or_none()
    if found is None:
        raise NotFound
    viewer.require(Act.STAFF)
    name, starts_on, ends_on = found
    of_month = _excused(viewer, today).where(ExcusedMonth.enrolment_id == enrolment_id, ExcusedMonth.month_on == month.first)
    standing = db.session.execute(of_month.where(ExcusedMonth.deleted_at.is_(None))).one_or_none()
    withdrawn = db.session.execute(of_month.order_by(ExcusedMonth.deleted_at.desc(), ExcusedMonth.id.desc()).limit(1)).first()
    return CompanyMonthRow(
        enrolment_id=enrolment_id,
        company_name=name,
        support=Period(starts_on, ends_on),
        month=month,
        excused=_row(standing) if standing else None,
        withdrawn=_row(withdrawn) if withdrawn and not standing else None,
        called_off=_why_called_off(viewer, enrolment_id, month),
    )


def _why_called_off(viewer: Viewer, enrolment_id: int, month: Month) -> str:
    """The reason of the month's last visit that was cancelled or put off; a manager reads every record."""
    statement = (
        select(Visit.status_reason)
        .where(
            in_programme(viewer, Visit.programme_id),
            Visit.enrolment_id == enrolment_id,
            Visit.deleted_at.is_(None),
            Visit.visit_on.between(month.first, month.last),
            Visit.status.in_(CALLED_OFF),
        )
        .order_by(Visit.visit_on.desc(), Visit.id.desc())
        .limit(1)
    )
    return db.session.scalar(statement) or ""


def _excused(viewer: Viewer, today: Any) -> Select[int, int, date, str, str, int]:
    return (
        select(
            ExcusedMonth.id,
            ExcusedMonth.enrolment_id,
            ExcusedMonth.month_on,
            told(viewer, today, ExcusedMonth.reason, ExcusedMonth.enrolment_id),
            told(viewer, today, ExcusedMonth.accepted_by, ExcusedMonth.enrolment_id),
            ExcusedMonth.version,
        )
        .join(Enrolment, Enrolment.id == ExcusedMonth.enrolment_id)
        .where(in_programme(viewer, Enrolment.programme_id), board())
    )


def _row(found: Any) -> ExcusedMonthRow:
    excused_id, enrolment_id, month_on, reason, accepted_by, version = found
    return ExcusedMonthRow(excused_id, enrolment_id, Month.of(month_on), reason, accepted_by, version)
