"""What the installation needs looking after: its backups and the room on its disk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class UpkeepRow:
    """``backup_at``: the last one that was whole, with all its copies; None where none was made here. Room in bytes."""

    backup_at: datetime | None
    backup_is_old: bool
    free: int
    total: int
    is_short: bool

    @property
    def free_percent(self) -> int:
        return self.free * 100 // self.total
