"""Open questions that a manager has answered for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tracker.domain.between import Gap
from tracker.domain.warnings import EventRef


@dataclass(frozen=True, slots=True)
class SettledGapRow:
    """会議不要: why there needed to be no meeting between two visit days of a company, and who said so.

    ``reason`` is empty for a viewer to whom the company's records are closed.
    """

    settlement_id: int
    enrolment_id: int
    from_on: date
    to_on: date
    reason: str
    settled_by: str

    def is_about(self, gap: Gap) -> bool:
        return (self.from_on, self.to_on) == (gap.from_on, gap.to_on)


@dataclass(frozen=True, slots=True)
class SettledRecordRow:
    """確認済み: that a record came late, seen by somebody who may have said why."""

    settlement_id: int
    record: EventRef
    reason: str
    settled_by: str


@dataclass(frozen=True, slots=True)
class SettlementRow:
    """A line of the list: of a gap its two visit days, of a late record its day; ``enrolment_id`` is the company to look at.

    ``is_open``: whether the viewer reads that company's records, and so the reason, which a late record may be without.
    """

    settlement_id: int
    company_name: str
    enrolment_id: int
    on: date
    to_on: date | None
    record: EventRef | None
    reason: str
    settled_by: str
    settled_at: datetime
    is_open: bool


@dataclass(frozen=True, slots=True)
class CompanyGapsRow:
    """What a manager decides about: the gaps of a company's year without a meeting, and those already settled."""

    enrolment_id: int
    company_name: str
    unsettled: tuple[Gap, ...]
    settled: tuple[SettledGapRow, ...]


@dataclass(frozen=True, slots=True)
class LateRecordRow:
    """A record that was made final ``late_by`` days after its day, and who has looked into it, if anybody."""

    record: EventRef
    company_name: str
    on: date
    late_by: int
    settled: SettledRecordRow | None
