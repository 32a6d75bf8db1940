"""Noting, correcting, deleting and restoring what the market said."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.exhibitions import VisitorKind, check_heard
from tracker.domain.notes import LONGEST_LINE, LONGEST_TEXT, check_length
from tracker.domain.text import clean_line
from tracker.domain.words import N_
from tracker.models import Enrolment, Exhibition, MarketFeedback
from tracker.queries import scope
from tracker.services import audit
from tracker.services.challenges import check_case
from tracker.services.deletion import delete_row, restore_row
from tracker.services.doubles import find_sent, stored_key
from tracker.services.versions import check_version


@dataclass(frozen=True, slots=True)
class Voice:
    """Who said what on which day; ``visitor`` says more of who it was."""

    visitor_kind: VisitorKind
    words: str
    heard_on: date
    visitor: str = ""
    case_id: int | None = None


def note_voice(
    viewer: Viewer,
    *,
    exhibition_id: int,
    enrolment_id: int,
    voice: Voice,
    today: date,
    now: datetime,
    idempotency_key: str | None = None,
) -> int:
    """Note what was said of a company's product and return its id; the same key again returns the one that is there."""
    viewer.require(Act.LOG)
    there = find_sent(viewer, MarketFeedback, idempotency_key)
    if there is not None:
        return there.id
    company = select(Enrolment.id).where(
        Enrolment.id == enrolment_id,
        scope.in_programme(viewer, Enrolment.programme_id),
        scope.board(),
        scope.company_record(viewer, today, Act.LOG),
    )
    if db.session.scalar(company.with_for_update()) is None:
        raise NotFound
    exhibition = select(Exhibition.id).where(
        Exhibition.id == exhibition_id,
        scope.in_programme(viewer, Exhibition.programme_id),
        Exhibition.deleted_at.is_(None),
    )
    if db.session.scalar(exhibition) is None:
        raise RuleBroken(N_("展示会を一覧から選んでください。"), field="exhibition_id")
    _check(enrolment_id, voice, today=today)
    row = MarketFeedback(
        programme_id=viewer.programme,
        exhibition_id=exhibition_id,
        enrolment_id=enrolment_id,
        idempotency_key=stored_key(idempotency_key),
        created_at=now,
        created_by_id=viewer.account_id or None,
        **asdict(voice),
    )
    db.session.add(row)
    db.session.flush()
    audit.note(viewer, "note_voice", row)
    return row.id


def correct_voice(viewer: Viewer, voice_id: int, *, voice: Voice, version: int, today: date) -> None:
    """Change what is said there; Conflict where somebody else saved first."""
    row = _lock(viewer, voice_id, today=today)
    before = audit.snapshot(row)
    check_version(row, version, theirs={name: before[name] for name in Voice.__dataclass_fields__})
    _check(row.enrolment_id, voice, today=today)
    for name, value in asdict(voice).items():
        setattr(row, name, value)
    audit.note(viewer, "correct_voice", row, before=before)


def delete_voice(viewer: Viewer, voice_id: int, *, today: date, now: datetime) -> None:
    """Take it out of every list; it can be restored for thirty days."""
    row = _lock(viewer, voice_id, today=today, act=Act.RECORD, living=False)
    viewer.require(Act.STAFF)
    delete_row(viewer, "delete_voice", row, now=now)


def restore_voice(viewer: Viewer, voice_id: int, *, today: date, now: datetime) -> None:
    """Bring a deleted one back; RuleBroken after thirty days."""
    row = _lock(viewer, voice_id, today=today, act=Act.RECORD, living=False)
    viewer.require(Act.STAFF)
    restore_row(viewer, "restore_voice", row, now=now)


def _check(enrolment_id: int, voice: Voice, *, today: date) -> None:
    if not voice.words.strip():
        raise RuleBroken(N_("聞いた言葉を書いてください。"), field="words")
    check_length(voice.words, field="words", at_most=LONGEST_TEXT)
    check_length(clean_line(voice.visitor), field="visitor", at_most=LONGEST_LINE)
    check_heard(voice.heard_on, today=today)
    if voice.case_id is not None:
        check_case(enrolment_id, voice.case_id, field="who")


def _lock(viewer: Viewer, voice_id: int, *, today: date, act: Act = Act.LOG, living: bool = True) -> MarketFeedback:
    viewer.require(act)
    statement = (
        select(MarketFeedback)
        .join(Enrolment, Enrolment.id == MarketFeedback.enrolment_id)
        .where(
            MarketFeedback.id == voice_id,
            scope.in_programme(viewer, MarketFeedback.programme_id),
            scope.board(),
            scope.company_record(viewer, today, act),
        )
        .with_for_update(of=MarketFeedback)
    )
    if living:
        statement = statement.where(MarketFeedback.deleted_at.is_(None))
    row = db.session.scalar(statement)
    if row is None:
        raise NotFound
    return row
