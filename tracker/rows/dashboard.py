"""The manager's Monday: what needs somebody, the numbers, and every company's year."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from tracker.domain.attention import AttentionKind
from tracker.domain.calendar import Month, Period
from tracker.domain.phases import Phase
from tracker.rows.cadence import CompanyYearRow
from tracker.rows.months import ExcusedMonthRow
from tracker.rows.phases import CaseProgressRow
from tracker.rows.snoozes import SnoozeRow
from tracker.rows.staffing import StaffingRow


@dataclass(frozen=True, slots=True)
class AttentionRow:
    """One thing that needs somebody: whose (``who``), since when, and what the link to its mending needs.

    ``subject`` names the thing among those of its kind. ``enrolment_id`` is 0 where it is no company's. ``since``: the gap's
    first day, the last visit (``never_visited``: the first day of support), the scheduled day, the month's first day, the later
    visit, the due day, the draft's day, the last movement of a case, the record's day, the opening of a round, the end of a month
    that is not closed. ``until`` is the
    later visit of a missing meeting, or the day until which a round takes assessments. ``producer_id``: ``who``, where it is
    somebody whom the thing itself names. ``count``: in how many companies a month is to be closed, ``people`` whose that is.
    """

    kind: AttentionKind
    enrolment_id: int
    company_name: str
    who: str
    since: date
    days: int
    until: date | None = None
    subject: str = ""
    month: Month | None = None
    visit_id: int | None = None
    meeting_id: int | None = None
    is_draft: bool = False
    never_visited: bool = False
    what: str = ""
    note_id: int | None = None
    case_id: int | None = None
    round_id: int | None = None
    phase: Phase | None = None
    producer_id: int | None = None
    version: int = 0
    staffing: StaffingRow | None = None
    count: int = 0
    people: tuple[str, ...] = ()

    @property
    def facts(self) -> tuple[object, ...]:
        """What is to stay as it is for a snooze to last; not how long ago it was, nor whose it is, nor how much of it is done."""
        team = (self.staffing.state, self.staffing.sentence) if self.staffing else ()
        return self.since, self.until, self.what, self.is_draft, self.version, *team


@dataclass(frozen=True, slots=True)
class SnoozedRow:
    """What was put aside, several rows where one name is about several companies, with why and until when."""

    snooze: SnoozeRow
    rows: tuple[AttentionRow, ...]


@dataclass(frozen=True, slots=True)
class Exceptions:
    """What needs somebody now, and what was put aside; ``overdue_count`` counts also those overdue that are not in ``open``."""

    open: tuple[AttentionRow, ...]
    snoozed: tuple[SnoozedRow, ...]
    overdue_count: int


@dataclass(frozen=True, slots=True)
class KindCount:
    """Of one kind of exception: how many there are, and how many lines are at hand: fewer of overdue next actions."""

    rows: int
    lines: int


@dataclass(frozen=True, slots=True)
class Attention:
    """The exceptions: how many of each kind, the first lines of each (or of one kind those of a page), what was put aside."""

    counts: Mapping[AttentionKind, KindCount]
    rows: tuple[AttentionRow, ...]
    snoozed: tuple[SnoozedRow, ...]


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
class SpanTotals:
    """The same numbers of some days within a month; ``overdue_count``: open next actions that fell due in them."""

    days: Period
    visit_count: int
    meeting_count: int
    outcome_count: int
    overdue_count: int


@dataclass(frozen=True, slots=True)
class BoardTotals:
    """The numbers of the fiscal year up to today; ``visits_due``: what the months up to this one ask for.

    ``month`` is the running month up to today, ``before`` the same days of the month before.
    """

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
    settled_gap_count: int
    overdue_count: int
    outcome_count: int
    month: SpanTotals
    before: SpanTotals


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A visit or a meeting that was never made final, with who wrote it."""

    enrolment_id: int
    company_name: str
    on: date
    written_by: str
    visit_id: int | None = None
    meeting_id: int | None = None
    version: int = 0
    written_by_id: int | None = None


@dataclass(frozen=True, slots=True)
class DashboardRow:
    """The whole page; the companies come in the order of need, the viewer's own first (``own_first``: there are some).

    ``shown`` are those of one page; ``cases`` and ``excused`` are theirs, everything else is of all companies.
    ``loggable``: at which of the companies that stand on the page the viewer may log. ``earlier``: the short name of the
    programme of the year before, where the viewer reads the meetings there that the page names.
    """

    fiscal_year: int
    visits_per_month: int
    outcome_target: int | None
    event_counts: bool
    today: date
    totals: BoardTotals
    attention: Attention
    own_first: bool
    shown: tuple[BoardCompanyRow, ...]
    loggable: Collection[int]
    cases: tuple[CaseProgressRow, ...]
    excused: tuple[tuple[str, ExcusedMonthRow], ...]
    earlier: str | None

    def of_kind(self, kind: AttentionKind) -> tuple[AttentionRow, ...]:
        return tuple(row for row in self.attention.rows if row.kind is kind)
