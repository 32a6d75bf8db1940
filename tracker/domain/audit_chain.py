"""The hash chain of the audit trail: what an entry's hash covers, and how a changed entry is found."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

GENESIS = "0" * 64
_BETWEEN = "\x1f"


@dataclass(frozen=True, slots=True)
class Link:
    """What the chain covers of an entry; the texts before and after count by their salted digest alone."""

    previous_hash: str
    at: datetime
    programme_id: int | None
    account_id: int | None
    account_name: str
    act: str
    noun: str
    noun_id: int
    reason: str
    digest: str

    @property
    def hash(self) -> str:
        """The hash of this entry and, through ``previous_hash``, of every entry before it."""
        parts = (
            self.previous_hash,
            self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            str(self.programme_id or ""),
            str(self.account_id or ""),
            self.account_name,
            self.act,
            self.noun,
            str(self.noun_id),
            self.reason,
            self.digest,
        )
        return hashlib.sha256(_BETWEEN.join(parts).encode()).hexdigest()


def text_digest(salt: str, before: str | None, after: str | None) -> str:
    """The salted digest that the chain keeps of the texts, which themselves can be redacted."""
    return hashlib.sha256(_BETWEEN.join((salt, before or "", after or "")).encode()).hexdigest()
