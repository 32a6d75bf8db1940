"""Keeps notes that are no case's, and gives them to the cases that somebody names."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import delete, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound
from tracker.domain.notes import CaseNote, columns_of, note_of, phases_worked
from tracker.domain.unassigned import NO_CASE, check_choice, given_to
from tracker.models import (
    EnrolledCase,
    Enrolment,
    MeetingCase,
    MeetingSection,
    SupportCase,
    TeamMeeting,
    UnassignedNote,
    VisitCase,
)
from tracker.queries import scope
from tracker.services import audit, visit_rows
from tracker.services.versions import check_version, touch


def keep_unassigned(note: CaseNote, *, visit_id: int | None = None, section_id: int | None = None) -> None:
    """Write down what is no case's yet; a blank note is none. The caller has locked the record and notes the audit."""
    if note.is_blank:
        return
    db.session.add(UnassignedNote(visit_id=visit_id, section_id=section_id, **columns_of(note)))
    db.session.flush()


def drop_unassigned(visit_id: int) -> None:
    """Take away the note of a record that is one no more."""
    db.session.execute(delete(UnassignedNote).where(UnassignedNote.visit_id == visit_id))


def has_unassigned(visit_id: int) -> bool:
    """Whether the visit has a note of no case: then its cases need not have one."""
    return db.session.scalar(select(UnassignedNote.id).where(UnassignedNote.visit_id == visit_id)) is not None


def assign_note(viewer: Viewer, *, note_id: int, case_ids: Collection[int], version: int, today: date) -> None:
    """Give a note to one or several cases of its company; from then on it is theirs and proves their phases.

    RuleBroken names ``cases``; NotFound where the record is not the viewer's to log, or somebody gave the note away before.
    """
    viewer.require(Act.LOG)
    note = db.session.get(UnassignedNote, note_id)
    if note is None:
        raise NotFound
    if note.visit_id is not None:
        visit = visit_rows.lock_visit(viewer, note.visit_id, today=today)
        _give(viewer, note, visit, visit.enrolment_id, case_ids, version, VisitCase, {"visit_id": visit.id})
    else:
        meeting, section = _lock_section(viewer, note.section_id or 0, today=today)
        _give(viewer, note, meeting, section.enrolment_id, case_ids, version, MeetingCase, {"section_id": section.id})


def _give(
    viewer: Viewer,
    note: UnassignedNote,
    record: Any,
    enrolment_id: int,
    case_ids: Collection[int],
    version: int,
    kind: Any,
    parent: dict[str, int],
) -> None:
    db.session.refresh(note)  # as it stands now that the record is locked
    check_version(record, version)
    check_choice(case_ids, _cases_of(enrolment_id))
    given = CaseNote(
        NO_CASE,
        phases_worked(note.worked_listen, note.worked_observe, note.worked_diagnose, note.worked_plan),
        note.facts,
        note.interpretation,
        note.report_summary,
    )
    (name, parent_id), *_ = parent.items()
    there = {row.case_id: row for row in db.session.scalars(select(kind).where(getattr(kind, name) == parent_id))}
    for case_id in sorted(set(case_ids)):
        stored = there.get(case_id)
        columns = columns_of(given_to(case_id, given, there=note_of(stored) if stored is not None else None))
        if stored is None:
            db.session.add(kind(case_id=case_id, **parent, **columns))
        else:
            for column, value in columns.items():
                setattr(stored, column, value)
    before = audit.snapshot(note)
    db.session.delete(note)
    touch(record)
    db.session.flush()
    audit.note(viewer, "assign_note", record, before=before, after={"case_ids": sorted(set(case_ids))})


def _cases_of(enrolment_id: int) -> frozenset[int]:
    statement = (
        select(EnrolledCase.case_id)
        .join(SupportCase, SupportCase.id == EnrolledCase.case_id)
        .where(EnrolledCase.enrolment_id == enrolment_id, SupportCase.deleted_at.is_(None))
    )
    return frozenset(db.session.scalars(statement))


def _lock_section(viewer: Viewer, section_id: int, *, today: date) -> tuple[TeamMeeting, MeetingSection]:
    """The section's meeting, locked, and the section; NotFound unless it is the viewer's to log."""
    section = db.session.scalar(
        select(MeetingSection)
        .join(TeamMeeting, TeamMeeting.id == MeetingSection.meeting_id)
        .join(Enrolment, Enrolment.id == MeetingSection.enrolment_id)
        .where(
            MeetingSection.id == section_id,
            scope.in_programme(viewer, TeamMeeting.programme_id),
            scope.board(),
            TeamMeeting.deleted_at.is_(None),
            scope.section_record(viewer, today, TeamMeeting.meeting_on, Act.LOG),
        )
    )
    if section is None:
        raise NotFound
    meeting = select(TeamMeeting).where(TeamMeeting.id == section.meeting_id).with_for_update()
    return db.session.scalars(meeting.execution_options(populate_existing=True)).one(), section
