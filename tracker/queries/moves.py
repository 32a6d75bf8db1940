"""What is moved with a visit or with a meeting's section, and where it can go."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.errors import NotFound
from tracker.domain.notes import CaseNote, phases_worked
from tracker.domain.unassigned import NO_CASE
from tracker.models import (
    Attachment,
    Challenge,
    ChallengeProgress,
    Company,
    Enrolment,
    ExhibitionVisit,
    MarketFeedback,
    MeetingCase,
    NextAction,
    ToolUse,
    Travel,
    UnassignedNote,
    Visit,
    VisitCase,
)
from tracker.queries import scope
from tracker.queries.cases import list_cases
from tracker.queries.challenges import list_choices
from tracker.queries.meetings import get_meeting_to_delete
from tracker.queries.visits import get_visit_to_delete
from tracker.rows.meetings import MeetingRow, SectionRow
from tracker.rows.moves import AlongRow, HeardRow, LineRow, MoveRow


def find_move(viewer: Viewer, visit_id: int, to_enrolment_id: int, *, today: date) -> MoveRow | None:
    """The visit beside the company it is to go to; None where it cannot go there."""
    visit = get_visit_to_delete(viewer, visit_id, today=today)
    company = _company(viewer, to_enrolment_id)
    if company is None or to_enrolment_id == visit.enrolment_id:
        return None
    along = AlongRow(
        actions=_count(NextAction, NextAction.visit_id == visit_id, NextAction.deleted_at.is_(None)),
        attachments=_count(Attachment, Attachment.visit_id == visit_id, Attachment.deleted_at.is_(None)),
        tools=_count(ToolUse, ToolUse.visit_id == visit_id),
        journeys=_count(Travel, Travel.visit_id == visit_id, Travel.deleted_at.is_(None)),
    )
    return MoveRow(
        visit_id,
        visit.visit_on,
        visit.version,
        visit.company,
        to_enrolment_id,
        company,
        visit.notes,
        tuple(list_cases(viewer, enrolment_ids=[to_enrolment_id])),
        _lines(ChallengeProgress.visit_id == visit_id),
        list_choices(viewer, [to_enrolment_id], today=today),
        list_heard(visit_id),
        along,
    )


def get_section_to_move(viewer: Viewer, meeting_id: int, enrolment_id: int, *, today: date) -> tuple[MeetingRow, SectionRow]:
    """The meeting and its section on the company, for a manager; NotFound where it has none."""
    row = get_meeting_to_delete(viewer, meeting_id, today=today)
    for section in row.mine:
        if section.enrolment_id == enrolment_id:
            return row, section
    raise NotFound


def find_section_move(viewer: Viewer, meeting_id: int, enrolment_id: int, to_enrolment_id: int, *, today: date) -> MoveRow | None:
    """The section beside the company it is to go to; None where it cannot go there."""
    meeting, section = get_section_to_move(viewer, meeting_id, enrolment_id, today=today)
    company = _company(viewer, to_enrolment_id)
    if company is None or to_enrolment_id == enrolment_id:
        return None
    of_section = (NextAction.meeting_id == meeting_id, NextAction.enrolment_id == enrolment_id)
    files = (Attachment.meeting_id == meeting_id, Attachment.enrolment_id == enrolment_id)
    along = AlongRow(
        actions=_count(NextAction, *of_section, NextAction.deleted_at.is_(None)),
        attachments=_count(Attachment, *files, Attachment.deleted_at.is_(None)),
        tools=_count(ToolUse, ToolUse.section_id == section.section_id),
    )
    return MoveRow(
        meeting_id,
        meeting.meeting_on,
        meeting.version,
        section.company,
        to_enrolment_id,
        company,
        section.notes,
        tuple(list_cases(viewer, enrolment_ids=[to_enrolment_id])),
        _lines(ChallengeProgress.section_id == section.section_id),
        list_choices(viewer, [to_enrolment_id], today=today),
        along=along,
        joins=any(other.enrolment_id == to_enrolment_id for other in meeting.sections),
    )


def list_notes(*, visit_id: int | None = None, section_id: int | None = None) -> tuple[CaseNote, ...]:
    """The notes of a visit or a section in their order, the one of no case last; the caller has asked who may see them."""
    kinds: tuple[Any, ...] = (
        ((VisitCase, VisitCase.visit_id), (UnassignedNote, UnassignedNote.visit_id))
        if visit_id is not None
        else ((MeetingCase, MeetingCase.section_id), (UnassignedNote, UnassignedNote.section_id))
    )
    return tuple(
        CaseNote(
            getattr(row, "case_id", NO_CASE),
            phases_worked(row.worked_listen, row.worked_observe, row.worked_diagnose, row.worked_plan),
            row.facts,
            row.interpretation,
            row.report_summary,
        )
        for kind, parent in kinds
        for row in db.session.scalars(select(kind).where(parent == (visit_id or section_id)).order_by(kind.id))
    )


def list_heard(visit_id: int) -> tuple[HeardRow, ...]:
    """市場の声 of the visit's company that were noted for its day at the exhibition that it was made to."""
    statement = (
        select(MarketFeedback.id, MarketFeedback.words)
        .join(ExhibitionVisit, ExhibitionVisit.exhibition_id == MarketFeedback.exhibition_id)
        .join(Visit, Visit.id == ExhibitionVisit.visit_id)
        .where(
            Visit.id == visit_id,
            MarketFeedback.enrolment_id == Visit.enrolment_id,
            MarketFeedback.heard_on == Visit.visit_on,
            MarketFeedback.deleted_at.is_(None),
        )
        .order_by(MarketFeedback.id)
    )
    return tuple(HeardRow(*found) for found in db.session.execute(statement))


def _company(viewer: Viewer, enrolment_id: int) -> str | None:
    name: str | None = db.session.scalar(
        select(Company.name)
        .join(Enrolment, Enrolment.company_id == Company.id)
        .where(Enrolment.id == enrolment_id, scope.in_programme(viewer, Enrolment.programme_id), scope.board())
    )
    return name


def _count(model: Any, *clauses: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*clauses)) or 0


def _lines(record: Any) -> tuple[LineRow, ...]:
    """Every line, of a deleted challenge too: it would come back with it."""
    statement = (
        select(Challenge.id, Challenge.title, ChallengeProgress.state, ChallengeProgress.words)
        .join(Challenge, Challenge.id == ChallengeProgress.challenge_id)
        .where(record)
        .order_by(Challenge.position, Challenge.id)
    )
    return tuple(LineRow(*found) for found in db.session.execute(statement))
