"""The phases of cases, computed from the notes of held visits and meetings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.cadence import EventStatus
from tracker.domain.errors import NotFound
from tracker.domain.notes import phases_worked, proofs
from tracker.domain.phases import CaseProgress, Evidence, PhaseReason, needs_reason, progress_of_cases
from tracker.domain.records import RecordState
from tracker.models import (
    Account,
    Company,
    EnrolledCase,
    Enrolment,
    MeetingCase,
    MeetingSection,
    SupportCase,
    TeamMeeting,
    Visit,
    VisitCase,
)
from tracker.models import PhaseReason as StoredReason
from tracker.queries.note_pictures import is_noted_in_picture
from tracker.queries.prepared import THESE, asked_of, prepared, run
from tracker.queries.scope import board, in_programme, in_years_so_far
from tracker.rows.phases import CaseProgressRow, PhaseReasonRow


def list_case_progress(
    viewer: Viewer, *, as_of: date, enrolment_ids: Collection[int] | None = None
) -> tuple[CaseProgressRow, ...]:
    """Every case of the programme and where it stands on ``as_of``, by the companies' and the cases' numbers."""
    cases: Any = run(_cases(viewer, enrolment_ids is None), asked_of(viewer, enrolment_ids)).all()
    case_ids = {row[0] for row in cases} if enrolment_ids is not None else None
    progress = progress_of_cases(_evidence(viewer, case_ids), as_of=as_of)
    reasons = _reasons(viewer, case_ids)
    return tuple(
        CaseProgressRow(case_id, company, name, number, title, stands, needs_reason(stands, reasons[case_id]))
        for case_id, company, name, number, title in cases
        for stands in (progress.get(case_id, CaseProgress()),)
    )


@prepared
def _cases(viewer: Viewer, are_all: bool) -> Select[Any]:
    columns: tuple[Any, ...] = (SupportCase.id, Enrolment.id, Company.name, EnrolledCase.number, SupportCase.title)
    statement = (
        select(*columns)
        .select_from(EnrolledCase)
        .join(SupportCase, SupportCase.id == EnrolledCase.case_id)
        .join(Enrolment, Enrolment.id == EnrolledCase.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .where(in_programme(viewer, Enrolment.programme_id), board(), SupportCase.deleted_at.is_(None))
        .order_by(Enrolment.number, Enrolment.id, EnrolledCase.number, EnrolledCase.id)
    )
    return statement if are_all else statement.where(Enrolment.id.in_(THESE))


def get_case_progress(viewer: Viewer, case_id: int, *, as_of: date) -> CaseProgressRow:
    """One case of the programme; NotFound for any other."""
    enrolment_id = db.session.scalar(
        select(EnrolledCase.enrolment_id)
        .join(Enrolment, Enrolment.id == EnrolledCase.enrolment_id)
        .where(EnrolledCase.case_id == case_id, in_programme(viewer, Enrolment.programme_id), board())
    )
    if enrolment_id is not None:
        for row in list_case_progress(viewer, as_of=as_of, enrolment_ids=[enrolment_id]):
            if row.case_id == case_id:
                return row
    raise NotFound


def list_phase_reasons(viewer: Viewer, case_id: int) -> tuple[PhaseReasonRow, ...]:
    """The reasons written for a case, newest first; the route asks beforehand whether its record is open to the viewer."""
    revoker = aliased(Account)
    statement = (
        select(
            StoredReason.id,
            StoredReason.phase,
            StoredReason.reason,
            Account.name,
            StoredReason.created_at,
            revoker.name,
            StoredReason.revoked_at,
            StoredReason.version,
        )
        .join(Enrolment, Enrolment.id == StoredReason.enrolment_id)
        .outerjoin(Account, Account.id == StoredReason.created_by_id)
        .outerjoin(revoker, revoker.id == StoredReason.revoked_by_id)
        .where(StoredReason.case_id == case_id, in_programme(viewer, Enrolment.programme_id))
        .order_by(StoredReason.created_at.desc(), StoredReason.id.desc())
    )
    return tuple(
        PhaseReasonRow(row[0], row[1], row[2], row[3] or "", row[4], row[5] or "", row[6], row[7])
        for row in db.session.execute(statement)
    )


def _evidence(viewer: Viewer, case_ids: Collection[int] | None) -> Iterator[Evidence]:
    """What proves phases: notes of held, final, living visits and meetings of the programme and of those that it goes on from."""
    asked, are_all = asked_of(viewer, case_ids), case_ids is None
    yield from _read(run(_noted_visits(viewer, are_all), asked).all(), "visit")
    yield from _read(run(_noted_meetings(viewer, are_all), asked).all(), "meeting")


@prepared
def _noted_visits(viewer: Viewer, are_all: bool) -> Select[Any]:
    in_picture = is_noted_in_picture(VisitCase.case_id, visit_id=Visit.id)
    day: tuple[Any, ...] = (Visit.visit_on, Visit.id, Visit.start_time, Visit.programme_id)
    statement = (
        select(*_note_columns(VisitCase, in_picture), *day)
        .join(Visit, Visit.id == VisitCase.visit_id)
        .where(in_years_so_far(viewer, Visit.programme_id), *_counts_as_evidence(Visit))
    )
    return statement if are_all else statement.where(VisitCase.case_id.in_(THESE))


@prepared
def _noted_meetings(viewer: Viewer, are_all: bool) -> Select[Any]:
    in_picture = is_noted_in_picture(MeetingCase.case_id, meeting_id=TeamMeeting.id)
    day: tuple[Any, ...] = (TeamMeeting.meeting_on, TeamMeeting.id, TeamMeeting.start_time, TeamMeeting.programme_id)
    statement = (
        select(*_note_columns(MeetingCase, in_picture), *day)
        .join(MeetingSection, MeetingSection.id == MeetingCase.section_id)
        .join(TeamMeeting, TeamMeeting.id == MeetingSection.meeting_id)
        .where(in_years_so_far(viewer, TeamMeeting.programme_id), *_counts_as_evidence(TeamMeeting))
    )
    return statement if are_all else statement.where(MeetingCase.case_id.in_(THESE))


def _note_columns(note: Any, in_picture: ColumnElement[bool]) -> tuple[Any, ...]:
    """Case, what was ticked in the order of ``Phase``, how the text of each side begins, and whether a picture is the note."""
    return (
        note.case_id,
        note.worked_listen,
        note.worked_observe,
        note.worked_diagnose,
        note.worked_plan,
        func.substr(note.facts, 1, 1),
        func.substr(note.interpretation, 1, 1),
        in_picture,
    )


def _counts_as_evidence(event: Any) -> tuple[Any, ...]:
    return event.status == EventStatus.HELD, event.record_state == RecordState.FINAL, event.deleted_at.is_(None)


def _read(rows: Iterable[Any], source: Literal["visit", "meeting"]) -> Iterator[Evidence]:
    for (
        case_id,
        listen,
        observe,
        diagnose,
        plan,
        facts,
        interpretation,
        in_picture,
        on,
        source_id,
        start_time,
        programme_id,
    ) in rows:
        worked = phases_worked(listen, observe, diagnose, plan)
        for phase, has_note in proofs(worked, bool(facts), bool(interpretation), bool(in_picture)):
            yield Evidence(case_id, phase, on, source, source_id, has_note, start_time, programme_id)


def _reasons(viewer: Viewer, case_ids: Collection[int] | None) -> defaultdict[int, list[PhaseReason]]:
    reasons: defaultdict[int, list[PhaseReason]] = defaultdict(list)
    for case_id, phase, revoked_at in run(_stored_reasons(viewer, case_ids is None), asked_of(viewer, case_ids)):
        reasons[case_id].append(PhaseReason(phase, revoked=revoked_at is not None))
    return reasons


@prepared
def _stored_reasons(viewer: Viewer, are_all: bool) -> Select[Any]:
    columns: tuple[Any, ...] = (StoredReason.case_id, StoredReason.phase, StoredReason.revoked_at)
    statement = (
        select(*columns)
        .join(Enrolment, Enrolment.id == StoredReason.enrolment_id)
        .where(in_years_so_far(viewer, Enrolment.programme_id))
    )
    return statement if are_all else statement.where(StoredReason.case_id.in_(THESE))
