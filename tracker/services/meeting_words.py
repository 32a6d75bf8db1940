"""清書 of a meeting: what a section has as a picture or a recording is put into words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.cadence import EventStatus
from tracker.domain.errors import RuleBroken
from tracker.domain.notes import check_length
from tracker.domain.records import RecordState
from tracker.domain.words import N_
from tracker.models import MeetingCase, MeetingSection
from tracker.services import audit, sections
from tracker.services.meetings import lock_meeting
from tracker.services.versions import check_version, touch


def type_up_meeting(viewer: Viewer, meeting_id: int, *, facts: Mapping[int, str], version: int, today: date) -> None:
    """Put the notes of these cases into words; what the viewer may not write stays as it is. Conflict where somebody else
    saved first."""
    meeting = lock_meeting(viewer, meeting_id, today=today)
    check_version(meeting, version)
    if meeting.status is not EventStatus.HELD or meeting.record_state is not RecordState.FINAL:
        raise RuleBroken(N_("確定した会議の記録だけを清書できます。画面を開き直して、今の状態を確かめてください。"))
    for index, text in enumerate(facts.values()):
        check_length(text, field=f"cases-{index}-facts")
    closed = sections.closed_to(viewer, meeting, today=today)
    before = sections.snapshot(meeting)
    notes = select(MeetingCase).join(MeetingSection, MeetingSection.id == MeetingCase.section_id)
    mine = notes.where(MeetingSection.meeting_id == meeting.id, MeetingSection.enrolment_id.not_in(closed))
    for note in db.session.scalars(mine):
        note.facts = facts.get(note.case_id, note.facts)
    touch(meeting)
    audit.note(viewer, "correct_meeting", meeting, before=before, after=sections.snapshot(meeting))
