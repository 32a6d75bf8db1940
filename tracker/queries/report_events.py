"""The visits, team meetings and outcomes of the report's period, cut by the as-of date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import and_, exists, func, select, true

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.cadence import EventStatus, VisitDay, counts
from tracker.domain.calendar import Period
from tracker.domain.notes import in_order, phases_worked
from tracker.domain.records import RecordState
from tracker.models import (
    Attachment,
    Enrolment,
    MeetingCase,
    MeetingParticipant,
    MeetingSection,
    Outcome,
    OutcomeChallenge,
    OutcomeExhibition,
    SupportCase,
    TeamMeeting,
    Visit,
    VisitCase,
    VisitParticipant,
)
from tracker.queries.scope import board, in_programme, is_draft
from tracker.rows.programmes import ProgrammeRow
from tracker.rows.report import ReportDraftRow, ReportMeetingRow, ReportNoteRow, ReportOutcomeRow, ReportVisitRow


def report_visits(
    viewer: Viewer,
    programme: ProgrammeRow,
    year: Period,
    as_of: date,
    support: dict[int, Period],
    *,
    visit_ids: Collection[int] | None = None,
) -> tuple[ReportVisitRow, ...]:
    """Final visits of the period, or those of them that are asked for; whatever became of a later one, it was to come."""
    of_year = (
        true() if visit_ids is None else Visit.id.in_(visit_ids),
        in_programme(viewer, Visit.programme_id),
        board(),
        Visit.deleted_at.is_(None),
        Visit.record_state == RecordState.FINAL,
        Visit.visit_on.between(year.starts_on, year.ends_on),
    )
    notes = _notes(
        VisitCase, VisitCase.visit_id, select(Visit.id).join(Enrolment, Enrolment.id == Visit.enrolment_id).where(*of_year)
    )
    people = _grouped(
        select(VisitParticipant.visit_id, VisitParticipant.producer_id)
        .join(Visit, Visit.id == VisitParticipant.visit_id)
        .join(Enrolment, Enrolment.id == Visit.enrolment_id)
        .where(*of_year)
        .order_by(VisitParticipant.producer_id)
    )
    statement = (
        select(Visit.id, Visit.enrolment_id, Visit.visit_on, Visit.status, Visit.mode, Visit.start_time, Visit.end_time)
        .join(Enrolment, Enrolment.id == Visit.enrolment_id)
        .where(*of_year)
        .order_by(Visit.visit_on, Visit.id)
    )
    rows = []
    for visit_id, enrolment_id, on, status, mode, start_time, end_time in db.session.execute(statement):
        is_past = on <= as_of
        stands = status if is_past else EventStatus.SCHEDULED
        rows.append(
            ReportVisitRow(
                visit_id=visit_id,
                enrolment_id=enrolment_id,
                visit_on=on,
                status=stands,
                mode=mode,
                counts=counts(VisitDay(visit_id, on, stands, mode), programme.cadence),
                is_outside_support=on not in support[enrolment_id],
                start_time=start_time,
                end_time=end_time,
                producer_ids=tuple(people[visit_id]),
                notes=tuple(notes[visit_id]) if is_past else (),
            )
        )
    return tuple(rows)


def report_meetings(
    viewer: Viewer, year: Period, as_of: date, *, meeting_ids: Collection[int] | None = None
) -> tuple[ReportMeetingRow, ...]:
    """Final team meetings of the period, or those of them that are asked for, with the living companies that they cover."""
    of_year = (
        true() if meeting_ids is None else TeamMeeting.id.in_(meeting_ids),
        in_programme(viewer, TeamMeeting.programme_id),
        TeamMeeting.deleted_at.is_(None),
        TeamMeeting.record_state == RecordState.FINAL,
        TeamMeeting.meeting_on.between(year.starts_on, year.ends_on),
    )
    sections = db.session.execute(
        select(MeetingSection.meeting_id, MeetingSection.id, MeetingSection.enrolment_id)
        .join(TeamMeeting, TeamMeeting.id == MeetingSection.meeting_id)
        .join(Enrolment, Enrolment.id == MeetingSection.enrolment_id)
        .where(*of_year, board())
        .order_by(Enrolment.number, MeetingSection.id)
    ).all()
    by_meeting: defaultdict[int, list[Any]] = defaultdict(list)
    for section in sections:
        by_meeting[section.meeting_id].append(section)
    notes = _notes(
        MeetingCase,
        MeetingCase.section_id,
        select(MeetingSection.id).join(TeamMeeting, TeamMeeting.id == MeetingSection.meeting_id).where(*of_year),
    )
    people = _grouped(
        select(MeetingParticipant.meeting_id, MeetingParticipant.producer_id)
        .join(TeamMeeting, TeamMeeting.id == MeetingParticipant.meeting_id)
        .where(*of_year)
        .order_by(MeetingParticipant.producer_id)
    )
    statement = (
        select(
            TeamMeeting.id,
            TeamMeeting.meeting_on,
            TeamMeeting.status,
            TeamMeeting.mode,
            TeamMeeting.start_time,
            TeamMeeting.end_time,
        )
        .where(*of_year)
        .order_by(TeamMeeting.meeting_on, TeamMeeting.id)
    )
    rows = []
    for meeting_id, on, status, mode, start_time, end_time in db.session.execute(statement):
        stands = status if on <= as_of else EventStatus.SCHEDULED
        mine = by_meeting[meeting_id]
        rows.append(
            ReportMeetingRow(
                meeting_id=meeting_id,
                meeting_on=on,
                status=stands,
                mode=mode,
                counts=stands is EventStatus.HELD,
                start_time=start_time,
                end_time=end_time,
                enrolment_ids=tuple(row.enrolment_id for row in mine),
                producer_ids=tuple(people[meeting_id]),
                notes=tuple(note for row in mine for note in notes[row.id]) if on <= as_of else (),
            )
        )
    return tuple(rows)


def report_outcomes(viewer: Viewer, period: Period) -> tuple[ReportOutcomeRow, ...]:
    """The outcomes of the period, by day."""
    statement = (
        select(
            Outcome.id,
            Outcome.enrolment_id,
            SupportCase.id,
            Outcome.kind,
            Outcome.kind_detail,
            Outcome.outcome_on,
            Outcome.description,
            Outcome.evidence,
            exists().where(OutcomeChallenge.outcome_id == Outcome.id),
            exists().where(OutcomeExhibition.outcome_id == Outcome.id),
            exists().where(Attachment.outcome_id == Outcome.id, Attachment.deleted_at.is_(None)),
        )
        .join(Enrolment, Enrolment.id == Outcome.enrolment_id)
        .outerjoin(SupportCase, and_(SupportCase.id == Outcome.case_id, SupportCase.deleted_at.is_(None)))
        .where(
            in_programme(viewer, Outcome.programme_id),
            board(),
            Outcome.deleted_at.is_(None),
            Outcome.outcome_on.between(period.starts_on, period.ends_on),
        )
        .order_by(Outcome.outcome_on, Outcome.id)
    )
    return tuple(ReportOutcomeRow(*row) for row in db.session.execute(statement))


def count_report_events(viewer: Viewer, period: Period) -> int:
    """How many visits and meetings, drafts among them, lie in the period: what a report of it takes follows from it."""
    days = period.starts_on, period.ends_on
    visits = (in_programme(viewer, Visit.programme_id), Visit.deleted_at.is_(None), Visit.visit_on.between(*days))
    meetings = (
        in_programme(viewer, TeamMeeting.programme_id),
        TeamMeeting.deleted_at.is_(None),
        TeamMeeting.meeting_on.between(*days),
    )
    return sum(db.session.execute(select(func.count()).where(*of)).scalar_one() for of in (visits, meetings))


def report_drafts(viewer: Viewer, period: Period) -> tuple[ReportDraftRow, ...]:
    """Drafts of the period, whoever writes them; a meeting once, under the first of its companies."""
    visits = (
        select(Visit.enrolment_id, Visit.visit_on, Visit.id)
        .join(Enrolment, Enrolment.id == Visit.enrolment_id)
        .where(
            in_programme(viewer, Visit.programme_id),
            board(),
            Visit.deleted_at.is_(None),
            is_draft(Visit.record_state),
            Visit.visit_on.between(period.starts_on, period.ends_on),
        )
        .order_by(Visit.visit_on, Visit.id)
    )
    meetings = (
        select(MeetingSection.enrolment_id, TeamMeeting.meeting_on, TeamMeeting.id)
        .join(TeamMeeting, TeamMeeting.id == MeetingSection.meeting_id)
        .join(Enrolment, Enrolment.id == MeetingSection.enrolment_id)
        .where(
            in_programme(viewer, TeamMeeting.programme_id),
            board(),
            TeamMeeting.deleted_at.is_(None),
            is_draft(TeamMeeting.record_state),
            TeamMeeting.meeting_on.between(period.starts_on, period.ends_on),
        )
        .order_by(TeamMeeting.meeting_on, TeamMeeting.id, Enrolment.number)
    )
    of_meetings: dict[int, ReportDraftRow] = {}
    for enrolment_id, on, meeting_id in db.session.execute(meetings):
        of_meetings.setdefault(meeting_id, ReportDraftRow(enrolment_id, on, meeting_id=meeting_id))
    return (
        *(ReportDraftRow(enrolment_id, on, visit_id=visit_id) for enrolment_id, on, visit_id in db.session.execute(visits)),
        *of_meetings.values(),
    )


def _notes(note: Any, parent: Any, of_year: Any) -> defaultdict[int, list[ReportNoteRow]]:
    statement = (
        select(
            parent,
            note.case_id,
            note.report_summary,
            note.worked_listen,
            note.worked_observe,
            note.worked_diagnose,
            note.worked_plan,
        )
        .join(SupportCase, SupportCase.id == note.case_id)
        .where(parent.in_(of_year), SupportCase.deleted_at.is_(None))
        .order_by(parent, note.case_id)
    )
    found: defaultdict[int, list[ReportNoteRow]] = defaultdict(list)
    for parent_id, case_id, summary, *ticked in db.session.execute(statement):
        found[parent_id].append(ReportNoteRow(case_id, in_order(phases_worked(*ticked)), summary))
    return found


def _grouped(statement: Any) -> defaultdict[int, list[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    for key, value in db.session.execute(statement):
        found[key].append(value)
    return found
