"""Which months of which companies are closed; board depth, but for the reasons that stand beside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import Date, Integer, bindparam, cast, exists, literal, null, select, union_all

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.calendar import Month, Period
from tracker.domain.month_closes import MonthFacts
from tracker.models import ClosedMonthChange, Company, Enrolment, MonthClose, Submission, SubmissionWithdrawal
from tracker.queries.prepared import run
from tracker.queries.scope import board, in_programme, my_records
from tracker.rows.month_closes import ClosedChangeRow, MonthCloseRow

CompanyMonth = tuple[int, Month]
_CLOSES = (
    select(
        literal(True).label("is_close"),
        MonthClose.id,
        MonthClose.enrolment_id,
        Company.name,
        MonthClose.month_on,
        cast(null(), Date),
    )
    .join(Enrolment, Enrolment.id == MonthClose.enrolment_id)
    .join(Company, Company.id == Enrolment.company_id)
    .where(
        MonthClose.enrolment_id.in_(bindparam("enrolments", expanding=True)),
        MonthClose.month_on.in_(bindparam("months", expanding=True)),
        MonthClose.reopened_at.is_(None),
    )
)
_HANDED_IN = select(
    literal(False), Submission.number, Submission.id, Submission.title, Submission.starts_on, Submission.as_of
).where(
    Submission.programme_id == bindparam("programme", type_=Integer),
    Submission.starts_on <= bindparam("last", type_=Date),
    Submission.as_of >= bindparam("first", type_=Date),
    ~exists().where(SubmissionWithdrawal.submission_id == Submission.id),
)
_STANDING = union_all(_CLOSES, _HANDED_IN)


def list_closed_months(
    viewer: Viewer,
    *,
    today: date,
    months: Collection[Month] | None = None,
    enrolment_ids: Collection[int] | None = None,
) -> dict[CompanyMonth, MonthCloseRow]:
    """The closes that stand, with what was changed since, by enrolment and month.

    Why it was closed as it was, and why something was changed, are empty where the company's records are closed to the viewer.
    """
    closes = (
        select(MonthClose, my_records(viewer, today))
        .join(Enrolment, Enrolment.id == MonthClose.enrolment_id)
        .where(in_programme(viewer, Enrolment.programme_id), board(), MonthClose.reopened_at.is_(None))
    )
    if months is not None:
        closes = closes.where(MonthClose.month_on.in_([month.first for month in months]))
    if enrolment_ids is not None:
        closes = closes.where(MonthClose.enrolment_id.in_(enrolment_ids))
    ids = closes.with_only_columns(MonthClose.id)
    standing = db.session.execute(closes).all()
    told = {close.id for close, is_open in standing if is_open}
    changes: defaultdict[int, list[ClosedChangeRow]] = defaultdict(list)
    of_closes = select(ClosedMonthChange).where(ClosedMonthChange.month_close_id.in_(ids)).order_by(ClosedMonthChange.id)
    for change in db.session.scalars(of_closes):
        changes[change.month_close_id].append(
            ClosedChangeRow(
                change.act,
                change.noun,
                change.noun_id,
                change.reason if change.month_close_id in told else "",
                change.changed_by,
                change.created_at,
            )
        )
    return {
        (close.enrolment_id, Month.of(close.month_on)): MonthCloseRow(
            close_id=close.id,
            enrolment_id=close.enrolment_id,
            month=Month.of(close.month_on),
            facts=MonthFacts(close.state, close.visit_count, close.meeting_count, close.missing_count),
            remark=close.remark if close.id in told else "",
            closed_by=close.closed_by,
            closed_at=close.created_at,
            version=close.version,
            changes=tuple(changes[close.id]),
        )
        for close, _is_open in standing
    }


def list_closed_keys(
    viewer: Viewer, *, from_on: date | None = None, enrolment_ids: Collection[int] | None = None
) -> frozenset[CompanyMonth]:
    """Enrolment and month of every close that stands, without anything about it."""
    statement = (
        select(MonthClose.enrolment_id, MonthClose.month_on)
        .join(Enrolment, Enrolment.id == MonthClose.enrolment_id)
        .where(in_programme(viewer, Enrolment.programme_id), MonthClose.reopened_at.is_(None))
    )
    if from_on is not None:
        statement = statement.where(MonthClose.month_on >= from_on)
    if enrolment_ids is not None:
        statement = statement.where(MonthClose.enrolment_id.in_(enrolment_ids))
    return frozenset((enrolment_id, Month.of(month_on)) for enrolment_id, month_on in db.session.execute(statement))


def find_standing(
    programme_id: int | None, months: Collection[CompanyMonth], days: Collection[Period]
) -> tuple[dict[CompanyMonth, tuple[int, str, Month]], dict[Period, list[tuple[int, str, int]]]]:
    """What a change has to answer to, asked at every save and so in one statement.

    Of these months those that are closed, each with the close's id and the company's name; of these days of the programme those
    that were handed in and not withdrawn, each with number, title and id of the submissions that hold some of it.
    """
    days = [day for day in days if day.ends_on is not None]
    asked = {
        "enrolments": sorted({enrolment_id for enrolment_id, _month in months}),
        "months": sorted({month.first for _enrolment_id, month in months}),
        "programme": programme_id,
        "first": min((day.starts_on for day in days), default=None),
        "last": max((day.ends_on for day in days if day.ends_on), default=None),
    }
    closed: dict[CompanyMonth, tuple[int, str, Month]] = {}
    handed_in: defaultdict[Period, list[tuple[int, str, int]]] = defaultdict(list)
    for is_close, number, other_id, name, starts_on, as_of in run(_STANDING, asked):
        if is_close:
            closed[(other_id, Month.of(starts_on))] = (number, name, Month.of(starts_on))
            continue
        for day in days:
            if Period(starts_on, as_of).overlaps(day):
                handed_in[day].append((number, name, other_id))
    return {month: close for month, close in closed.items() if month in months}, handed_in
