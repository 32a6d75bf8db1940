"""What the report's page shows, some companies at a time: cut from the one report, with the totals of all of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from tracker.domain import counts
from tracker.domain.calendar import Month
from tracker.domain.lacks import LackKind
from tracker.rows.assessments import ItemRow
from tracker.rows.report import ReportCaseRow, ReportCompanyRow, ReportHeadRow, ReportOutcomeRow, ReportRow
from tracker.rows.report_lacks import Lack, lacks_of
from tracker.rows.results import ReportResultsRow
from tracker.rows.settlements import SettledGapRow

COMPANIES = 50  # of one page
LACKS = 500  # lines of one kind; the workbook lists them all


@dataclass(frozen=True, slots=True)
class PreviewNumbers:
    """The totals, as the sheet 概要 has them."""

    visits: int
    online: int
    companies: int
    case_visits: int
    escorts: int
    meetings: int
    company_meetings: int
    outcomes: int


@dataclass(frozen=True, slots=True)
class LackGroup:
    """How much of a kind is missing, with the first of it."""

    kind: LackKind
    count: int
    lacks: tuple[Lack, ...]


@dataclass(frozen=True, slots=True)
class ReportPreviewRow:
    """A page: ``companies`` with their cases and outcomes; the rest is of the whole report.

    ``names`` are of the companies that a line of the page speaks of, ``leads`` of their 主担当 where there is one; ``settled``:
    the gaps without a meeting that needed none, which are not among the ``lacks``; ``read_at``: when it was read, where not now.
    """

    head: ReportHeadRow
    months: tuple[Month, ...]
    numbers: PreviewNumbers
    visits_by_month: tuple[int, ...]
    meetings_by_month: tuple[int, ...]
    company_count: int
    items: tuple[ItemRow, ...]
    results: ReportResultsRow
    lacks: tuple[LackGroup, ...]
    names: Mapping[int, str]
    leads: Mapping[int, str]
    settled: tuple[SettledGapRow, ...] = ()
    companies: tuple[ReportCompanyRow, ...] = ()
    cases: tuple[ReportCaseRow, ...] = ()
    outcomes: tuple[ReportOutcomeRow, ...] = ()
    read_at: datetime | None = None


def previews(report: ReportRow, *, read_at: datetime | None = None) -> Iterator[ReportPreviewRow]:
    """The pages, one at least."""
    lacks = tuple(
        LackGroup(kind, len(there), there[:LACKS])
        for kind, of_kind in groupby(lacks_of(report), key=lambda lack: lack.kind)
        for there in (tuple(of_kind),)
    )
    settled = tuple(gap for row in report.companies for gap in row.year.settled_gaps)[:LACKS]
    spoken_of = {lack.enrolment_id for group in lacks for lack in group.lacks} | {gap.enrolment_id for gap in settled}
    whole = ReportPreviewRow(
        head=report.head,
        months=report.months,
        numbers=_numbers(report),
        visits_by_month=tuple(sum(row.cells[place].held for row in report.companies) for place in range(len(report.months))),
        meetings_by_month=tuple(
            sum(row.meetings_by_month[place] for row in report.companies) for place in range(len(report.months))
        ),
        company_count=len(report.companies),
        items=report.items,
        results=replace(report.results, scores=()),
        lacks=lacks,
        names={},
        leads={
            row.enrolment_id: row.staffing.team.lead.name
            for row in report.companies
            if row.staffing.team.lead and row.enrolment_id in spoken_of
        },
        settled=settled,
        read_at=read_at,
    )
    for first in range(0, max(len(report.companies), 1), COMPANIES):
        companies = report.companies[first : first + COMPANIES]
        ids = {row.enrolment_id for row in companies}
        yield replace(
            whole,
            names={row.enrolment_id: row.name for row in report.companies if row.enrolment_id in ids | spoken_of},
            companies=companies,
            cases=tuple(row for row in report.cases if row.enrolment_id in ids),
            outcomes=tuple(row for row in report.outcomes if row.enrolment_id in ids),
        )


def _numbers(report: ReportRow) -> PreviewNumbers:
    visits, met = report.counted_visits, report.held_meetings
    return PreviewNumbers(
        visits=counts.visit_count(visits),
        online=counts.online_count(visits),
        companies=counts.distinct_companies(visits),
        case_visits=sum(case.visit_count for case in report.cases),
        escorts=len(report.event_escorts),
        meetings=counts.meeting_count(met),
        company_meetings=sum(counts.meeting_count_by_company(met).values()),
        outcomes=len(report.outcomes),
    )
