"""How long a programme's year is kept, what would go, and what has gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tracker.domain.retention import Content, Retention, RetentionState


@dataclass(frozen=True, slots=True)
class HoldRow:
    """保全; ``lifted_at`` None while it holds."""

    hold_id: int
    reason: str
    account_name: str
    at: datetime
    version: int
    lifted_at: datetime | None = None
    lifted_by: str = ""
    lifted_reason: str = ""


@dataclass(frozen=True, slots=True)
class PurgeRow:
    purge_id: int
    at: datetime
    account_name: str
    reason: str
    kept_until: date
    rows: int
    files: int


@dataclass(frozen=True, slots=True)
class YearRow:
    """A programme's year: ``reported_on`` is the day of its last hand-in, ``hold`` what keeps it beyond its time.

    ``purging_since``: when a purge was begun that is not over.
    """

    programme_id: int
    slug: str
    name: str
    fiscal_year: int
    years: int
    version: int
    reported_on: date | None
    retention: Retention
    state: RetentionState
    hold: HoldRow | None = None
    purge: PurgeRow | None = None
    purging_since: datetime | None = None

    @property
    def is_due(self) -> bool:
        return self.state is RetentionState.DUE

    @property
    def is_being_purged(self) -> bool:
        return self.state is RetentionState.PURGING


@dataclass(frozen=True, slots=True)
class PurgePlanRow:
    """What would go: by kind as somebody would count it, in rows of the database, in files with their bytes."""

    counts: tuple[tuple[Content, int], ...]
    rows: int
    files: int
    bytes: int

    @property
    def is_empty(self) -> bool:
        """Nothing was recorded, or it is gone: what was noted of that stays, and is no record of the year."""
        return all(kind is Content.TEXTS for kind, _number in self.counts)
