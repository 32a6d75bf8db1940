"""The yearly report: one frozen set of rows that preview, form sheets and data sheets are all made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property

from tracker.domain.cadence import CadenceSettings, EventStatus, MonthCell, VisitMode
from tracker.domain.calendar import Month, Period, fiscal_year_period
from tracker.domain.counts import MeetingFact, VisitFact
from tracker.domain.narratives import Texts
from tracker.domain.outcomes import OutcomeKind
from tracker.domain.phases import CaseProgress, Phase
from tracker.domain.staffing import AssignmentRole
from tracker.rows.assessments import ItemRow, RoundRow
from tracker.rows.cadence import CompanyYearRow
from tracker.rows.results import ReportResultsRow
from tracker.rows.staffing import StaffingRow
from tracker.rows.unassigned import UnassignedRow
from tracker.rows.warnings import WarningRow


@dataclass(frozen=True, slots=True)
class ReportDaysRow:
    """Which days a report is of: the ``whole`` period, and up to when it counts."""

    fiscal_year: int
    whole: Period
    as_of: date

    @property
    def is_of_year(self) -> bool:
        """Whether it is of the programme's whole fiscal year."""
        return self.whole == fiscal_year_period(self.fiscal_year)


@dataclass(frozen=True, slots=True)
class ReportHeadRow(ReportDaysRow):
    """What the report is of: the programme and its days, of which ``period`` is the part up to ``as_of``.

    ``read_after``: the trail's last entry when it began to be read; what was noted later may be missing.
    """

    organisation: str
    programme: str
    slug: str
    period: Period
    producer_label: str
    expected_producers: int
    producers: int
    cadence: CadenceSettings
    read_after: int

    @property
    def month_over(self) -> Month | None:
        """The month whose last day is the as-of date: it counts as over, also while that day still runs."""
        month = Month.of(self.as_of)
        return month if month.last == self.as_of else None


@dataclass(frozen=True, slots=True)
class ReportCompanyRow:
    """A company with its team on the as-of date and its year; ``name`` is what the report may call it.

    ``meetings_by_month`` are held meetings that cover it (each once); ``year.cells`` carry the held visits.
    """

    enrolment_id: int
    number: int
    name: str
    kana: str
    corporate_number: str
    prefecture: str
    municipality: str
    area_code: str
    is_named: bool
    support: Period
    staffing: StaffingRow
    year: CompanyYearRow
    meetings_by_month: tuple[int, ...]

    @property
    def cells(self) -> tuple[MonthCell, ...]:
        return self.year.cells

    @property
    def visit_count(self) -> int:
        return sum(cell.held for cell in self.cells)

    @property
    def online_count(self) -> int:
        return sum(cell.online for cell in self.cells)

    @property
    def event_escorts(self) -> int:
        return sum(cell.event_escorts for cell in self.cells)

    @property
    def meeting_count(self) -> int:
        return sum(self.meetings_by_month)


@dataclass(frozen=True, slots=True)
class ReportNoteRow:
    """What was worked on one case in a visit or meeting, as far as it goes into a report: phases and summary."""

    case_id: int
    phases: tuple[Phase, ...]
    report_summary: str


@dataclass(frozen=True, slots=True)
class ReportVisitRow:
    """A visit of the period; ``status`` as of the report's day; ``counts`` says whether it is in the 訪問回数."""

    visit_id: int
    enrolment_id: int
    visit_on: date
    status: EventStatus
    mode: VisitMode
    counts: bool
    is_outside_support: bool
    start_time: time | None
    end_time: time | None
    producer_ids: tuple[int, ...]
    notes: tuple[ReportNoteRow, ...]


@dataclass(frozen=True, slots=True)
class ReportMeetingRow:
    """A team meeting of the period with the companies that it covers; ``counts``: held, up to the as-of date."""

    meeting_id: int
    meeting_on: date
    status: EventStatus
    mode: VisitMode
    counts: bool
    start_time: time | None
    end_time: time | None
    enrolment_ids: tuple[int, ...]
    producer_ids: tuple[int, ...]
    notes: tuple[ReportNoteRow, ...]


@dataclass(frozen=True, slots=True)
class ReportCaseRow:
    """A case, where it stands on the as-of date, and its 案件別延べ回数."""

    case_id: int
    enrolment_id: int
    number: str
    title: str
    kind: str
    progress: CaseProgress
    lacking_reason: tuple[Phase, ...]
    visit_count: int


@dataclass(frozen=True, slots=True)
class ReportOutcomeRow:
    """A typed outcome of the period, with what it leans on beside its own words: what is there, not what it says."""

    outcome_id: int
    enrolment_id: int
    case_id: int | None
    kind: OutcomeKind
    kind_detail: str
    outcome_on: date
    description: str
    evidence: str
    answers_challenge: bool
    has_exhibition: bool
    has_file: bool

    @property
    def has_evidence(self) -> bool:
        return bool(self.evidence) or self.answers_challenge or self.has_exhibition or self.has_file


@dataclass(frozen=True, slots=True)
class ReportNarrativeRow:
    """The text that somebody wrote of a case; one that nobody wrote yet is in no report."""

    case_id: int
    number: int
    written_on: date
    texts: Texts


@dataclass(frozen=True, slots=True)
class ReportPersonRow:
    """A supporter whom the roster ever knew; ``is_on_roster``: on the as-of date."""

    producer_id: int
    name: str
    category: str
    is_on_roster: bool


@dataclass(frozen=True, slots=True)
class ReportAssignmentRow:
    """A dated place in a company's team."""

    enrolment_id: int
    producer_id: int
    role: AssignmentRole
    period: Period


@dataclass(frozen=True, slots=True)
class ReportExcuseRow:
    """A month excused with its reason."""

    enrolment_id: int
    month: Month
    reason: str
    accepted_by: str


@dataclass(frozen=True, slots=True)
class ReportDraftRow:
    """A visit or a meeting that nobody made final: in no number, named before the report goes out."""

    enrolment_id: int
    on: date
    visit_id: int | None = None
    meeting_id: int | None = None


@dataclass(frozen=True)
class ReportRow:
    """Everything that the report says; totals are computed by ``domain.counts`` from the facts.

    ``drafts``, ``open_rounds``, ``unassigned`` and ``overlaps`` are for what is missing in it (``rows.report_lacks``) alone.
    """

    head: ReportHeadRow
    months: tuple[Month, ...]
    companies: tuple[ReportCompanyRow, ...]
    cases: tuple[ReportCaseRow, ...]
    visits: tuple[ReportVisitRow, ...]
    meetings: tuple[ReportMeetingRow, ...]
    outcomes: tuple[ReportOutcomeRow, ...]
    people: tuple[ReportPersonRow, ...]
    assignments: tuple[ReportAssignmentRow, ...]
    excuses: tuple[ReportExcuseRow, ...]
    items: tuple[ItemRow, ...]
    results: ReportResultsRow
    narratives: tuple[ReportNarrativeRow, ...]
    counted_visits: tuple[VisitFact, ...] = field(repr=False)
    held_meetings: tuple[MeetingFact, ...] = field(repr=False)
    event_escorts: tuple[VisitFact, ...] = field(repr=False)
    drafts: tuple[ReportDraftRow, ...] = ()
    open_rounds: tuple[RoundRow, ...] = ()
    unassigned: tuple[UnassignedRow, ...] = ()
    overlaps: tuple[WarningRow, ...] = ()

    @cached_property
    def _companies(self) -> dict[int, ReportCompanyRow]:
        return {row.enrolment_id: row for row in self.companies}

    @cached_property
    def _people(self) -> dict[int, ReportPersonRow]:
        return {row.producer_id: row for row in self.people}

    @cached_property
    def _cases(self) -> dict[int, ReportCaseRow]:
        return {row.case_id: row for row in self.cases}

    def company(self, enrolment_id: int) -> ReportCompanyRow:
        return self._companies[enrolment_id]

    def person(self, producer_id: int) -> ReportPersonRow:
        return self._people[producer_id]

    def case(self, case_id: int) -> ReportCaseRow:
        return self._cases[case_id]
