"""Cases, within what the viewer may see."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound
from tracker.models import (
    Account,
    Company,
    EnrolledCase,
    Enrolment,
    MeetingCase,
    MeetingSection,
    NextAction,
    Outcome,
    SupportCase,
    TeamMeeting,
    Visit,
    VisitCase,
)
from tracker.queries.prepared import THESE, ids_of, prepared, run
from tracker.queries.scope import board, in_programme
from tracker.rows.cases import CaseRow, EarlierCaseRow
from tracker.rows.choices import ChoiceRow
from tracker.rows.companies import DeletedRow


def list_cases(viewer: Viewer, *, enrolment_ids: Collection[int] | None = None) -> tuple[CaseRow, ...]:
    """The cases of the programme (or of these companies alone), by company and number."""
    statement = _all_in_order(viewer) if enrolment_ids is None else _in_order_of(viewer)
    asked = {**ids_of(viewer), "enrolments": list(enrolment_ids or ())}
    return tuple(CaseRow(*row) for row in run(statement, asked))


def list_case_choices(
    viewer: Viewer, *, q: str = "", ids: Collection[int] = (), enrolment_ids: Collection[int] = (), limit: int
) -> tuple[ChoiceRow, ...]:
    """The first cases by company and number: of all, of those whose words hold ``q``, or of these and those of the companies."""
    if q:
        words = SupportCase.title + "（" + Company.name + "）"
        holding = _all_in_order(viewer).where(words.contains(q, autoescape=True)).limit(limit)
        found: Any = run(holding, ids_of(viewer))
    elif ids or enrolment_ids:
        named = {"these": list(ids), "enrolments": list(enrolment_ids)}
        found = run(_named_in_order(viewer), {**ids_of(viewer), **named, "most": limit + len(ids)})
    else:
        found = run(_first_in_order(viewer), {**ids_of(viewer), "most": limit})
    rows = [CaseRow(*row) for row in found]
    return tuple(ChoiceRow(row.case_id, row.title, row.company_name) for row in rows)


def has_more_cases(viewer: Viewer, than: int) -> bool:
    """Whether the programme has more cases than that many."""
    return run(_beyond(viewer), ids_of(viewer) | {"than": than}).first() is not None


@prepared
def _beyond(viewer: Viewer) -> Select[Any]:
    return _cases(viewer).with_only_columns(SupportCase.id).limit(1).offset(bindparam("than"))


def get_case(viewer: Viewer, case_id: int) -> CaseRow:
    """A case as it is worked in the viewer's programme."""
    found = db.session.execute(_cases(viewer).where(SupportCase.id == case_id)).one_or_none()
    if found is None:
        raise NotFound
    return CaseRow(*found)


def count_cases(viewer: Viewer) -> int:
    return db.session.scalar(_cases(viewer).with_only_columns(func.count())) or 0


def list_earlier_cases(viewer: Viewer, enrolment_id: int) -> tuple[EarlierCaseRow, ...]:
    """Cases of the company that are not yet worked in this programme: they outlive a fiscal year and can be taken up again."""
    company = (
        select(Enrolment.company_id)
        .where(Enrolment.id == enrolment_id, in_programme(viewer, Enrolment.programme_id), board())
        .scalar_subquery()
    )
    here = select(EnrolledCase.case_id).where(EnrolledCase.enrolment_id == enrolment_id)
    statement = (
        select(SupportCase.id, SupportCase.title, SupportCase.kind)
        .where(SupportCase.company_id == company, SupportCase.deleted_at.is_(None), SupportCase.id.not_in(here))
        .order_by(SupportCase.id)
    )
    return tuple(EarlierCaseRow(*row) for row in db.session.execute(statement))


def next_case_number(viewer: Viewer) -> str:
    """The number after the highest one of the programme, written as wide as the others (07 → 08)."""
    numbers = [number for number in db.session.scalars(_cases(viewer).with_only_columns(EnrolledCase.number)) if number.isdigit()]
    width = max(map(len, numbers), default=2)
    return str(max(map(int, numbers), default=0) + 1).zfill(width)


def list_deleted_cases(viewer: Viewer, *, since: datetime) -> tuple[DeletedRow, ...]:
    """Cases of living companies deleted at or after ``since``, the last deleted first."""
    viewer.require(Act.STAFF)
    statement = (
        select(*_DELETED)
        .join(EnrolledCase, EnrolledCase.case_id == SupportCase.id)
        .join(Enrolment, Enrolment.id == EnrolledCase.enrolment_id)
        .outerjoin(Account, Account.id == SupportCase.deleted_by_id)
        .where(in_programme(viewer, Enrolment.programme_id), board(), SupportCase.deleted_at >= since)
        .order_by(SupportCase.deleted_at.desc(), SupportCase.id.desc())
    )
    return tuple(DeletedRow(*row) for row in db.session.execute(statement))


_CASE: tuple[Any, ...] = (
    SupportCase.id,
    Enrolment.id,
    Enrolment.company_id,
    Company.name,
    EnrolledCase.number,
    SupportCase.title,
    SupportCase.kind,
    SupportCase.version,
)
_DELETED: tuple[Any, ...] = (SupportCase.id, SupportCase.title, SupportCase.deleted_at, func.coalesce(Account.name, ""))


@prepared
def _all_in_order(viewer: Viewer) -> Select[Any]:
    return _cases(viewer).order_by(Enrolment.number, Enrolment.id, EnrolledCase.number, EnrolledCase.id)


@prepared
def _first_in_order(viewer: Viewer) -> Select[Any]:
    return _all_in_order(viewer).limit(bindparam("most", type_=Integer))


@prepared
def _named_in_order(viewer: Viewer) -> Select[Any]:
    named = or_(EnrolledCase.case_id.in_(THESE), EnrolledCase.enrolment_id.in_(bindparam("enrolments", expanding=True)))
    return _all_in_order(viewer).where(named).limit(bindparam("most", type_=Integer))


@prepared
def _in_order_of(viewer: Viewer) -> Select[Any]:
    return _all_in_order(viewer).where(Enrolment.id.in_(bindparam("enrolments", expanding=True)))


def _cases(viewer: Viewer) -> Select[Any]:
    return (
        select(*_CASE)
        .join_from(EnrolledCase, SupportCase, SupportCase.id == EnrolledCase.case_id)
        .join(Enrolment, Enrolment.id == EnrolledCase.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .where(in_programme(viewer, Enrolment.programme_id), board(), SupportCase.deleted_at.is_(None))
    )


def is_recorded(case_id: int | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether a visit, a meeting, a next action or an outcome is of the case."""
    in_visit = exists().where(VisitCase.case_id == case_id, Visit.id == VisitCase.visit_id, Visit.deleted_at.is_(None))
    in_meeting = exists().where(
        MeetingCase.case_id == case_id,
        MeetingSection.id == MeetingCase.section_id,
        TeamMeeting.id == MeetingSection.meeting_id,
        TeamMeeting.deleted_at.is_(None),
    )
    in_action = exists().where(NextAction.case_id == case_id, NextAction.deleted_at.is_(None))
    in_outcome = exists().where(Outcome.case_id == case_id, Outcome.deleted_at.is_(None))
    return or_(in_visit, in_meeting, in_action, in_outcome)
