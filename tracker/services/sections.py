"""The sections of a team meeting: who may write which, and what is written into them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.meetings import MeetingRecord, SectionRecord
from tracker.domain.notes import CaseNote, columns_of
from tracker.domain.visits import VisitRecord
from tracker.domain.words import N_
from tracker.models import EnrolledCase, MeetingCase, MeetingParticipant, MeetingSection, NextAction, SupportCase, TeamMeeting
from tracker.queries import scope
from tracker.queries.note_pictures import keys_of_notes
from tracker.queries.teams import get_staffing
from tracker.services import audit, challenge_progress, tool_uses, visits_there
from tracker.services.actions import add_action
from tracker.services.attachment_claims import claim_for_meeting
from tracker.services.scheduled_visits import schedule_visit


def enrolments_of(meeting: TeamMeeting) -> frozenset[int]:
    """The companies that the meeting covers."""
    return frozenset(db.session.scalars(select(MeetingSection.enrolment_id).where(MeetingSection.meeting_id == meeting.id)))


def closed_to(viewer: Viewer, meeting: TeamMeeting, *, today: date) -> frozenset[int]:
    """The companies of the meeting whose sections the viewer may not write."""
    open_ones = select(MeetingSection.enrolment_id).where(
        MeetingSection.meeting_id == meeting.id,
        scope.section_record(viewer, today, meeting.meeting_on, Act.LOG),
    )
    return enrolments_of(meeting) - frozenset(db.session.scalars(open_ones))


def with_pictures(meeting: TeamMeeting | None, record: MeetingRecord) -> MeetingRecord:
    """The record, its notes knowing of the pictures that count as them: those that it names and those of the stored meeting."""
    stored = set(keys_of_notes(meeting_id=meeting.id)) if meeting is not None else set()
    return replace(record, sections=tuple(_pictured(section, stored) for section in record.sections))


def _pictured(section: SectionRecord, stored: Collection[int]) -> SectionRecord:
    noted = {case_id for case_id, keys in section.pictures.items() if keys} | set(stored)
    return replace(section, notes=tuple(replace(note, in_picture=note.case_id in noted) for note in section.notes))


def claim_pictures(viewer: Viewer, meeting: TeamMeeting, record: MeetingRecord, *, key: str | None, now: datetime) -> None:
    """Give the saved meeting the pictures that its sections name, and those that were sent for it beforehand."""
    pictures = {
        section.enrolment_id: {note.case_id: section.pictures.get(note.case_id, ()) for note in section.notes}
        for section in record.sections
    }
    claim_for_meeting(viewer, meeting, key=key, pictures=pictures, now=now)


def write(
    viewer: Viewer,
    meeting: TeamMeeting,
    records: Sequence[SectionRecord],
    *,
    mine: frozenset[int],
    today: date,
    now: datetime,
) -> None:
    """Make the viewer's sections (``mine`` of those that are there) what ``records`` say; those left out go, with their notes."""
    rows = {
        row.enrolment_id: row for row in db.session.scalars(select(MeetingSection).where(MeetingSection.meeting_id == meeting.id))
    }
    wanted = {record.enrolment_id for record in records}
    for enrolment_id in mine - wanted:
        _let_go(viewer, meeting, rows[enrolment_id])
    for index, record in enumerate(records):
        row = rows.get(record.enrolment_id)
        if row is None:
            row = MeetingSection(programme_id=meeting.programme_id, meeting_id=meeting.id, enrolment_id=record.enrolment_id)
            db.session.add(row)
        elif record.enrolment_id not in mine:
            raise NotFound
        row.decisions, row.internal_memo = record.decisions, record.internal_memo
        db.session.flush()
        _write_notes(row, record.notes, at=f"sections-{index}")
        challenge_progress.keep_challenges(
            viewer,
            record,
            enrolment_id=record.enrolment_id,
            on=meeting.meeting_on,
            prefix=f"sections-{index}-",
            now=now,
            in_meeting=meeting.id,
            section_id=row.id,
        )
        if record.tools is not None:
            tool_uses.keep_uses(
                viewer, record.tools, enrolment_id=record.enrolment_id, section_id=row.id, prefix=f"sections-{index}-tools"
            )
        _set_next(viewer, meeting, record, at=f"sections-{index}", today=today, now=now)
        _add_actions(viewer, meeting, record, at=f"sections-{index}", today=today, now=now)


def snapshot(meeting: TeamMeeting) -> dict[str, Any]:
    """The whole meeting for the audit trail: head, people, sections and notes."""
    db.session.flush()
    people = select(MeetingParticipant.producer_id).where(MeetingParticipant.meeting_id == meeting.id)
    rows = db.session.scalars(select(MeetingSection).where(MeetingSection.meeting_id == meeting.id)).all()
    notes = db.session.scalars(select(MeetingCase).where(MeetingCase.section_id.in_([row.id for row in rows]))).all()
    return {
        **audit.snapshot(meeting),
        "producer_ids": sorted(db.session.scalars(people)),
        "sections": [
            {
                **audit.snapshot(row),
                "notes": [audit.snapshot(note) for note in notes if note.section_id == row.id],
                "challenges": challenge_progress.snapshot(section_id=row.id),
                **tool_uses.snapshot(tool_uses.stored_uses(section_id=row.id)),
            }
            for row in rows
        ],
    }


def _let_go(viewer: Viewer, meeting: TeamMeeting, row: MeetingSection) -> None:
    """Take a company out of the meeting; its next actions stay, no longer of this meeting."""
    actions = select(NextAction).where(NextAction.meeting_id == meeting.id, NextAction.enrolment_id == row.enrolment_id)
    for action in db.session.scalars(actions.with_for_update()):
        before = audit.snapshot(action)
        action.meeting_id = None
        audit.note(viewer, "correct_action", action, before=before)
    db.session.delete(row)
    db.session.flush()


def _write_notes(row: MeetingSection, notes: Sequence[CaseNote], *, at: str) -> None:
    stored = {note.case_id: note for note in db.session.scalars(select(MeetingCase).where(MeetingCase.section_id == row.id))}
    known = frozenset(
        db.session.scalars(
            select(EnrolledCase.case_id)
            .join(SupportCase, SupportCase.id == EnrolledCase.case_id)
            .where(EnrolledCase.enrolment_id == row.enrolment_id, SupportCase.deleted_at.is_(None))
        )
    )
    for index, note in enumerate(notes):
        if note.case_id not in known | stored.keys():
            raise RuleBroken(
                N_("この企業の案件ではありません。画面を開き直して、入力し直してください。"), field=f"{at}-cases-{index}-phases"
            )
        there = stored.get(note.case_id)
        if note.is_blank:
            if there is not None:
                db.session.delete(there)
            continue
        if there is None:
            there = MeetingCase(section_id=row.id, case_id=note.case_id)
            db.session.add(there)
        for name, value in columns_of(note).items():
            setattr(there, name, value)


def _set_next(viewer: Viewer, meeting: TeamMeeting, record: SectionRecord, *, at: str, today: date, now: datetime) -> None:
    """Schedule the company's next visit with its team, unless one is scheduled for that day."""
    if record.next_on is None or visits_there.find_scheduled(record.enrolment_id, record.next_on) is not None:
        return
    team = get_staffing(viewer, record.enrolment_id, today=record.next_on).team
    people = frozenset(person.producer_id for person in team.people)
    try:
        schedule_visit(
            viewer,
            enrolment_id=record.enrolment_id,
            record=VisitRecord(visit_on=record.next_on, producer_ids=people),
            today=today,
            now=now,
        )
    except RuleBroken as broken:
        broken.field = f"{at}-next_on"
        raise


def _add_actions(viewer: Viewer, meeting: TeamMeeting, record: SectionRecord, *, at: str, today: date, now: datetime) -> None:
    for index, action in enumerate(record.actions):
        try:
            add_action(
                viewer,
                enrolment_id=record.enrolment_id,
                what=action.what,
                owner_id=action.owner_id,
                owner_name=action.owner_name,
                due_on=action.due_on,
                meeting_id=meeting.id,
                today=today,
                now=now,
            )
        except RuleBroken as broken:
            broken.field = f"{at}-actions-{index}-{broken.field}"
            raise
