"""Entries of the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AuditRow:
    """Who did what to which thing, when and why."""

    entry_id: int
    at: datetime
    account_name: str
    act: str
    noun: str
    noun_id: int
    reason: str
