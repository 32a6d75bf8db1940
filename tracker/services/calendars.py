"""Gives a person's calendars their addresses, new ones, or none."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import delete

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.calendar import tokyo_day
from tracker.domain.calendars import CalendarKind
from tracker.domain.errors import NotAllowed
from tracker.models import Account, CalendarFeed
from tracker.queries.calendars import manages_a_programme
from tracker.services import audit
from tracker.services.sessions import hash_token


def give_calendar(viewer: Viewer, *, kind: CalendarKind = CalendarKind.OWN, now: datetime) -> str:
    """Make an address and return the secret in it, which nobody can read again; an earlier address leads nowhere any more.

    That of a whole programme is for whoever manages one; NotAllowed for anybody else.
    """
    if kind is CalendarKind.PROGRAMME and not manages_a_programme(viewer.account_id, today=tokyo_day(now)):
        raise NotAllowed
    token = secrets.token_urlsafe(32)
    db.session.execute(delete(CalendarFeed).where(CalendarFeed.account_id == viewer.account_id, CalendarFeed.kind == kind))
    db.session.add(CalendarFeed(account_id=viewer.account_id, kind=kind, token_hash=hash_token(token), made_at=now))
    act = "give_calendar" if kind is CalendarKind.OWN else "give_programme_calendar"
    audit.note(viewer, act, db.session.get_one(Account, viewer.account_id), after={})
    return token


def withdraw_calendar(viewer: Viewer, *, kind: CalendarKind = CalendarKind.OWN) -> None:
    """The address leads nowhere from now on; a second time changes nothing."""
    found = db.session.get(CalendarFeed, (viewer.account_id, kind))
    if found is not None:
        db.session.delete(found)
        act = "withdraw_calendar" if kind is CalendarKind.OWN else "withdraw_programme_calendar"
        audit.note(viewer, act, db.session.get_one(Account, viewer.account_id), after={})
