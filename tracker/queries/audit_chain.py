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
    purged = _purged()
    redacted: dict[int, tuple[int, str]] = {}  # by entry: the redaction of its texts, and the digest that they have now
    noted: dict[int, dict[str, str]] = {}  # by redaction: the digests that it noted
    last_hash, last_id = GENESIS, 0
    for row in _entries():
        link = Link(**{name: row[name] for name in _FIELDS})
        if broken is None and (link.previous_hash != last_hash or link.hash != row["hash"]):
            broken = int(row["id"])
        if row["redaction_id"] is not None:
            redacted[row["id"]] = (row["redaction_id"], text_digest(row["salt"], row["before"], row["after"]))
        elif not (_text_fits(row) or _went_with_a_purge(row, purged)):
            texts.append(int(row["id"]))
        if row["noun"] == "redaction" and row["act"] == "redact":
            noted[row["noun_id"]] = _noted(row["after"])
        checked, last_hash, last_id = checked + 1, row["hash"], row["id"]
    if broken is None and db.session.scalar(select(AuditHead.hash)) != last_hash:
        broken = last_id + 1
    texts += [entry for entry, (redaction, digest) in redacted.items() if noted.get(redaction, {}).get(str(entry)) != digest]
    return ChainFinding(checked, broken, tuple(sorted(texts)[:_NAMED_AT_MOST]))


def find_broken_link() -> int | None:
    """The id of the first entry that is not what was written, or whose forerunner is gone; None for a whole trail.

    An end that was cut off is told by the head; it is then named by the id that follows the last entry.
    """
    return check_chain().broken


def _entries() -> Iterator[Any]:
    columns = [getattr(AuditEntry, name) for name in (*_FIELDS, "id", "hash")]
    statement = (
        select(*columns, AuditText.entry_id, AuditText.salt, AuditText.before, AuditText.after, AuditText.redaction_id)
        .outerjoin(AuditText, AuditText.entry_id == AuditEntry.id)
        .order_by(AuditEntry.id)
    )
    return iter(db.session.execute(statement, execution_options={"yield_per": 1000}).mappings())


def _noted(after: str | None) -> dict[str, str]:
    """The digests of the texts that a redaction changed: they stand in its own entry, which the chain covers."""
    try:
        texts = json.loads(after or "{}")["texts"]
    except (ValueError, KeyError):
        return {}
    return dict(texts)


def _purged() -> dict[int, int]:
    """By programme up to which entry its texts went with a purge, as the purge's own text says, which must fit its digest."""
    statement = (
        select(AuditEntry.programme_id, AuditEntry.digest, AuditText.entry_id, AuditText.salt, AuditText.before, AuditText.after)
        .join(AuditText, AuditText.entry_id == AuditEntry.id)
        .where(AuditEntry.noun == "purge", AuditEntry.act == "purge")
        .order_by(AuditEntry.id)
    )
    fitting = (row for row in db.session.execute(statement).mappings() if _text_fits(row))
    return {row["programme_id"]: json.loads(row["after"])["last_entry_id"] for row in fitting}


def _went_with_a_purge(row: Any, purged: dict[int, int]) -> bool:
    """What redactions and purges noted never goes: the chain is checked by it."""
    return row["entry_id"] is None and row["noun"] not in TEXTS_THAT_STAY and row["id"] <= purged.get(row["programme_id"], 0)


def _text_fits(row: Any) -> bool:
    return row["entry_id"] is not None and text_digest(row["salt"], row["before"], row["after"]) == row["digest"]
