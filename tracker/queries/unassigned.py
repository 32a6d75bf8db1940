"""案件未指定: the notes that are no case's, under their record and as one list; none of them is evidence of a phase."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, bindparam, func, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.cadence import EventStatus
from tracker.domain.errors import NotFound
from tracker.domain.notes import in_order, phases_worked
from tracker.domain.records import RecordState
from tracker.domain.unassigned import NO_CASE, UNASSIGNED
from tracker.models import Company, Enrolment, MeetingSection, TeamMeeting, UnassignedNote, Visit
from tracker.queries import scope
from tracker.queries.cases import list_cases
from tracker.queries.prepared import ids_of, prepared, run
from tracker.rows.notes import CaseNoteRow
from tracker.rows.unassigned import UnassignedRow

_NOTE: tuple[Any, ...] = (
    UnassignedNote.id,
    UnassignedNote.worked_listen,
    UnassignedNote.worked_observe,
    UnassignedNote.worked_diagnose,
    UnassignedNote.worked_plan,
    UnassignedNote.facts,
    UnassignedNote.interpretation,
    UnassignedNote.report_summary,
)


Notes = defaultdict[int, list[CaseNoteRow]]


def with_unassigned(notes: Notes, parent: str, parent_ids: Collection[int], open_ids: Collection[int]) -> Notes:
    """The notes by ``parent`` (visit_id or section_id) and below them those of no case; texts only of what is open."""
    column: Any = getattr(UnassignedNote, parent)
    for parent_id, *values in db.session.execute(select(column, *_NOTE).where(column.in_(parent_ids))):
        notes[parent_id].append(_note(tuple(values), is_open=parent_id in open_ids))
    return notes


def list_unassigned(viewer: Viewer, *, today: date, limit: int | None = None, offset: int = 0) -> tuple[UnassignedRow, ...]:
    """Every note of no case in a held record that the viewer may read, the oldest first."""
    asked = ids_of(viewer) | {"today": today, "limit": limit, "offset": offset}
    found = run(_in_order(viewer, is_whole=limit is None), asked).all()
    ids = [one.note_id for one in found]
    if not ids:
        return ()
    notes = {row[0]: row for row in db.session.execute(select(*_NOTE).where(UnassignedNote.id.in_(ids)))}
    return tuple(_row(one, _note(tuple(notes[one.note_id]), is_open=True)) for one in found)


@prepared
def _in_order(viewer: Viewer, *, is_whole: bool) -> Select[Any]:
    today: Any = bindparam("today", type_=Date)
    visits, meetings = (statement.where(*clauses) for statement, clauses in _both(viewer, today))
    together = visits.union_all(meetings).subquery()
    chosen = select(together).order_by(together.c.happened_on, together.c.note_id)
    return chosen if is_whole else chosen.limit(bindparam("limit")).offset(bindparam("offset"))


def count_unassigned(viewer: Viewer, *, today: date) -> int:
    """How many :func:`list_unassigned` lists without a limit."""
    return sum(
        db.session.scalar(statement.where(*clauses).with_only_columns(func.count())) or 0
        for statement, clauses in _both(viewer, today)
    )


def get_unassigned(viewer: Viewer, note_id: int, *, today: date) -> UnassignedRow:
    """One note with the cases it can be given to, for whoever may log its record; NotFound for anybody else."""
    viewer.require(Act.LOG)
    for statement, clauses in _both(viewer, today):
        found = db.session.execute(statement.where(UnassignedNote.id == note_id, *clauses)).one_or_none()
        if found is not None and found.may_assign:
            note = db.session.execute(select(*_NOTE).where(UnassignedNote.id == note_id)).one()
            cases = list_cases(viewer, enrolment_ids=[found.enrolment_id])
            return _row(found, _note(tuple(note), is_open=True), cases)
    raise NotFound


def _both(viewer: Viewer, today: date) -> tuple[tuple[Select[Any], list[ColumnElement[bool]]], ...]:
    """The statements over visits and over meetings, each with the clauses of what the viewer may read."""
    may_read, may_log = (scope.visit_record(viewer, today, act) for act in (Act.RECORD, Act.LOG))
    visits: Select[Any] = (
        select(*_columns(Visit.visit_on, may_log, Visit.version), Visit.id.label("visit_id"), _none().label("meeting_id"))
        .select_from(UnassignedNote)
        .join(Visit, Visit.id == UnassignedNote.visit_id)
        .join(Enrolment, Enrolment.id == Visit.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
    )
    day = TeamMeeting.meeting_on
    reads, logs = (scope.section_record(viewer, today, day, act) for act in (Act.RECORD, Act.LOG))
    meetings: Select[Any] = (
        select(*_columns(day, logs, TeamMeeting.version), _none().label("visit_id"), TeamMeeting.id.label("meeting_id"))
        .select_from(UnassignedNote)
        .join(MeetingSection, MeetingSection.id == UnassignedNote.section_id)
        .join(TeamMeeting, TeamMeeting.id == MeetingSection.meeting_id)
        .join(Enrolment, Enrolment.id == MeetingSection.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
    )
    return (visits, _standing(viewer, Visit, may_read)), (meetings, _standing(viewer, TeamMeeting, reads))


def _columns(day: Any, may_log: ColumnElement[bool], version: Any) -> tuple[Any, ...]:
    return (
        UnassignedNote.id.label("note_id"),
        Enrolment.id.label("enrolment_id"),
        Company.name.label("company"),
        day.label("happened_on"),
        may_log.label("may_assign"),
        version.label("version"),
    )


def _none() -> ColumnElement[Any]:
    return func.nullif(0, 0)


def _standing(viewer: Viewer, event: Any, may_read: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    return [
        scope.in_programme(viewer, event.programme_id),
        scope.board(),
        event.deleted_at.is_(None),
        event.status == EventStatus.HELD,
        event.record_state == RecordState.FINAL,
        may_read,
    ]


def _note(values: tuple[Any, ...], *, is_open: bool) -> CaseNoteRow:
    note_id, listen, observe, diagnose, plan, *texts = values
    facts, interpretation, report_summary = texts if is_open else ("", "", "")
    phases = in_order(phases_worked(listen, observe, diagnose, plan))
    return CaseNoteRow(NO_CASE, "", UNASSIGNED, phases, facts, interpretation, report_summary, note_id)


def _row(found: Any, note: CaseNoteRow, cases: Any = ()) -> UnassignedRow:
    return UnassignedRow(
        note_id=found.note_id,
        enrolment_id=found.enrolment_id,
        company=found.company,
        on=found.happened_on,
        note=note,
        may_assign=bool(found.may_assign),
        version=found.version,
        visit_id=found.visit_id,
        meeting_id=found.meeting_id,
        cases=tuple(cases),
    )
