"""Moves the section of a team meeting that was written about the wrong company; the meeting itself stays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select, update

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.moves import Destination, check_move, moved_notes
from tracker.domain.notes import columns_of
from tracker.domain.text import clean_line
from tracker.domain.unassigned import NO_CASE
from tracker.domain.words import N_
from tracker.models import (
    Attachment,
    ChallengeProgress,
    MeetingCase,
    MeetingSection,
    NextAction,
    TeamMeeting,
    ToolUse,
    UnassignedNote,
)
from tracker.queries.moves import list_notes
from tracker.services import audit, sections
from tracker.services.meetings import lock_meeting
from tracker.services.moved_lines import carry_lines
from tracker.services.moves import cases_of, lock_both, values_of
from tracker.services.unassigned import keep_unassigned
from tracker.services.versions import check_version, touch


def move_section_to_company(
    viewer: Viewer,
    *,
    meeting_id: int,
    enrolment_id: int,
    to_enrolment_id: int,
    cases: Mapping[int, int],
    lines: Mapping[int, Destination] | None = None,
    reason: str,
    version: int,
    today: date,
    now: datetime,
) -> None:
    """Make the section one about another company, with its notes, next actions, tools and pictures.

    Where the meeting has a section on that company, the two become one, what comes below what stands there. Conflict where
    somebody else saved first; RuleBroken names ``to``, ``reason``, ``case_ID`` or ``challenge_ID``.
    """
    viewer.require(Act.STAFF)
    lock_both(viewer, enrolment_id, to_enrolment_id)
    meeting = lock_meeting(viewer, meeting_id, today=today)
    section = _section(meeting, enrolment_id)
    if section is None:
        raise NotFound
    check_version(meeting, version)
    if enrolment_id == to_enrolment_id:
        raise RuleBroken(N_("この記録は、もうこの企業のものです。別の企業を選んでください。"), field="to")
    before = _snapshot(meeting)
    target = _section(meeting, to_enrolment_id)
    notes, offered = list_notes(section_id=section.id), cases_of(to_enrolment_id)
    check_move(cases, noted=[note.case_id for note in notes], offered=offered, reason=reason)
    carry_lines(
        viewer,
        _lines(section),
        lines or {},
        to_enrolment_id=to_enrolment_id,
        cases=offered,
        there=[row.challenge_id for row in _lines(target)] if target is not None else (),
        raised_on=meeting.meeting_on,
        now=now,
    )
    _move_notes(section, target, moved_notes(notes, cases, there=list_notes(section_id=target.id) if target else ()))
    of_section = update(ToolUse).where(ToolUse.section_id == section.id)
    db.session.execute(of_section.values(values_of(ToolUse.__table__, to_enrolment_id, cases)))  # type: ignore[arg-type]
    for beside in (NextAction.__table__, Attachment.__table__):
        here = (beside.c.meeting_id == meeting_id, beside.c.enrolment_id == enrolment_id)
        db.session.execute(update(beside).where(*here).values(values_of(beside, to_enrolment_id, cases)))  # type: ignore[arg-type]
    if target is None:
        section.enrolment_id = to_enrolment_id
    else:
        _join(section, target)
    touch(meeting)
    db.session.flush()
    db.session.expire_all()
    audit.note(viewer, "move_section", meeting, reason=clean_line(reason), before=before, after=_snapshot(meeting))


def _section(meeting: TeamMeeting, enrolment_id: int) -> MeetingSection | None:
    found: MeetingSection | None = db.session.scalar(
        select(MeetingSection).where(MeetingSection.meeting_id == meeting.id, MeetingSection.enrolment_id == enrolment_id)
    )
    return found


def _lines(section: MeetingSection) -> Any:
    return db.session.scalars(
        select(ChallengeProgress).where(ChallengeProgress.section_id == section.id).order_by(ChallengeProgress.id)
    ).all()


def _move_notes(section: MeetingSection, target: MeetingSection | None, notes: Any) -> None:
    ids = [section.id] if target is None else [section.id, target.id]
    db.session.execute(delete(MeetingCase).where(MeetingCase.section_id.in_(ids)))
    db.session.execute(delete(UnassignedNote).where(UnassignedNote.section_id.in_(ids)))
    place = section.id if target is None else target.id
    for note in notes:
        if note.case_id == NO_CASE:
            keep_unassigned(note, section_id=place)
        else:
            db.session.add(MeetingCase(section_id=place, case_id=note.case_id, **columns_of(note)))
    db.session.flush()


def _join(section: MeetingSection, target: MeetingSection) -> None:
    """Two sections become one; nothing that either of them says goes."""
    for name in ("decisions", "internal_memo"):
        texts = dict.fromkeys(text for text in (getattr(target, name), getattr(section, name)) if text)
        setattr(target, name, "\n".join(texts))
    for kind in (ChallengeProgress, ToolUse):
        db.session.execute(update(kind).where(kind.section_id == section.id).values(section_id=target.id))
    db.session.flush()
    db.session.expire(section)
    db.session.delete(section)


def _snapshot(meeting: TeamMeeting) -> dict[str, Any]:
    """The meeting with the notes of no case too: moving merges and parts them."""
    ids = select(MeetingSection.id).where(MeetingSection.meeting_id == meeting.id)
    unassigned = db.session.scalars(select(UnassignedNote).where(UnassignedNote.section_id.in_(ids)))
    kept = [audit.snapshot(note) for note in unassigned]
    return sections.snapshot(meeting) | ({"unassigned": kept} if kept else {})
