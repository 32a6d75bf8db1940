"""The door of closed months and of what was handed in: no change of a record there is committed without a reason.

Whatever changes a record notes it for the audit trail. So what was noted is asked at the commit, whichever service it came from:
no writing can forget to ask. The reason comes with the viewer, who says it once for everything that the act changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import inspect, select
from sqlalchemy.orm import DeclarativeBase

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.calendar import Month, Period
from tracker.domain.month_closes import LONGEST_REASON, MonthClosed
from tracker.domain.reasons import BESIDE
from tracker.domain.records import RecordState
from tracker.domain.text import clean_line
from tracker.domain.words import N_
from tracker.models import (
    ClosedMonthChange,
    ExcusedMonth,
    MeetingSection,
    MonthClose,
    Outcome,
    Submission,
    TeamMeeting,
    Visit,
)
from tracker.queries.closed_months import CompanyMonth, find_standing
from tracker.services.audit import Note, snapshot


class Place(NamedTuple):
    """Where a record counts: a company's days, which a month's close holds only where months count the record."""

    enrolment_id: int
    days: Period
    is_of_month: bool = True

    @property
    def month(self) -> CompanyMonth | None:
        return (self.enrolment_id, Month.of(self.days.starts_on)) if self.is_of_month else None


def check_noted(notes: list[Note]) -> list[Note]:
    """The notes with the reason on those that change a closed month, each remembered with the month.

    MonthClosed where there is none, or it is too long.
    """
    touched = [frozenset(_places_of(note)) for note in notes]
    closes, handed_in = _standing(notes, touched)
    if not closes and not handed_in:
        return notes
    # What came before the close in the same transaction is what was closed, and what came before the hand-in was handed in.
    closed_at = {note.thing.id: place for place, note in enumerate(notes) if isinstance(note.thing, MonthClose)}
    handed_in_at = {note.thing.id: place for place, note in enumerate(notes) if isinstance(note.thing, Submission)}
    checked = []
    for at, (note, places) in enumerate(zip(notes, touched, strict=True)):
        standing = [closes[month] for month in sorted({place.month for place in places if place.month}) if month in closes]
        of_note = [close for close in standing if closed_at.get(close[0], -1) < at]
        of_days = {one for place in places for one in handed_in.get(place.days, ())}
        submitted = max((one[:2] for one in of_days if handed_in_at.get(one[2], -1) < at), default=None)
        if not of_note and submitted is None:
            checked.append(note)
            continue
        reason = _reason(note, of_note, submitted)
        for close_id, _name, _month in of_note:
            remember_change(note.viewer, close_id, act=note.act, thing=note.thing, reason=reason)
        checked.append(replace(note, reason=BESIDE.join(filter(None, (note.reason, reason)))))
    return checked


def _standing(
    notes: list[Note], touched: list[frozenset[Place]]
) -> tuple[dict[CompanyMonth, tuple[int, str, Month]], dict[Period, list[tuple[int, str, int]]]]:
    """Of the months that the notes touch those that are closed, and of the days those that were handed in."""
    programmes = {note.viewer.programme_id for note, places in zip(notes, touched, strict=True) if places}
    months = {place.month for places in touched for place in places if place.month}
    days = {place.days for places in touched for place in places}
    closes: dict[CompanyMonth, tuple[int, str, Month]] = {}
    handed_in: dict[Period, list[tuple[int, str, int]]] = {}
    for programme_id in programmes:
        closed, submitted = find_standing(programme_id, months, days)
        closes |= closed
        handed_in |= submitted
    return closes, handed_in


def _reason(note: Note, closes: list[tuple[int, str, Month]], submitted: tuple[int, str] | None) -> str:
    reason = clean_line(note.viewer.change_reason)
    if len(reason) > LONGEST_REASON:
        raise MonthClosed(N_("理由は%(longest)s文字以内にしてください。"), field="change_reason", longest=LONGEST_REASON)
    if not reason and closes:
        _close_id, name, month = closes[0]
        raise MonthClosed(
            N_("%(company)sの%(year)s年%(month)s月は月次締めが済んでいます。変更する理由を入力してください。"),
            field="change_reason",
            company=name,
            year=month.year,
            month=month.month,
        )
    if not reason and submitted is not None:
        raise MonthClosed(
            N_("この記録は提出第%(number)s号「%(title)s」に入っています。変更する理由を入力してください。"),
            field="change_reason",
            number=submitted[0],
            title=submitted[1],
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


def _places_of(note: Note) -> Iterator[Place]:
    """Where the record counted before, and where it counts now; nowhere where nothing about it changed.

    A draft and what is deleted count nowhere: writing a draft asks for nothing, making it final does.
    """
    thing: Any = note.thing
    if not isinstance(thing, Visit | TeamMeeting | ExcusedMonth | Outcome):
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


def _places(thing: Any, stood: Mapping[str, Any]) -> Iterator[Place]:
    if isinstance(thing, ExcusedMonth):
        month = Month.of(stood["month_on"])
        yield Place(stood["enrolment_id"], Period(month.first, month.last))
    elif isinstance(thing, Visit):
        yield Place(stood["enrolment_id"], Period(stood["visit_on"], stood["visit_on"]))
    elif isinstance(thing, Outcome):
        yield Place(stood["enrolment_id"], Period(stood["outcome_on"], stood["outcome_on"]), is_of_month=False)
    else:
        sections = select(MeetingSection.enrolment_id).where(MeetingSection.meeting_id == thing.id)
        companies = {section["enrolment_id"] for section in stood.get("sections", ())} or set(db.session.scalars(sections))
        for enrolment_id in companies:
            yield Place(enrolment_id, Period(stood["meeting_on"], stood["meeting_on"]))
