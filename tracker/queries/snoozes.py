"""Snoozes that somebody set and nobody has withdrawn; whether one still holds, its thing decides (``queries/exceptions.py``)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from tracker.domain.access import Act, Viewer
from tracker.domain.attention import AttentionKind
from tracker.models import Snooze
from tracker.queries.prepared import ids_of, prepared, run
from tracker.queries.scope import in_programme
from tracker.rows.snoozes import SnoozeRow


def list_snoozes(viewer: Viewer) -> tuple[SnoozeRow, ...]:
    """By the day on which they come back."""
    viewer.require(Act.BOARD)
    return tuple(
        SnoozeRow(snooze_id, AttentionKind(kind), subject, fingerprint, back_on, reason, snoozed_by)
        for snooze_id, kind, subject, fingerprint, back_on, reason, snoozed_by in run(_standing(viewer), ids_of(viewer))
    )


@prepared
def _standing(viewer: Viewer) -> Select[Any]:
    columns: tuple[Any, ...] = (
        Snooze.id,
        Snooze.kind,
        Snooze.subject,
        Snooze.fingerprint,
        Snooze.back_on,
        Snooze.reason,
        Snooze.snoozed_by,
    )
    return (
        select(*columns)
        .where(in_programme(viewer, Snooze.programme_id), Snooze.deleted_at.is_(None))
        .order_by(Snooze.back_on, Snooze.id)
    )
