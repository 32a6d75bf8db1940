"""The monthly work diary (業務日誌) of a supporter, and the months of all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tracker.domain.calendar import Month
from tracker.domain.rounding import RoundingRule
from tracker.domain.work_log import SourceRef, Total, WorkKind, WorkMonth
from tracker.domain.work_months import FrozenLine, LineChange, WorkMonthState
from tracker.domain.work_warnings import HoursWarning
from tracker.rows.travel import TravelRow
from tracker.rows.work_log import ActivityRow


@dataclass(frozen=True, slots=True)
class HoursRuleRow:
    """How the programme rounds, and from when on a day is called long; version 0 where the defaults hold."""

    rule: RoundingRule
    long_day_minutes: int
    version: int = 0


@dataclass(frozen=True, slots=True)
class WorkMonthRow:
    """What was confirmed and checked of a month, by whom and when, with what it held then."""

    producer_id: int
    month: Month
    confirmed_at: datetime | None
    confirmed_by: str
    confirmed_reason: str
    approved_at: datetime | None
    approved_by: str
    approved_reason: str
    reopened_reason: str
    minutes: int
    counted: int
    cost_yen: int
    rule: RoundingRule
    lines: tuple[FrozenLine, ...]
    digest: str
    version: int
    confirmed_by_id: int | None = None

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def is_approved(self) -> bool:
        return self.approved_at is not None


@dataclass(frozen=True, slots=True)
class DiaryDayRow:
    """A day of the diary; ``counted`` is its time after rounding."""

    on: date
    is_off: bool
    holiday: str
    lines: tuple[ActivityRow, ...]
    minutes: int
    counted: int

    @property
    def cost_yen(self) -> int:
        return sum(line.cost_yen for line in self.lines)


@dataclass(frozen=True, slots=True)
class CompanyTotalRow:
    """The time for one company, for several at once, or for none in particular."""

    enrolment_ids: tuple[int, ...]
    names: tuple[str, ...]
    total: Total


@dataclass(frozen=True, slots=True)
class DiaryRow:
    """One supporter's month. ``unclaimed``: journeys of their visits that do not say whose they were."""

    producer_id: int
    producer: str
    programme: str
    slug: str
    organisation: str
    producer_label: str
    hours: WorkMonth
    days: tuple[DiaryDayRow, ...]
    settings: HoursRuleRow
    standing: WorkMonthRow | None
    warnings: tuple[HoursWarning, ...]
    changes: tuple[LineChange, ...]
    unclaimed: tuple[TravelRow, ...]
    state: WorkMonthState
    has_account: bool

    @property
    def month(self) -> Month:
        return self.hours.month

    @property
    def lines(self) -> tuple[ActivityRow, ...]:
        return tuple(line for day in self.days for line in day.lines)

    @property
    def cost_yen(self) -> int:
        return sum(line.cost_yen for line in self.lines)

    @property
    def missing(self) -> int:
        """How many activities have no times."""
        return sum(line.activity.minutes is None for line in self.lines)

    @property
    def by_kind(self) -> dict[WorkKind, Total]:
        return self.hours.by_kind()

    @property
    def by_company(self) -> tuple[CompanyTotalRow, ...]:
        names = {line.activity.companies: line.companies for line in self.lines}
        return tuple(CompanyTotalRow(key, names[key], total) for key, total in self.hours.by_company().items())

    def line(self, ref: SourceRef) -> ActivityRow | None:
        """The activity that a warning is about."""
        return next((line for line in self.lines if line.activity.ref == ref), None)


@dataclass(frozen=True, slots=True)
class MonthCellRow:
    """One supporter's month in the overview."""

    month: Month
    minutes: int
    state: WorkMonthState


@dataclass(frozen=True, slots=True)
class DiaryListRow:
    """One supporter's year."""

    producer_id: int
    producer: str
    cells: tuple[MonthCellRow, ...]

    @property
    def minutes(self) -> int:
        return sum(cell.minutes for cell in self.cells)
