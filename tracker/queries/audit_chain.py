"""Checks the audit trail: every link of the chain, and that the texts beside it are those that were noted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from tracker.database import db
from tracker.domain.audit_chain import GENESIS, Link, text_digest
from tracker.models import AuditEntry, AuditHead, AuditText
from tracker.queries.retention_tables import TEXTS_THAT_STAY
from tracker.rows.audit import ChainFinding

_FIELDS = tuple(Link.__dataclass_fields__)
_NAMED_AT_MOST = 100


def check_chain() -> ChainFinding:
    """Walk the whole trail of the installation, in stretches, so that its length costs time and not memory."""
    checked, broken = 0, None
    texts: list[int] = []
    purged, redacted = _purged(), _redacted()
    last_hash, last_id = GENESIS, 0
    for row in _entries():
        link = Link(**{name: row[name] for name in _FIELDS})
        if broken is None and (link.previous_hash != last_hash or link.hash != row["hash"]):
            broken = int(row["id"])
        if not (_text_fits(row, redacted.get(row["id"])) or _went_with_a_purge(row, purged)):
            texts.append(int(row["id"]))
        checked, last_hash, last_id = checked + 1, row["hash"], row["id"]
    if broken is None and db.session.scalar(select(AuditHead.hash)) != last_hash:
        broken = last_id + 1
    return ChainFinding(checked, broken, tuple(texts[:_NAMED_AT_MOST]))


def find_broken_link() -> int | None:
    """The id of the first entry that is not what was written, or whose forerunner is gone; None for a whole trail.

    An end that was cut off is told by the head; it is then named by the id that follows the last entry.
    """
    return check_chain().broken


def _entries() -> Iterator[Any]:
    columns = [getattr(AuditEntry, name) for name in (*_FIELDS, "id", "hash")]
    statement = (
        select(*columns, AuditText.entry_id, AuditText.salt, AuditText.before, AuditText.after)
        .outerjoin(AuditText, AuditText.entry_id == AuditEntry.id)
        .order_by(AuditEntry.id)
    )
    return iter(db.session.execute(statement, execution_options={"yield_per": 1000}).mappings())


def _redacted() -> dict[int, str]:
    """By entry the digest that its texts have since they were last redacted, as the redaction's own entry says.

    The chain covers that entry. ``redaction_id`` beside a text is not asked: a database that was migrated down has forgotten it.
    """
    digests: dict[int, str] = {}
    for row in _texts_about("redaction", "redact"):
        digests |= {int(entry): digest for entry, digest in json.loads(row["after"] or "{}").get("texts", {}).items()}
    return digests


def _purged() -> dict[int, int]:
    """By programme up to which entry its texts went with a purge, as the purge's own text says, which must fit its digest."""
    return {row["programme_id"]: json.loads(row["after"])["last_entry_id"] for row in _texts_about("purge", "purge")}


def _texts_about(noun: str, act: str) -> Iterator[Any]:
    """Of every such act the text, in the order in which they happened; one that does not fit its digest says nothing."""
    statement = (
        select(AuditEntry.programme_id, AuditEntry.digest, AuditText.entry_id, AuditText.salt, AuditText.before, AuditText.after)
        .join(AuditText, AuditText.entry_id == AuditEntry.id)
        .where(AuditEntry.noun == noun, AuditEntry.act == act)
        .order_by(AuditEntry.id)
    )
    return (row for row in db.session.execute(statement).mappings() if _text_fits(row))


def _went_with_a_purge(row: Any, purged: dict[int, int]) -> bool:
    """What redactions and purges noted never goes: the chain is checked by it."""
    return row["entry_id"] is None and row["noun"] not in TEXTS_THAT_STAY and row["id"] <= purged.get(row["programme_id"], 0)


def _text_fits(row: Any, digest: str | None = None) -> bool:
    """``digest``: that which it has to have, where it is not the entry's own any more."""
    return row["entry_id"] is not None and text_digest(row["salt"], row["before"], row["after"]) == (digest or row["digest"])
