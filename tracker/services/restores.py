"""A restore in the audit trail of what was put back: every programme's manager sees that the records of some days are gone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import operator
from tracker.domain.calendar import TOKYO
from tracker.models import Programme
from tracker.services import audit


def note_restore(*, backup: str, made_at: datetime, by: str) -> None:
    """``by``: the system's name of whoever gave the command."""
    said = f"{backup} ({made_at.astimezone(TOKYO):%Y-%m-%d %H:%M}) {by}"
    for programme in db.session.scalars(select(Programme).order_by(Programme.id)):
        audit.note(operator(programme.id), "restore_backup", programme, reason=said, after={})
