"""Passkeys as their owner sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PasskeyRow:
    """``rp_id``: the name in the address that it works at; ``refused_at``: when it counted less than before."""

    passkey_id: int
    name: str
    rp_id: str
    is_synced: bool
    made_at: datetime
    used_at: datetime | None
    refused_at: datetime | None


@dataclass(frozen=True, slots=True)
class SecondFactorsRow:
    """What somebody has beside the password; ``left``: recovery codes that were not used yet."""

    has_app: bool
    passkeys: tuple[PasskeyRow, ...]
    left: int

    @property
    def has_any(self) -> bool:
        return self.has_app or bool(self.passkeys)
