"""The door of closed months: no change of a record of such a month is committed without a reason.

Whatever changes a record notes it for the audit trail. So what was noted is asked at the commit, whichever service it came from:
no writing can forget to ask. The reason comes with the viewer, who says it once for everything that the act changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, inspect, select
from sqlalchemy.orm import DeclarativeBase

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.calendar import Month
from tracker.domain.month_closes import LONGEST_REASON, MonthClosed
from tracker.domain.records import RecordState
from tracker.domain.text import clean_line
from tracker.domain.words import N_
from tracker.models import ClosedMonthChange, Company, Enrolment, ExcusedMonth, MeetingSection, MonthClose, TeamMeeting, Visit
from tracker.queries.prepared import run
from tracker.services.audit import Note, snapshot

CompanyMonth = tuple[int, Month]
_CLOSED = (
    select(MonthClose.id, MonthClose.enrolment_id, Company.name, MonthClose.month_on)
    .join(Enrolment, Enrolment.id == MonthClose.enrolment_id)
    .join(Company, Company.id == Enrolment.company_id)
    .where(
        MonthClose.enrolment_id.in_(bindparam("enrolments", expanding=True)),
        MonthClose.month_on.in_(bindparam("days", expanding=True)),
        MonthClose.reopened_at.is_(None),
    )
)


def check_noted(notes: list[Note]) -> list[Note]:
    """The notes with the reason on those that change a closed month, each remembered with the month.

    MonthClosed where there is none, or it is too long.
    """
    touched = [frozenset(_months_of(note)) for note in notes]
    closes = _closes(frozenset[CompanyMonth]().union(*touched))
    if not closes:
        return notes
    # What came before the close in the same transaction is what was closed.
    closed_at = {note.thing.id: place for place, note in enumerate(notes) if isinstance(note.thing, MonthClose)}
    checked = []
    for place, (note, months) in enumerate(zip(notes, touched, strict=True)):
        standing = [closes[month] for month in sorted(months) if month in closes]
        of_note = [close for close in standing if closed_at.get(close[0], -1) < place]
        if not of_note:
            checked.append(note)
            continue
        reason = _reason(note, of_note)
        for close_id, _name, _month in of_note:
            remember_change(note.viewer, close_id, act=note.act, thing=note.thing, reason=reason)
        checked.append(replace(note, reason="／".join(filter(None, (note.reason, reason)))))
    return checked


def _reason(note: Note, closes: list[tuple[int, str, Month]]) -> str:
    reason = clean_line(note.viewer.change_reason)
    if len(reason) > LONGEST_REASON:
        raise MonthClosed(N_("理由は%(longest)s文字以内にしてください。"), field="change_reason", longest=LONGEST_REASON)
    if not reason:
        _close_id, name, month = closes[0]
        raise MonthClosed(
            N_("%(company)sの%(year)s年%(month)s月は月次締めが済んでいます。変更する理由を入力してください。"),
            field="change_reason",
            company=name,
            year=month.year,
            month=month.month,
        )
    return reason


def remember_change(viewer: Viewer, close_id: int, *, act: str, thing: DeclarativeBase, reason: str) -> None:
    """What was changed of a closed month, beside the close."""
    db.session.add(
        ClosedMonthChange(
            month_close_id=close_id,
            act=act,
            noun=thing.__tablename__,
            noun_id=getattr(thing, "id", 0),
            reason=reason,
            changed_by=viewer.name,
            created_at=datetime.now(UTC),
            created_by_id=viewer.account_id or None,
        )
    )


def _months_of(note: Note) -> Iterator[CompanyMonth]:
    """The months of companies that the record counted in before, and counts in now; none where nothing about it changed.

    A draft and what is deleted count nowhere: writing a draft asks for nothing, making it final does.
    """
    thing: Any = note.thing
    if not isinstance(thing, Visit | TeamMeeting | ExcusedMonth):
        return
    now = snapshot(thing)
    before = {**now, **(note.before or {})} if note.before is not None else None
    if before is not None and note.before == (note.after if note.after is not None else now):
        return
    state: Any = inspect(thing)
    for stood in (before, None if state.was_deleted else now):
        if stood is not None and _counts(stood):
            yield from _places(thing, stood)


def _counts(stood: Mapping[str, Any]) -> bool:
    return stood.get("deleted_at") is None and stood.get("record_state") is not RecordState.DRAFT


def _places(thing: Any, stood: Mapping[str, Any]) -> Iterator[CompanyMonth]:
    if isinstance(thing, ExcusedMonth):
        yield stood["enrolment_id"], Month.of(stood["month_on"])
    elif isinstance(thing, Visit):
        yield stood["enrolment_id"], Month.of(stood["visit_on"])
    else:
        sections = select(MeetingSection.enrolment_id).where(MeetingSection.meeting_id == thing.id)
        companies = {section["enrolment_id"] for section in stood.get("sections", ())} or set(db.session.scalars(sections))
        for enrolment_id in companies:
            yield enrolment_id, Month.of(stood["meeting_on"])


def _closes(months: frozenset[CompanyMonth]) -> dict[CompanyMonth, tuple[int, str, Month]]:
    """Of these months those that are closed: the close's id, the company's name, the month."""
    if not months:
        return {}
    asked = {
        "enrolments": sorted({enrolment_id for enrolment_id, _month in months}),
        "days": sorted({month.first for _enrolment_id, month in months}),
    }
    found = {
        (enrolment_id, Month.of(on)): (close_id, name, Month.of(on)) for close_id, enrolment_id, name, on in run(_CLOSED, asked)
    }
    return {month: close for month, close in found.items() if month in months}
