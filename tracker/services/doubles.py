"""Sending again never doubles: what was made under a key is found instead of made once more."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import bindparam, func, select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.errors import NotFound
from tracker.models.columns import KEY_LENGTH
from tracker.queries.prepared import run

Row = TypeVar("Row")


@cache
def _made_under(model: Any) -> Any:
    """The id alone: nearly always there is none, and then no row need be read."""
    return select(model.id, model.programme_id).where(model.idempotency_key == bindparam("key"))


def stored_key(key: str | None) -> str | None:
    """The key as a column holds it; an empty one is none."""
    return key[:KEY_LENGTH] if key else None


def take_turns(words: str) -> None:
    """Two who are about to make the same thing do so one after the other: the second finds what the first made.

    On SQLite there is one writer anyway. On PostgreSQL there is no row yet that could be locked, and without this the second
    would meet the unique index instead; the lock is given back with the transaction.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(words, 0))))


def find_sent(viewer: Viewer, model: type[Row], key: str | None) -> Row | None:
    """The row that was made under the key, None for a new one; NotFound where that was in another programme."""
    if not key:
        return None
    take_turns(f"{cast(Any, model).__tablename__} {stored_key(key)}")
    there = run(_made_under(cast(Any, model)), {"key": stored_key(key)}).one_or_none()
    if there is None:
        return None
    if there.programme_id != viewer.programme:
        raise NotFound
    return db.session.get(model, there.id)
