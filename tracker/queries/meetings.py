"""Team meetings: lists at board depth, and one meeting with each section as deep as its company is open to the viewer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound
from tracker.domain.notes import in_order, phases_worked
from tracker.domain.phases import Phase
from tracker.models import (
    Account,
    Company,
    EnrolledCase,
    Enrolment,
    MeetingCase,
    MeetingParticipant,
    MeetingSection,
    Producer,
    SupportCase,
    TeamMeeting,
)
from tracker.queries import scope
from tracker.queries.challenge_progress import list_progress_of_sections
from tracker.queries.challenges import list_new_of_meeting
from tracker.queries.chosen_meetings import chosen, is_gone, narrowed
from tracker.queries.note_pictures import keys_of_notes
from tracker.queries.pages import Page
from tracker.queries.unassigned import with_unassigned
from tracker.rows.events import EventFilter
from tracker.rows.meetings import MeetingHeadRow, MeetingListRow, MeetingRow, SectionRow
from tracker.rows.notes import CaseNoteRow
from tracker.rows.staffing import PersonRow, StaffedCompanyRow

_TICKED: tuple[Any, ...] = (MeetingCase.worked_listen, MeetingCase.worked_observe, MeetingCase.worked_diagnose)
_TICKED += (MeetingCase.worked_plan,)


def list_meetings(
    viewer: Viewer,
    *,
    today: date,
    filters: EventFilter | None = None,
    limit: int | None = None,
    offset: int = 0,
    total: int | None = None,
) -> tuple[MeetingListRow, ...]:
    """The programme's meetings, the latest day on top; as many statements for one row as for fifty."""
    columns: tuple[Any, ...] = (
        TeamMeeting.id,
        TeamMeeting.meeting_on,
        TeamMeeting.status,
        TeamMeeting.mode,
        TeamMeeting.record_state,
        TeamMeeting.version,
    )
    page = Page.nearest(limit, offset, total)
    these = select(TeamMeeting.id).where(*chosen(viewer, today, filters or EventFilter()))
    latest_first = (TeamMeeting.meeting_on.desc(), TeamMeeting.id.desc())
    found = page.in_order(db.session.execute(page.rows(select(*columns), TeamMeeting.id, these, *latest_first)))
    if not found:
        return ()
    ids = [row[0] for row in found]
    people, companies, phases = _people(ids), _companies(ids), _phases(ids)
    rows: list[Any] = [(*row, tuple(companies[row[0]]), tuple(people[row[0]]), in_order(phases[row[0]])) for row in found]
    return tuple(MeetingListRow(*row) for row in rows)


def count_meetings(viewer: Viewer, *, today: date, filters: EventFilter | None = None, at_most: int | None = None) -> int:
    """会議回数: how many :func:`list_meetings` lists without a limit; beyond ``at_most`` one more says that there are more."""
    filters = filters or EventFilter()
    if at_most is None:
        these = select(TeamMeeting.id).where(*narrowed(viewer, today, filters))
        return db.session.scalar(scope.number_without(these, is_gone(viewer))) or 0
    found = select(TeamMeeting.id).where(*chosen(viewer, today, filters))
    return scope.count(found, at_most, by=TeamMeeting.meeting_on)


def get_meeting(viewer: Viewer, meeting_id: int, *, today: date) -> MeetingRow:
    """One meeting as deep as the viewer may read it; a draft only for whoever may finish it, else NotFound."""
    row = _one(viewer, meeting_id, today, TeamMeeting.deleted_at.is_(None))
    if row.is_draft and not row.may_log:
        raise NotFound
    return row


def get_meeting_to_log(viewer: Viewer, meeting_id: int, *, today: date) -> MeetingRow:
    """One meeting for whoever may write at least one of its sections; NotAllowed or NotFound for anybody else."""
    viewer.require(Act.LOG)
    row = _one(viewer, meeting_id, today, TeamMeeting.deleted_at.is_(None))
    if not row.may_log:
        raise NotFound
    return row


def get_meeting_to_delete(viewer: Viewer, meeting_id: int, *, today: date) -> MeetingRow:
    """One meeting for whoever may delete it; somebody of a team is told so, others see nothing."""
    row = get_meeting_to_log(viewer, meeting_id, today=today)
    viewer.require(Act.STAFF)
    return row


def _one(viewer: Viewer, meeting_id: int, today: date, living: ColumnElement[bool]) -> MeetingRow:
    columns: tuple[Any, ...] = (
        TeamMeeting.meeting_on,
        TeamMeeting.status,
        TeamMeeting.mode,
        TeamMeeting.record_state,
        TeamMeeting.version,
        TeamMeeting.deleted_at,
        TeamMeeting.start_time,
        TeamMeeting.end_time,
        TeamMeeting.place,
        TeamMeeting.status_reason,
        TeamMeeting.other_attendees,
        func.coalesce(Account.name, ""),
        TeamMeeting.created_at,
        TeamMeeting.finalised_at,
        TeamMeeting.duration_minutes,
    )
    statement: Select[Any] = (
        select(*columns)
        .select_from(TeamMeeting)
        .outerjoin(Account, Account.id == TeamMeeting.created_by_id)
        .where(TeamMeeting.id == meeting_id, scope.in_programme(viewer, TeamMeeting.programme_id), living)
    )
    found = db.session.execute(statement).one_or_none()
    sections = _sections(viewer, meeting_id, today) if found else ()
    if found is None or not sections:
        raise NotFound
    values: tuple[Any, ...] = (
        meeting_id,
        *found[:5],
        found[5] is not None,
        tuple(_people([meeting_id])[meeting_id]),
        sections,
        MeetingHeadRow(*found[6:]) if any(section.reads_record for section in sections) else None,
    )
    return MeetingRow(*values)


def _sections(viewer: Viewer, meeting_id: int, today: date) -> tuple[SectionRow, ...]:
    columns: tuple[Any, ...] = (
        MeetingSection.id,
        Enrolment.id,
        Company.name,
        MeetingSection.decisions,
        MeetingSection.internal_memo,
        *(scope.section_record(viewer, today, TeamMeeting.meeting_on, act) for act in (Act.RECORD, Act.MEMO, Act.LOG)),
    )
    statement: Select[Any] = (
        select(*columns)
        .select_from(MeetingSection)
        .join(TeamMeeting, TeamMeeting.id == MeetingSection.meeting_id)
        .join(Enrolment, Enrolment.id == MeetingSection.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .where(MeetingSection.meeting_id == meeting_id, scope.in_programme(viewer, TeamMeeting.programme_id), scope.board())
        .order_by(Enrolment.number, Enrolment.id)
    )
    found = db.session.execute(statement).all()
    notes = _notes(meeting_id, {row[0]: bool(row[5]) for row in found})
    progress = list_progress_of_sections([row[0] for row in found if row[5]])
    came_up = list_new_of_meeting(viewer, meeting_id, [row[1] for row in found if row[5]], today=today)
    return tuple(
        SectionRow(
            section_id=section_id,
            enrolment_id=enrolment_id,
            company=company,
            reads_record=bool(reads),
            may_log=bool(logs),
            decisions=decisions if reads else "",
            internal_memo=memo if reads_memo else None,
            notes=tuple(notes[section_id]),
            progress=tuple(progress[section_id]),
            came_up=tuple(came_up[enrolment_id]),
        )
        for section_id, enrolment_id, company, decisions, memo, reads, reads_memo, logs in found
    )


def _notes(meeting_id: int, reads: dict[int, bool]) -> defaultdict[int, list[CaseNoteRow]]:
    """The case notes of sections; their texts only where ``reads`` says so."""
    columns: tuple[Any, ...] = (
        MeetingCase.section_id,
        MeetingCase.case_id,
        EnrolledCase.number,
        SupportCase.title,
        MeetingCase.facts,
        MeetingCase.interpretation,
        MeetingCase.report_summary,
        *_TICKED,
    )
    statement: Select[Any] = (
        select(*columns)
        .select_from(MeetingCase)
        .join(MeetingSection, MeetingSection.id == MeetingCase.section_id)
        .join(SupportCase, SupportCase.id == MeetingCase.case_id)
        .join(
            EnrolledCase,
            and_(EnrolledCase.case_id == MeetingCase.case_id, EnrolledCase.enrolment_id == MeetingSection.enrolment_id),
        )
        .where(MeetingCase.section_id.in_(reads))
        .order_by(EnrolledCase.number, MeetingCase.case_id)
    )
    pictures = keys_of_notes(meeting_id=meeting_id)
    notes: defaultdict[int, list[CaseNoteRow]] = defaultdict(list)
    for section_id, case_id, number, title, facts, interpretation, summary, *ticked in db.session.execute(statement):
        texts = (facts, interpretation, summary) if reads[section_id] else ()
        note = CaseNoteRow(case_id, number, title, in_order(phases_worked(*ticked)), *texts)
        notes[section_id].append(note.with_pictures(pictures.get(case_id, ()) if reads[section_id] else ()))
    return with_unassigned(notes, "section_id", reads, {key for key in reads if reads[key]})


def _people(meeting_ids: Collection[int]) -> defaultdict[int, list[PersonRow]]:
    people: defaultdict[int, list[PersonRow]] = defaultdict(list)
    statement = (
        select(MeetingParticipant.meeting_id, Producer.id, Producer.name)
        .join(Producer, Producer.id == MeetingParticipant.producer_id)
        .where(MeetingParticipant.meeting_id.in_(meeting_ids))
        .order_by(Producer.kana, Producer.name, Producer.id)
    )
    for meeting_id, producer_id, name in db.session.execute(statement):
        people[meeting_id].append(PersonRow(producer_id, name))
    return people


def _companies(meeting_ids: Collection[int]) -> defaultdict[int, list[StaffedCompanyRow]]:
    companies: defaultdict[int, list[StaffedCompanyRow]] = defaultdict(list)
    statement = (
        select(MeetingSection.meeting_id, Enrolment.id, Company.name)
        .join(Enrolment, Enrolment.id == MeetingSection.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .where(MeetingSection.meeting_id.in_(meeting_ids), scope.board())
        .order_by(Enrolment.number, Enrolment.id)
    )
    for meeting_id, enrolment_id, name in db.session.execute(statement):
        companies[meeting_id].append(StaffedCompanyRow(enrolment_id, name))
    return companies


def _phases(meeting_ids: Collection[int]) -> defaultdict[int, set[Phase]]:
    phases: defaultdict[int, set[Phase]] = defaultdict(set)
    statement = (
        select(MeetingSection.meeting_id, *_TICKED)
        .join(MeetingSection, MeetingSection.id == MeetingCase.section_id)
        .where(MeetingSection.meeting_id.in_(meeting_ids))
    )
    for meeting_id, *ticked in db.session.execute(statement):
        phases[meeting_id] |= phases_worked(*ticked)
    return phases
