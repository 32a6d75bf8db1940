"""A company's one timeline: visits, meetings, next actions, challenges, outcomes, documents, months, changes of the team."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.notes import in_order, phases_worked
from tracker.domain.records import RecordState
from tracker.models import (
    EnrolledCase,
    Enrolment,
    MeetingCase,
    MeetingParticipant,
    MeetingSection,
    Producer,
    SupportCase,
    TeamMeeting,
    Visit,
    VisitCase,
    VisitParticipant,
)
from tracker.queries import scope, timeline_exhibitions, timeline_facts, timeline_team
from tracker.queries.challenge_progress import list_progress_of_sections, list_progress_of_visits
from tracker.queries.letters import list_confirmations
from tracker.queries.tool_uses import uses_of_sections, uses_of_visits
from tracker.queries.unassigned import with_unassigned
from tracker.rows.notes import CaseNoteRow
from tracker.rows.timeline import TimelineKind, TimelineRow


def list_timeline(viewer: Viewer, enrolment_id: int, *, today: date, kind: TimelineKind | None = None) -> tuple[TimelineRow, ...]:
    """Everything of one company, newest first; at board depth days, kinds, people and phases alone.

    The number of queries does not depend on how much happened. A draft is shown to those who may finish it.
    """
    kinds = [kind] if kind else list(TimelineKind)
    rows = [row for one in kinds for row in _READERS[one](viewer, enrolment_id, today)]
    return tuple(sorted(rows, key=lambda row: (row.on, _ORDER[row.kind], row.thing_id), reverse=True))


def _visits(viewer: Viewer, enrolment_id: int, today: date) -> Iterator[TimelineRow]:
    columns: tuple[Any, ...] = (
        Visit.id,
        Visit.visit_on,
        Visit.status,
        Visit.mode,
        Visit.record_state,
        Visit.decisions,
        Visit.internal_memo,
        Visit.status_reason,
        scope.visit_record(viewer, today),
        scope.visit_record(viewer, today, Act.MEMO),
    )
    found = db.session.execute(
        select(*columns)
        .select_from(Visit)
        .join(Enrolment, Enrolment.id == Visit.enrolment_id)
        .where(
            Visit.enrolment_id == enrolment_id,
            scope.in_programme(viewer, Visit.programme_id),
            scope.board(),
            Visit.deleted_at.is_(None),
            or_(Visit.record_state == RecordState.FINAL, scope.visit_record(viewer, today, Act.LOG)),
        )
    ).all()
    open_ids = {row[0] for row in found if row[8]}
    notes = _notes(VisitCase, VisitCase.visit_id, enrolment_id, [row[0] for row in found], open_ids)
    progress = list_progress_of_visits(open_ids)
    uses = uses_of_visits(open_ids)
    people = _people(VisitParticipant.visit_id, VisitParticipant.producer_id, [row[0] for row in found])
    confirmed = list_confirmations(viewer, [row[0] for row in found], today=today)
    for visit_id, on, status, mode, state, decisions, memo, reason, is_open, reads_memo in found:
        yield TimelineRow(
            TimelineKind.VISIT,
            on,
            visit_id,
            status=status,
            mode=mode,
            is_draft=state is RecordState.DRAFT,
            people=tuple(people[visit_id]),
            notes=tuple(notes[visit_id]),
            progress=tuple(progress[visit_id]),
            uses=tuple(uses[visit_id]),
            words=decisions if is_open else "",
            internal_memo=memo if reads_memo else "",
            reason=reason if is_open else "",
            is_open=bool(is_open),
            confirmation=confirmed.get(visit_id),
        )


def _meetings(viewer: Viewer, enrolment_id: int, today: date) -> Iterator[TimelineRow]:
    day = TeamMeeting.meeting_on
    columns: tuple[Any, ...] = (
        TeamMeeting.id,
        MeetingSection.id,
        day,
        TeamMeeting.status,
        TeamMeeting.mode,
        TeamMeeting.record_state,
        MeetingSection.decisions,
        MeetingSection.internal_memo,
        TeamMeeting.status_reason,
        scope.section_record(viewer, today, day),
        scope.section_record(viewer, today, day, Act.MEMO),
    )
    found = db.session.execute(
        select(*columns)
        .select_from(MeetingSection)
        .join(TeamMeeting, TeamMeeting.id == MeetingSection.meeting_id)
        .join(Enrolment, Enrolment.id == MeetingSection.enrolment_id)
        .where(
            MeetingSection.enrolment_id == enrolment_id,
            scope.in_programme(viewer, MeetingSection.programme_id),
            scope.board(),
            TeamMeeting.deleted_at.is_(None),
            or_(TeamMeeting.record_state == RecordState.FINAL, scope.section_record(viewer, today, day, Act.LOG)),
        )
    ).all()
    open_ids = {row[1] for row in found if row[9]}
    notes = _notes(MeetingCase, MeetingCase.section_id, enrolment_id, [row[1] for row in found], open_ids)
    progress = list_progress_of_sections(open_ids)
    uses = uses_of_sections(open_ids)
    people = _people(MeetingParticipant.meeting_id, MeetingParticipant.producer_id, [row[0] for row in found])
    for meeting_id, section_id, on, status, mode, state, decisions, memo, reason, is_open, reads_memo in found:
        yield TimelineRow(
            TimelineKind.MEETING,
            on,
            meeting_id,
            status=status,
            mode=mode,
            is_draft=state is RecordState.DRAFT,
            people=tuple(people[meeting_id]),
            notes=tuple(notes[section_id]),
            progress=tuple(progress[section_id]),
            uses=tuple(uses[section_id]),
            words=decisions if is_open else "",
            internal_memo=memo if reads_memo else "",
            reason=reason if is_open else "",
            is_open=bool(is_open),
        )


def _notes(
    note: Any, parent: Any, enrolment_id: int, parent_ids: Collection[int], open_ids: Collection[int]
) -> defaultdict[int, list[CaseNoteRow]]:
    """The case notes of visits or of sections, by parent; texts only of those that are open."""
    statement: Any = (
        select(
            parent,
            note.case_id,
            func.coalesce(EnrolledCase.number, ""),
            SupportCase.title,
            note.worked_listen,
            note.worked_observe,
            note.worked_diagnose,
            note.worked_plan,
            note.facts,
            note.interpretation,
            note.report_summary,
        )
        .join(SupportCase, SupportCase.id == note.case_id)
        .outerjoin(EnrolledCase, and_(EnrolledCase.case_id == SupportCase.id, EnrolledCase.enrolment_id == enrolment_id))
        .where(parent.in_(parent_ids))
        .order_by(EnrolledCase.number, note.id)
    )
    notes: defaultdict[int, list[CaseNoteRow]] = defaultdict(list)
    for parent_id, case_id, number, title, *rest in db.session.execute(statement):
        phases = in_order(phases_worked(*rest[:4]))
        texts = rest[4:] if parent_id in open_ids else ("", "", "")
        notes[parent_id].append(CaseNoteRow(case_id, number, title, phases, *texts))
    return with_unassigned(notes, parent.key, parent_ids, open_ids)


def _people(event_id: Any, producer_id: Any, event_ids: Collection[int]) -> defaultdict[int, list[str]]:
    statement = (
        select(event_id, Producer.name)
        .join(Producer, Producer.id == producer_id)
        .where(event_id.in_(event_ids))
        .order_by(Producer.kana, Producer.name, Producer.id)
    )
    people: defaultdict[int, list[str]] = defaultdict(list)
    for key, name in db.session.execute(statement):
        people[key].append(name)
    return people


_Reader = Callable[[Viewer, int, date], Iterator[TimelineRow]]
_READERS: dict[TimelineKind, _Reader] = {
    TimelineKind.VISIT: _visits,
    TimelineKind.MEETING: _meetings,
    TimelineKind.ACTION: timeline_facts.actions,
    TimelineKind.OUTCOME: timeline_facts.outcomes,
    TimelineKind.MONTH: timeline_team.months,
    TimelineKind.TEAM: timeline_team.team,
    TimelineKind.EXHIBITION: timeline_exhibitions.exhibitions,
    TimelineKind.VOICE: timeline_exhibitions.voices,
    TimelineKind.CHALLENGE: timeline_facts.challenges,
    TimelineKind.DOCUMENT: timeline_facts.documents,
}
# On one day the team stands first, then what it did, then what came of it: newest on top.
_ORDER = {
    kind: place
    for place, kind in enumerate(
        (
            TimelineKind.TEAM,
            TimelineKind.MONTH,
            TimelineKind.CHALLENGE,
            TimelineKind.MEETING,
            TimelineKind.VISIT,
            TimelineKind.EXHIBITION,
            TimelineKind.VOICE,
            TimelineKind.ACTION,
            TimelineKind.OUTCOME,
            TimelineKind.DOCUMENT,
        )
    )
}
