"""Warnings about visits and meetings with the names that their sentences need."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.domain.warnings import EventWarning


@dataclass(frozen=True, slots=True)
class WarningRow:
    """A warning; ``company`` and ``producer`` are the names of whom it is about, where it is about one."""

    warning: EventWarning
    company: str | None
    producer: str | None
