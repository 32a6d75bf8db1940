"""Notes who did what and why; the entries join the hash chain in the same transaction as the change."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import Enum
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.orm import DeclarativeBase

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.audit_chain import Link, text_digest
from tracker.models import AuditEntry, AuditHead, AuditText
from tracker.queries.prepared import run_flushed

_NOTED = "noted_for_audit"
# Rows that nothing else of a request holds: written as they are, without the session's bookkeeping.
_ENTRY, _TEXT, _HEAD = (cast(Table, model.__table__) for model in (AuditEntry, AuditText, AuditHead))
_LAST = select(_HEAD.c.hash).with_for_update()
_ADD_ENTRY, _ADD_TEXT = insert(_ENTRY), insert(_TEXT)
_MOVE_HEAD = update(_HEAD).values(hash=bindparam("last"))


@dataclass(frozen=True, slots=True)
class Note:
    """One act on one row, until the commit writes it down."""

    viewer: Viewer
    act: str
    thing: DeclarativeBase
    reason: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


def snapshot(thing: DeclarativeBase, *leave_out: str) -> dict[str, Any]:
    """The column values of a row, for ``before`` and ``after``; secrets are never part of it."""
    hidden = {"password_hash", "token_hash", *leave_out}
    return {column.key: getattr(thing, column.key) for column in thing.__mapper__.column_attrs if column.key not in hidden}


def note(
    viewer: Viewer,
    act: str,
    thing: DeclarativeBase,
    *,
    reason: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Remember one act on one row; ``after`` defaults to the row as it stands at the commit. No rating is ever noted."""
    db.session().info.setdefault(_NOTED, []).append(Note(viewer, act, thing, reason, before, after))


def forget_noted() -> None:
    db.session().info.pop(_NOTED, None)


def take_noted() -> list[Note]:
    """What was noted since the last commit; called by the commit alone, after the changes are flushed."""
    notes: list[Note] = db.session().info.pop(_NOTED, [])
    return notes


def take_turn() -> str:
    """The hash of the last entry. Whoever else has noted something commits after this transaction, and sees what it wrote."""
    return cast(str, run_flushed(_LAST, {}).scalar_one())


def append(notes: list[Note], last: str) -> None:
    """Append notes to the chain after its last entry; called by the commit alone."""
    for noted in notes:
        link, text = _entry(noted, last)
        last = link.hash
        columns = {name: getattr(link, name) for name in link.__slots__}
        added: Any = run_flushed(_ADD_ENTRY, {**columns, "hash": last})
        run_flushed(_ADD_TEXT, {"entry_id": added.inserted_primary_key.id, **text})
    run_flushed(_MOVE_HEAD, {"last": last})


def _entry(noted: Note, previous_hash: str) -> tuple[Link, dict[str, str | None]]:
    """The entry of an act, and the columns of its texts."""
    thing = noted.thing
    before = _canonical(noted.before)
    after = _canonical(snapshot(thing) if noted.after is None else noted.after)
    salt = secrets.token_hex(16)
    link = Link(
        previous_hash=previous_hash,
        at=datetime.now(UTC),
        programme_id=_programme_of(noted),
        account_id=noted.viewer.account_id or None,
        account_name=noted.viewer.name,
        act=noted.act,
        noun=cast(str, thing.__tablename__),
        noun_id=cast(int, getattr(thing, "id", 0)),
        reason=noted.reason[:300],
        digest=text_digest(salt, before, after),
    )
    return link, {"salt": salt, "before": before, "after": after}


def _programme_of(noted: Note) -> int | None:
    if noted.thing.__tablename__ == "programme":
        return cast(int, getattr(noted.thing, "id", None))
    return cast("int | None", getattr(noted.thing, "programme_id", noted.viewer.programme_id))


def _canonical(values: Mapping[str, Any] | None) -> str | None:
    if values is None:
        return None
    return json.dumps(values, ensure_ascii=False, sort_keys=True, default=_plain)


def _plain(value: object) -> str | int:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    raise TypeError(f"not for the audit trail: {value!r}")
