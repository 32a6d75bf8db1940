"""Snoozes that somebody set and nobody has withdrawn; whether one still holds, its thing decides (``queries/exceptions.py``)."""

from __future__ import annotations

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.attention import AttentionKind
from tracker.models import Snooze
from tracker.queries.scope import in_programme
from tracker.rows.snoozes import SnoozeRow


def list_snoozes(viewer: Viewer) -> tuple[SnoozeRow, ...]:
    """By the day on which they come back."""
    viewer.require(Act.BOARD)
    statement = (
        select(Snooze.id, Snooze.kind, Snooze.subject, Snooze.fingerprint, Snooze.back_on, Snooze.reason, Snooze.snoozed_by)
        .where(in_programme(viewer, Snooze.programme_id), Snooze.deleted_at.is_(None))
        .order_by(Snooze.back_on, Snooze.id)
    )
    return tuple(
        SnoozeRow(snooze_id, AttentionKind(kind), subject, fingerprint, back_on, reason, snoozed_by)
        for snooze_id, kind, subject, fingerprint, back_on, reason, snoozed_by in db.session.execute(statement)
    )
