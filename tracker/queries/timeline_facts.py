"""What a company's timeline tells beside visits and meetings: next actions, challenges, outcomes and documents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import func, select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.calendar import tokyo_day
from tracker.models import (
    Enrolment,
    NextAction,
    Outcome,
    Producer,
)
from tracker.queries import scope
from tracker.queries.attachments import list_attachments
from tracker.queries.challenges import list_challenges
from tracker.rows.attachments import AttachmentFilter
from tracker.rows.challenges import ChallengeFilter
from tracker.rows.timeline import TimelineKind, TimelineRow


def actions(viewer: Viewer, enrolment_id: int, today: date) -> Iterator[TimelineRow]:
    statement = (
        select(
            NextAction.id,
            NextAction.created_at,
            NextAction.done_on,
            NextAction.status,
            NextAction.what,
            NextAction.due_on,
            func.coalesce(Producer.name, NextAction.owner_name),
            NextAction.case_id,
        )
        .join(Enrolment, Enrolment.id == NextAction.enrolment_id)
        .outerjoin(Producer, Producer.id == NextAction.owner_id)
        .where(
            NextAction.enrolment_id == enrolment_id,
            scope.in_programme(viewer, NextAction.programme_id),
            scope.board(),
            NextAction.deleted_at.is_(None),
            scope.company_record(viewer, today),
        )
    )
    for action_id, created_at, done_on, status, what, due_on, owner, case_id in db.session.execute(statement):
        yield TimelineRow(
            TimelineKind.ACTION,
            done_on or tokyo_day(created_at),
            action_id,
            people=(owner,),
            words=what,
            action_status=status,
            until=due_on,
            case_ids=(case_id,) if case_id else (),
        )


def outcomes(viewer: Viewer, enrolment_id: int, today: date) -> Iterator[TimelineRow]:
    statement = (
        select(
            Outcome.id,
            Outcome.outcome_on,
            Outcome.kind,
            Outcome.description,
            Outcome.evidence,
            Outcome.case_id,
            scope.company_record(viewer, today),
        )
        .join(Enrolment, Enrolment.id == Outcome.enrolment_id)
        .where(
            Outcome.enrolment_id == enrolment_id,
            scope.in_programme(viewer, Outcome.programme_id),
            scope.board(),
            Outcome.deleted_at.is_(None),
        )
    )
    for outcome_id, on, kind, description, evidence, case_id, is_open in db.session.execute(statement):
        yield TimelineRow(
            TimelineKind.OUTCOME,
            on,
            outcome_id,
            outcome_kind=kind,
            words=description if is_open else "",
            evidence=evidence if is_open else "",
            is_open=bool(is_open),
            case_ids=(case_id,) if case_id else (),
        )


def challenges(viewer: Viewer, enrolment_id: int, today: date) -> Iterator[TimelineRow]:
    """On the day on which they came up; of record depth."""
    for row in list_challenges(viewer, today=today, filters=ChallengeFilter(company=enrolment_id)):
        yield TimelineRow(
            TimelineKind.CHALLENGE,
            row.raised_on,
            row.challenge_id,
            title=row.title,
            words=row.description,
            case_ids=(row.case_id,),
        )


def documents(viewer: Viewer, enrolment_id: int, today: date) -> Iterator[TimelineRow]:
    """What is attached, but for the files of visits and meetings: those stand in their record. Of record depth."""
    for row in list_attachments(viewer, today=today, filters=AttachmentFilter(company=enrolment_id)):
        if row.visit_id is None and row.meeting_id is None and row.has_file:
            yield TimelineRow(
                TimelineKind.DOCUMENT,
                row.on,
                row.attachment_id,
                title=row.file_name,
                words=row.caption,
                people=(row.written_by,) if row.written_by else (),
                case_ids=(row.case_id,) if row.case_id else (),
            )
