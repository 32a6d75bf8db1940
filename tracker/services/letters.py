"""Notes that the letter of a visit was sent, and that the company's side confirmed the record."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.cadence import EventStatus
from tracker.domain.calendar import tokyo_day
from tracker.domain.confirmations import check_confirmation
from tracker.domain.errors import NotFound
from tracker.domain.records import RecordState
from tracker.domain.text import clean_line
from tracker.models import Visit, VisitConfirmation
from tracker.services import audit, visit_rows
from tracker.services.versions import check_version

NONE_STANDS = 0  # the version of a visit about which nothing was noted yet


def note_letter_sent(viewer: Viewer, *, visit_id: int, today: date, now: datetime) -> None:
    """Note who sent the letter of a visit and when; tapped again on the same day it is the same letter."""
    _visit, stored = _lock(viewer, visit_id, today=today)
    if stored is not None and stored.letter_sent_at is not None:
        same_person = stored.letter_sent_by_id == (viewer.account_id or None)
        if same_person and tokyo_day(stored.letter_sent_at) == today:
            return
    row, before = _begin(viewer, stored, visit_id, now)
    row.letter_sent_at, row.letter_sent_by_id = now, viewer.account_id or None
    audit.note(viewer, "note_letter_sent", row, before=before)


def take_back_letter(viewer: Viewer, *, visit_id: int, today: date) -> None:
    """Take the note back that the letter was sent; nothing where there is none."""
    _visit, stored = _lock(viewer, visit_id, today=today)
    if stored is None or stored.letter_sent_at is None:
        return
    before = audit.snapshot(stored)
    stored.letter_sent_at = stored.letter_sent_by_id = None
    audit.note(viewer, "take_back_letter", stored, before=before)


def note_confirmation(
    viewer: Viewer,
    *,
    visit_id: int,
    confirmed_by_name: str,
    confirmed_on: date | None,
    version: int = NONE_STANDS,
    today: date,
    now: datetime,
) -> None:
    """Note who of the company's side confirmed the record and when, correct it, or take it back with both left empty.

    ``version`` is that of the note which the writer saw, ``NONE_STANDS`` where there was none. The same again changes nothing.
    """
    visit, stored = _lock(viewer, visit_id, today=today)
    name = clean_line(confirmed_by_name)
    check_confirmation(name, confirmed_on, visit_on=visit.visit_on, today=today)
    there = (stored.confirmed_by_name, stored.confirmed_on) if stored is not None else ("", None)
    if there == (name, confirmed_on) and (stored is None or stored.confirmed_version in (None, visit.version)):
        return
    if stored is not None:
        check_version(stored, version, theirs={"confirmed_by_name": there[0], "confirmed_on": there[1]})
    row, before = _begin(viewer, stored, visit_id, now)
    row.confirmed_by_name, row.confirmed_on = name, confirmed_on
    row.confirmed_version = visit.version if confirmed_on is not None else None
    audit.note(viewer, "confirm_visit", row, before=before)


def _lock(viewer: Viewer, visit_id: int, *, today: date) -> tuple[Visit, VisitConfirmation | None]:
    visit = visit_rows.lock_visit(viewer, visit_id, today=today)
    if visit.status is not EventStatus.HELD or visit.record_state is not RecordState.FINAL:
        raise NotFound
    return visit, db.session.scalar(select(VisitConfirmation).where(VisitConfirmation.visit_id == visit_id))


def _begin(
    viewer: Viewer, stored: VisitConfirmation | None, visit_id: int, now: datetime
) -> tuple[VisitConfirmation, dict[str, object] | None]:
    """The row to write on, and what it said before."""
    if stored is not None:
        return stored, audit.snapshot(stored)
    row = VisitConfirmation(visit_id=visit_id, created_at=now, created_by_id=viewer.account_id or None)
    db.session.add(row)
    return row, None
