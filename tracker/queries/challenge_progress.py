"""What records say about challenges, as their pages and forms show it; a deleted challenge is not there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.models import Challenge, ChallengeProgress, Visit
from tracker.queries import scope
from tracker.rows.challenges import ProgressRow


def list_progress_of_visit(viewer: Viewer, visit_id: int, *, today: date) -> tuple[ProgressRow, ...]:
    """What a visit says about its company's challenges, for whoever may read its record."""
    statement = (
        _progress()
        .join(Visit, and_(Visit.id == ChallengeProgress.visit_id, Visit.enrolment_id == Challenge.enrolment_id))
        .where(Visit.id == visit_id, scope.in_programme(viewer, Visit.programme_id), scope.visit_record(viewer, today))
    )
    return tuple(ProgressRow(*row) for row in db.session.execute(statement))


def list_progress_of_visits(visit_ids: Collection[int]) -> defaultdict[int, list[ProgressRow]]:
    """The same of several visits whose records the caller has found open."""
    statement = (
        _progress(ChallengeProgress.visit_id)
        .join(Visit, and_(Visit.id == ChallengeProgress.visit_id, Visit.enrolment_id == Challenge.enrolment_id))
        .where(Visit.id.in_(visit_ids))
    )
    return _grouped(statement)


def list_progress_of_sections(section_ids: Collection[int]) -> defaultdict[int, list[ProgressRow]]:
    """What sections of meetings say about challenges; the caller has found them open."""
    statement = _progress(ChallengeProgress.section_id).where(ChallengeProgress.section_id.in_(section_ids))
    return _grouped(statement)


def _grouped(statement: Select[Any]) -> defaultdict[int, list[ProgressRow]]:
    grouped: defaultdict[int, list[ProgressRow]] = defaultdict(list)
    for parent_id, *values in db.session.execute(statement):
        grouped[parent_id].append(ProgressRow(*values))
    return grouped


def _progress(*parent: Any) -> Select[Any]:
    columns: tuple[Any, ...] = (
        *parent,
        Challenge.id,
        Challenge.case_id,
        Challenge.title,
        ChallengeProgress.state,
        ChallengeProgress.words,
    )
    return (
        select(*columns)
        .select_from(ChallengeProgress)
        .join(Challenge, Challenge.id == ChallengeProgress.challenge_id)
        .where(Challenge.deleted_at.is_(None))
        .order_by(Challenge.case_id, Challenge.position, Challenge.id)
    )
