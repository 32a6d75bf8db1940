"""Gives a person's calendar its address, a new one, or none."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import delete

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.models import Account, CalendarFeed
from tracker.services import audit
from tracker.services.sessions import hash_token


def give_calendar(viewer: Viewer, *, now: datetime) -> str:
    """Make an address and return the secret in it, which nobody can read again; an earlier address leads nowhere any more."""
    token = secrets.token_urlsafe(32)
    db.session.execute(delete(CalendarFeed).where(CalendarFeed.account_id == viewer.account_id))
    db.session.add(CalendarFeed(account_id=viewer.account_id, token_hash=hash_token(token), made_at=now))
    audit.note(viewer, "give_calendar", db.session.get_one(Account, viewer.account_id), after={})
    return token


def withdraw_calendar(viewer: Viewer) -> None:
    """The address leads nowhere from now on; a second time changes nothing."""
    found = db.session.get(CalendarFeed, viewer.account_id)
    if found is not None:
        db.session.delete(found)
        audit.note(viewer, "withdraw_calendar", db.session.get_one(Account, viewer.account_id), after={})
