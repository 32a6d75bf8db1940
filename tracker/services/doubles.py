"""Sending again never doubles: what was made under a key is found instead of made once more."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.errors import NotFound
from tracker.models.columns import KEY_LENGTH

Row = TypeVar("Row")


def stored_key(key: str | None) -> str | None:
    """The key as a column holds it; an empty one is none."""
    return key[:KEY_LENGTH] if key else None


def find_sent(viewer: Viewer, model: type[Row], key: str | None) -> Row | None:
    """The row that was made under the key, None for a new one; NotFound where that was in another programme."""
    if not key:
        return None
    keyed: Any = model
    there = db.session.scalar(select(keyed).where(keyed.idempotency_key == stored_key(key)))
    if there is not None and there.programme_id != viewer.programme:
        raise NotFound
    found: Row | None = there
    return found
