"""The manager's Monday: what needs somebody, the numbers, and every company's year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.domain.calendar import Month
from tracker.rows.cadence import CompanyYearRow
from tracker.rows.months import ExcusedMonthRow
from tracker.rows.phases import CaseProgressRow
from tracker.rows.staffing import StaffingRow


class AttentionKind(StrEnum):
    """What needs somebody, the most pressing first."""

    STAFFING = "staffing"
    UNSCHEDULED = "unscheduled"
    AWAITING_RECORD = "awaiting_record"
    MISSED = "missed"
    MISSING_MEETING = "missing_meeting"
    OVERDUE_ACTION = "overdue_action"
    STALE_DRAFT = "stale_draft"
    UNASSIGNED = "unassigned"
    TO_TYPE_UP = "to_type_up"


@dataclass(frozen=True, slots=True)
class AttentionRow:
    """One thing that needs somebody: whose (``who``), since when, and what the link to its mending needs.

    ``since``: the gap's first day, the last visit (``never_visited``: the first day of support), the scheduled day, the month's
    first day, the later visit, the due day, the draft's day. ``until`` is the later visit of a missing meeting.
    """

    kind: AttentionKind
    enrolment_id: int
    company_name: str
    who: str
    since: date
    days: int
    until: date | None = None
    month: Month | None = None
    visit_id: int | None = None
    meeting_id: int | None = None
    is_draft: bool = False
    never_visited: bool = False
    what: str = ""
    note_id: int | None = None
    staffing: StaffingRow | None = None


@dataclass(frozen=True, slots=True)
class BoardCompanyRow:
    """A company of the board; ``needs``: how many things need somebody there."""

    year: CompanyYearRow
    staffing: StaffingRow
    is_mine: bool
    may_log: bool
    needs: int
    visit_count: int
    online_count: int
    meeting_count: int

    @property
    def enrolment_id(self) -> int:
        return self.year.enrolment_id

    @property
    def name(self) -> str:
        return self.year.name

    @property
    def lead_name(self) -> str:
        return self.staffing.team.lead.name if self.staffing.team.lead else ""


@dataclass(frozen=True, slots=True)
class BoardTotals:
    """The numbers of the fiscal year up to today; ``visits_due``: what the months up to this one ask for."""

    visit_count: int
    visits_due: int
    online_count: int
    event_escort_count: int
    distinct_companies: int
    company_count: int
    meeting_count: int
    company_meeting_count: int
    gap_count: int
    filled_gap_count: int
    overdue_count: int


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A visit or a meeting that was never made final, with who wrote it."""

    enrolment_id: int
    company_name: str
    on: date
    written_by: str
    visit_id: int | None = None
    meeting_id: int | None = None


@dataclass(frozen=True, slots=True)
class DashboardRow:
    """The whole page; ``companies`` in the order of need, the viewer's own first.

    ``shown`` are those of one page; ``cases`` and ``excused`` are theirs, everything else is of all companies.
    ``attention`` holds of the overdue next actions only those that are overdue the longest; ``totals`` counts all of them.
    """

    fiscal_year: int
    visits_per_month: int
    event_counts: bool
    today: date
    totals: BoardTotals
    attention: tuple[AttentionRow, ...]
    companies: tuple[BoardCompanyRow, ...]
    shown: tuple[BoardCompanyRow, ...]
    cases: tuple[CaseProgressRow, ...]
    excused: tuple[tuple[str, ExcusedMonthRow], ...]

    def of_kind(self, kind: AttentionKind) -> tuple[AttentionRow, ...]:
        return tuple(row for row in self.attention if row.kind is kind)
