"""Deletes a row that can be brought back, and brings it back within thirty days: the same for every noun that needs no more."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tracker.domain.access import Viewer
from tracker.domain.records import check_restorable
from tracker.services import audit


def delete_row(viewer: Viewer, act: str, row: Any, *, now: datetime) -> None:
    """Mark a row (``SoftDeleted``) that the caller has locked and found the viewer's to delete; a second time changes nothing."""
    if row.deleted_at is not None:
        return
    before = audit.snapshot(row)
    row.deleted_at, row.deleted_by_id = now, viewer.account_id or None
    audit.note(viewer, act, row, before=before)


def restore_row(viewer: Viewer, act: str, row: Any, *, now: datetime) -> None:
    """Take the mark away again; RuleBroken after thirty days, nothing where there is none."""
    if row.deleted_at is None:
        return
    check_restorable(row.deleted_at, now=now)
    before = audit.snapshot(row)
    row.deleted_at = row.deleted_by_id = None
    audit.note(viewer, act, row, before=before)
