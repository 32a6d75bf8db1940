"""A month to be closed, company by company, and what became of it since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tracker.domain.cadence import MonthCell
from tracker.domain.calendar import Month
from tracker.domain.month_closes import MonthFacts, MonthLacks
from tracker.rows.dashboard import DraftRow
from tracker.rows.settlements import SettledGapRow


@dataclass(frozen=True, slots=True)
class ClosedChangeRow:
    """What was changed in a closed month; ``act`` and ``noun`` as the audit trail names them."""

    act: str
    noun: str
    noun_id: int
    reason: str
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class MonthCloseRow:
    """A month that is closed: what it came to then, and what was changed with a reason since."""

    close_id: int
    enrolment_id: int
    month: Month
    facts: MonthFacts
    remark: str
    closed_by: str
    closed_at: datetime
    version: int
    changes: tuple[ClosedChangeRow, ...] = ()


@dataclass(frozen=True, slots=True)
class AwaitingRow:
    """A visit whose record is awaited: a draft, or a day that has passed. ``writer``: who began to write, where it is known."""

    visit_id: int
    on: date
    is_draft: bool
    writer: str


@dataclass(frozen=True, slots=True)
class CompanyClosingRow:
    """One company's month; ``close`` where it is closed, ``facts`` what it comes to now.

    ``awaiting``: the visits without a record, by day; ``meeting_drafts``: the drafts of meetings that the viewer may finish;
    ``settled``: the gaps without a meeting that needed none, which are not among the ``lacks``.
    """

    enrolment_id: int
    company_name: str
    lead_name: str
    may_log: bool
    cell: MonthCell
    lacks: MonthLacks
    facts: MonthFacts
    close: MonthCloseRow | None
    awaiting: tuple[AwaitingRow, ...] = ()
    meeting_drafts: tuple[DraftRow, ...] = ()
    settled: tuple[SettledGapRow, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Open, and nothing is missing."""
        return self.close is None and not self.lacks

    @property
    def has_moved(self) -> bool:
        """Closed, and it no longer comes to what it came to."""
        return self.close is not None and self.close.facts != self.facts


@dataclass(frozen=True, slots=True)
class ClosingCounts:
    """How many companies have something to close in the month, of how many nothing is missing, how many are closed."""

    companies: int
    clean: int
    closed: int


@dataclass(frozen=True, slots=True)
class ClosingRow:
    """The month of all companies that have something to close: what lacks something first, then the clean, then the closed."""

    month: Month
    is_over: bool
    companies: tuple[CompanyClosingRow, ...]

    @property
    def lacking(self) -> tuple[CompanyClosingRow, ...]:
        return tuple(row for row in self.companies if row.close is None and row.lacks)

    @property
    def clean(self) -> tuple[CompanyClosingRow, ...]:
        return tuple(row for row in self.companies if row.is_clean)

    @property
    def closed(self) -> tuple[CompanyClosingRow, ...]:
        return tuple(row for row in self.companies if row.close is not None)

    @property
    def counts(self) -> ClosingCounts:
        return ClosingCounts(len(self.companies), len(self.clean), len(self.closed))
