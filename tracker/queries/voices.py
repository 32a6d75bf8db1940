"""The market's voice (市場の声): of record depth, each company's own."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import TOKYO
from tracker.domain.errors import NotFound
from tracker.domain.records import DAYS_TO_RESTORE
from tracker.models import Company, Enrolment, Exhibition, MarketFeedback, SupportCase
from tracker.queries import scope
from tracker.rows.exhibitions import VoiceFilter, VoiceRow

EVERYTHING = VoiceFilter()


def list_voices(
    viewer: Viewer, *, today: date, filters: VoiceFilter = EVERYTHING, limit: int | None = None, offset: int = 0
) -> tuple[VoiceRow, ...]:
    """The latest on top; those of closed companies are simply not there."""
    statement = _rows(viewer, today, *_chosen(viewer, today, filters)).limit(limit).offset(offset)
    return tuple(VoiceRow(*values) for values in db.session.execute(statement))


def count_voices(viewer: Viewer, *, today: date, filters: VoiceFilter = EVERYTHING) -> int:
    """How many :func:`list_voices` lists without a limit."""
    counted = _rows(viewer, today, *_chosen(viewer, today, filters)).order_by(None).subquery()
    return db.session.scalar(select(func.count()).select_from(counted)) or 0


def count_voices_by_exhibition(viewer: Viewer, *, today: date, filters: VoiceFilter = EVERYTHING) -> dict[int, int]:
    """:func:`count_voices` of every exhibition at which something was said."""
    counted = _rows(viewer, today, *_chosen(viewer, today, filters)).order_by(None)
    statement = counted.with_only_columns(Exhibition.id, func.count()).group_by(Exhibition.id)
    return {found[0]: found[1] for found in db.session.execute(statement)}


def get_voice(viewer: Viewer, voice_id: int, *, today: date) -> VoiceRow:
    """One voice; NotFound where its company's records are closed to the viewer."""
    statement = _rows(viewer, today, MarketFeedback.id == voice_id, MarketFeedback.deleted_at.is_(None))
    found = db.session.execute(statement).one_or_none()
    if found is None:
        raise NotFound
    return VoiceRow(*found)


def _chosen(viewer: Viewer, today: date, filters: VoiceFilter) -> list[ColumnElement[bool]]:
    if filters.deleted:
        viewer.require(Act.STAFF)
        since = datetime.combine(today - timedelta(days=DAYS_TO_RESTORE), time.min, tzinfo=TOKYO)
        clauses: list[ColumnElement[bool]] = [MarketFeedback.deleted_at >= since]
    else:
        clauses = [MarketFeedback.deleted_at.is_(None)]
    for column, wanted in (
        (MarketFeedback.exhibition_id, filters.exhibition),
        (MarketFeedback.enrolment_id, filters.company),
        (MarketFeedback.case_id, filters.case),
        (MarketFeedback.visitor_kind, filters.visitor_kind),
    ):
        if wanted is not None:
            clauses.append(column == wanted)
    return clauses


def _rows(viewer: Viewer, today: date, *clauses: ColumnElement[bool]) -> Select[Any]:
    columns: tuple[Any, ...] = (
        MarketFeedback.id,
        Exhibition.id,
        Exhibition.name,
        Enrolment.id,
        Company.name,
        SupportCase.id,
        SupportCase.title,
        MarketFeedback.visitor_kind,
        MarketFeedback.visitor,
        MarketFeedback.heard_on,
        MarketFeedback.words,
        MarketFeedback.version,
        scope.company_record(viewer, today, Act.LOG),
    )
    return (
        select(*columns)
        .select_from(MarketFeedback)
        .join(Exhibition, Exhibition.id == MarketFeedback.exhibition_id)
        .join(Enrolment, Enrolment.id == MarketFeedback.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .outerjoin(SupportCase, SupportCase.id == MarketFeedback.case_id)
        .where(
            scope.in_programme(viewer, MarketFeedback.programme_id),
            scope.board(),
            Exhibition.deleted_at.is_(None),
            scope.company_record(viewer, today),
            *clauses,
        )
        .order_by(MarketFeedback.heard_on.desc(), MarketFeedback.id.desc())
    )
