"""What is recorded already, as far as the rows of a log are compared with it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.cadence import EventStatus
from tracker.domain.hand_log_plan import words_key
from tracker.models import (
    LogEntry,
    LogUpload,
    MeetingCase,
    MeetingParticipant,
    MeetingSection,
    TeamMeeting,
    UnassignedNote,
    Visit,
    VisitCase,
    VisitParticipant,
)
from tracker.queries.scope import in_programme


@dataclass(slots=True)
class Stored:
    """A visit or a meeting of a day, with the words in it and who was there."""

    thing_id: int
    status: EventStatus
    companies: set[int] = field(default_factory=set)
    people: set[int] = field(default_factory=set)
    words: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Records:
    """``visits`` by company and day, ``meetings`` by day, ``fingerprints`` of rows whose records still stand."""

    visits: dict[tuple[int, date], list[Stored]]
    meetings: dict[date, list[Stored]]
    fingerprints: frozenset[str]


def load_records(viewer: Viewer) -> Records:
    visits, meetings = _visits(viewer), _meetings(viewer)
    return Records(visits, meetings, _fingerprints(viewer))


def _visits(viewer: Viewer) -> dict[tuple[int, date], list[Stored]]:
    """Living visits that are neither cancelled nor postponed."""
    chosen = (in_programme(viewer, Visit.programme_id), Visit.deleted_at.is_(None), _takes_place(Visit))
    stored: dict[int, Stored] = {}
    found: defaultdict[tuple[int, date], list[Stored]] = defaultdict(list)
    for visit_id, enrolment_id, on, status in db.session.execute(
        select(Visit.id, Visit.enrolment_id, Visit.visit_on, Visit.status).where(*chosen)
    ):
        stored[visit_id] = Stored(visit_id, status, {enrolment_id})
        found[enrolment_id, on].append(stored[visit_id])
    people = select(VisitParticipant.visit_id, VisitParticipant.producer_id)
    for visit_id, producer_id in db.session.execute(people.join(Visit, Visit.id == VisitParticipant.visit_id).where(*chosen)):
        stored[visit_id].people.add(producer_id)
    notes: tuple[Any, ...] = (VisitCase, UnassignedNote)
    for note in notes:
        texts = select(note.visit_id, note.facts, note.interpretation).join(Visit, Visit.id == note.visit_id).where(*chosen)
        for visit_id, *words in db.session.execute(texts):
            stored[visit_id].words |= set(map(words_key, words))
    return dict(found)


def _meetings(viewer: Viewer) -> dict[date, list[Stored]]:
    chosen = (in_programme(viewer, TeamMeeting.programme_id), TeamMeeting.deleted_at.is_(None), _takes_place(TeamMeeting))
    stored: dict[int, Stored] = {}
    found: defaultdict[date, list[Stored]] = defaultdict(list)
    for meeting_id, on, status in db.session.execute(
        select(TeamMeeting.id, TeamMeeting.meeting_on, TeamMeeting.status).where(*chosen)
    ):
        stored[meeting_id] = Stored(meeting_id, status)
        found[on].append(stored[meeting_id])
    people = select(MeetingParticipant.meeting_id, MeetingParticipant.producer_id)
    of_meeting = people.join(TeamMeeting, TeamMeeting.id == MeetingParticipant.meeting_id).where(*chosen)
    for meeting_id, producer_id in db.session.execute(of_meeting):
        stored[meeting_id].people.add(producer_id)
    sections = select(MeetingSection.meeting_id, MeetingSection.enrolment_id, MeetingSection.decisions)
    joined = sections.join(TeamMeeting, TeamMeeting.id == MeetingSection.meeting_id).where(*chosen)
    for meeting_id, enrolment_id, decisions in db.session.execute(joined):
        stored[meeting_id].companies.add(enrolment_id)
        stored[meeting_id].words.add(words_key(decisions))
    notes: tuple[Any, ...] = (MeetingCase, UnassignedNote)
    for note in notes:
        texts: Any = (
            select(MeetingSection.meeting_id, note.facts, note.interpretation)
            .join(MeetingSection, MeetingSection.id == note.section_id)
            .join(TeamMeeting, TeamMeeting.id == MeetingSection.meeting_id)
            .where(*chosen)
        )
        for meeting_id, *words in db.session.execute(texts):
            stored[meeting_id].words |= set(map(words_key, words))
    return dict(found)


def _fingerprints(viewer: Viewer) -> frozenset[str]:
    """Of rows that were imported and whose visit or meeting is still there."""
    statement = (
        select(LogEntry.fingerprint)
        .join(LogUpload, LogUpload.id == LogEntry.upload_id)
        .outerjoin(Visit, Visit.id == LogEntry.visit_id)
        .outerjoin(TeamMeeting, TeamMeeting.id == LogEntry.meeting_id)
        .where(
            in_programme(viewer, LogUpload.programme_id),
            LogEntry.fingerprint != "",
            or_(
                Visit.id.is_not(None) & Visit.deleted_at.is_(None),
                TeamMeeting.id.is_not(None) & TeamMeeting.deleted_at.is_(None),
            ),
        )
    )
    return frozenset(db.session.scalars(statement))


def _takes_place(event: Any) -> Any:
    return event.status.in_((EventStatus.SCHEDULED, EventStatus.HELD))
