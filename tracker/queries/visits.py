"""Visits: lists at board depth, and one visit as deep as the viewer may read it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.cadence import CadenceSettings, EventStatus, VisitMode
from tracker.domain.errors import NotFound
from tracker.domain.notes import in_order, phases_worked
from tracker.domain.phases import Phase
from tracker.domain.records import RecordState
from tracker.models import (
    Account,
    AuditEntry,
    Company,
    EnrolledCase,
    Enrolment,
    Producer,
    SupportCase,
    Visit,
    VisitCase,
    VisitParticipant,
)
from tracker.queries import scope
from tracker.queries.chosen_events import day_is_over, narrowed_alike
from tracker.queries.note_pictures import keys_of_notes
from tracker.queries.pages import Page
from tracker.queries.programmes import get_programme
from tracker.queries.unassigned import with_unassigned
from tracker.rows.events import EventFilter
from tracker.rows.notes import CaseNoteRow
from tracker.rows.staffing import PersonRow
from tracker.rows.visits import VisitListRow, VisitRecordRow, VisitRow


def counted_clause(settings: CadenceSettings) -> ColumnElement[bool]:
    """``cadence.counts`` as a clause: held, no draft, of a mode that counts."""
    modes = [mode for mode in VisitMode if settings.mode_counts(mode)]
    return and_(Visit.status == EventStatus.HELD, Visit.record_state == RecordState.FINAL, Visit.mode.in_(modes))


def list_visits(
    viewer: Viewer,
    *,
    today: date,
    filters: EventFilter | None = None,
    limit: int | None = None,
    offset: int = 0,
    total: int | None = None,
) -> tuple[VisitListRow, ...]:
    """The programme's visits, the latest day on top; as many statements for one row as for fifty."""
    page = Page.nearest(limit, offset, total)
    narrowed = _narrowed(viewer, today, filters or EventFilter())
    chosen = select(Visit.id).where(scope.of_living(viewer, Visit.enrolment_id), *narrowed)
    columns: tuple[Any, ...] = (
        Visit.id,
        Visit.enrolment_id,
        Company.name,
        Visit.visit_on,
        Visit.status,
        Visit.mode,
        Visit.record_state,
        Visit.version,
    )
    statement = (
        select(*columns)
        .select_from(Visit)
        .join(Enrolment, Enrolment.id == Visit.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
    )
    latest_first = (Visit.visit_on.desc(), Visit.id.desc())
    found = page.in_order(db.session.execute(page.rows(statement, Visit.id, chosen, *latest_first)))
    if not found:
        return ()
    ids = [row[0] for row in found]
    people, phases, cases = _people(ids), defaultdict[int, set[Phase]](set), defaultdict[int, int](int)
    for visit_id, *ticked in db.session.execute(
        select(VisitCase.visit_id, *_TICKED).where(VisitCase.visit_id.in_(ids)).order_by(VisitCase.id)
    ):
        phases[visit_id] |= phases_worked(*ticked)
        cases[visit_id] += 1
    rows: list[Any] = [(*row, tuple(people[row[0]]), in_order(phases[row[0]]), cases[row[0]]) for row in found]
    return tuple(VisitListRow(*row) for row in rows)


def count_visits(viewer: Viewer, *, today: date, filters: EventFilter | None = None, at_most: int | None = None) -> int:
    """How many :func:`list_visits` lists without a limit; beyond ``at_most`` one more says that there are more."""
    these = select(Visit.id).where(*_narrowed(viewer, today, filters or EventFilter()))
    if at_most is None:
        return db.session.scalar(scope.number_without(these, scope.of_gone(viewer, Visit.enrolment_id))) or 0
    return scope.count(these.where(scope.of_living(viewer, Visit.enrolment_id)), at_most, by=Visit.visit_on)


def get_visit(viewer: Viewer, visit_id: int, *, today: date) -> VisitRow:
    """One visit as deep as the viewer may read it; a draft only for whoever may finish it, else NotFound."""
    row = _one(viewer, visit_id, today, Visit.deleted_at.is_(None))
    if row.is_draft and not row.may_log:
        raise NotFound
    return row


def get_visit_to_log(viewer: Viewer, visit_id: int, *, today: date) -> VisitRow:
    """One visit for whoever may log it; NotAllowed or NotFound for anybody else."""
    viewer.require(Act.LOG)
    row = _one(viewer, visit_id, today, Visit.deleted_at.is_(None))
    if not row.may_log:
        raise NotFound
    return row


def get_visit_to_delete(viewer: Viewer, visit_id: int, *, today: date) -> VisitRow:
    """One visit for whoever may delete it; somebody of the team is told so, others see nothing."""
    row = get_visit_to_log(viewer, visit_id, today=today)
    viewer.require(Act.STAFF)
    return row


_TICKED: tuple[Any, ...] = (VisitCase.worked_listen, VisitCase.worked_observe, VisitCase.worked_diagnose, VisitCase.worked_plan)


def _narrowed(viewer: Viewer, today: date, filters: EventFilter) -> list[ColumnElement[bool]]:
    """The clauses of a statement over ``Visit``: everything that the filters leave, of companies that are gone too."""
    clauses = [scope.in_programme(viewer, Visit.programme_id)]
    if filters.deleted:
        clauses += [Visit.deleted_at.is_not(None), scope.restorable(viewer, today, Visit.deleted_at)]
    else:
        clauses.append(Visit.deleted_at.is_(None))
    my_draft = and_(scope.is_draft(Visit.record_state), scope.visit_record(viewer, today, Act.LOG))
    if filters.drafts:
        clauses.append(my_draft)
    elif filters.awaiting:
        clauses.append(or_(my_draft, day_is_over(Visit, Visit.visit_on, today)))
    elif not filters.deleted:
        clauses.append(Visit.record_state == RecordState.FINAL)
    if filters.counted:
        clauses.append(counted_clause(get_programme(viewer).cadence))
    return [*clauses, *_of_what(filters), *narrowed_alike(Visit, Visit.visit_on, filters)]


def _of_what(filters: EventFilter) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = []
    if filters.company is not None:
        clauses.append(Visit.enrolment_id == filters.company)
    if filters.case is not None:
        clauses.append(exists().where(VisitCase.visit_id == Visit.id, VisitCase.case_id == filters.case))
    if filters.producer is not None:
        clauses.append(exists().where(VisitParticipant.visit_id == Visit.id, VisitParticipant.producer_id == filters.producer))
    return clauses


def _one(viewer: Viewer, visit_id: int, today: date, living: ColumnElement[bool]) -> VisitRow:
    statement: Select[Any] = (
        select(
            *_RECORD,
            Visit.internal_memo,
            Visit.visit_on,
            Visit.enrolment_id,
            Company.name.label("company"),
            Visit.status,
            Visit.mode,
            Visit.record_state,
            Visit.version,
            Visit.deleted_at,
            scope.visit_record(viewer, today, Act.RECORD).label("reads_record"),
            scope.visit_record(viewer, today, Act.MEMO).label("reads_memo"),
            scope.visit_record(viewer, today, Act.LOG).label("may_log"),
        )
        .select_from(Visit)
        .join(Enrolment, Enrolment.id == Visit.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .outerjoin(Account, Account.id == Visit.created_by_id)
        .where(Visit.id == visit_id, scope.in_programme(viewer, Visit.programme_id), scope.board(), living)
    )
    found = db.session.execute(statement).one_or_none()
    if found is None:
        raise NotFound
    return VisitRow(
        visit_id=visit_id,
        enrolment_id=found.enrolment_id,
        company=found.company,
        visit_on=found.visit_on,
        status=found.status,
        mode=found.mode,
        record_state=found.record_state,
        version=found.version,
        is_deleted=found.deleted_at is not None,
        people=tuple(_people([visit_id])[visit_id]),
        notes=_notes(visit_id, found.enrolment_id, with_texts=bool(found.reads_record)),
        record=VisitRecordRow(*found[: len(_RECORD)]) if found.reads_record else None,
        internal_memo=found.internal_memo if found.reads_memo else None,
        may_log=bool(found.may_log),
    )


def _last_act(what: Any, *acts: str) -> ColumnElement[Any]:
    """Of the last of these acts on the visit: who did it, or when."""
    return (
        select(what)
        .select_from(AuditEntry)
        .outerjoin(_Doer, _Doer.id == AuditEntry.account_id)
        .where(AuditEntry.noun == Visit.__tablename__, AuditEntry.noun_id == Visit.id, AuditEntry.act.in_(acts))
        .order_by(AuditEntry.id.desc())
        .limit(1)
        .correlate(Visit)
        .scalar_subquery()
    )


_Doer = aliased(Account)
_CALLED_OFF = ("cancel_visit", "postpone_visit")
_RECORD: tuple[Any, ...] = (
    Visit.start_time,
    Visit.end_time,
    Visit.place,
    Visit.status_reason,
    Visit.counterparts,
    Visit.other_attendees,
    Visit.decisions,
    func.coalesce(Account.name, ""),
    Visit.created_at,
    Visit.finalised_at,
    Visit.duration_minutes,
    func.coalesce(_last_act(_Doer.name, "log_visit"), ""),
    func.coalesce(_last_act(_Doer.name, *_CALLED_OFF), ""),
    _last_act(AuditEntry.at, *_CALLED_OFF),
)


def _people(visit_ids: Collection[int]) -> defaultdict[int, list[PersonRow]]:
    """Who was there, by reading and name."""
    found: defaultdict[int, list[PersonRow]] = defaultdict(list)
    statement = (
        select(VisitParticipant.visit_id, Producer.id, Producer.name)
        .join(Producer, Producer.id == VisitParticipant.producer_id)
        .where(VisitParticipant.visit_id.in_(visit_ids))
        .order_by(Producer.kana, Producer.name, Producer.id)
    )
    for visit_id, producer_id, name in db.session.execute(statement):
        found[visit_id].append(PersonRow(producer_id, name))
    return found


def _notes(visit_id: int, enrolment_id: int, *, with_texts: bool) -> tuple[CaseNoteRow, ...]:
    statement: Any = (
        select(
            VisitCase.case_id,
            func.coalesce(EnrolledCase.number, ""),
            SupportCase.title,
            VisitCase.facts,
            VisitCase.interpretation,
            VisitCase.report_summary,
            *_TICKED,
        )
        .join(SupportCase, SupportCase.id == VisitCase.case_id)
        .outerjoin(EnrolledCase, and_(EnrolledCase.case_id == SupportCase.id, EnrolledCase.enrolment_id == enrolment_id))
        .where(VisitCase.visit_id == visit_id)
        .order_by(EnrolledCase.number, VisitCase.id)
    )
    pictures = keys_of_notes(visit_id=visit_id) if with_texts else {}
    notes = [
        CaseNoteRow(case_id, number, title, in_order(phases_worked(*ticked)), *texts[: 3 if with_texts else 0]).with_pictures(
            pictures.get(case_id, ())
        )
        for case_id, number, title, *rest in db.session.execute(statement)
        for texts, ticked in ((rest[:3], rest[3:]),)
    ]
    open_ids = [visit_id] if with_texts else []
    return tuple(with_unassigned(defaultdict(list, {visit_id: notes}), "visit_id", [visit_id], open_ids)[visit_id])
