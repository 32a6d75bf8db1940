"""The rows of the report's data sheets, from the one report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time

from tracker.domain.completeness import WORDING_BEING_CHECKED
from tracker.domain.era import era_date
from tracker.domain.narratives import PART_NAMES
from tracker.domain.phases import Phase
from tracker.rows.report import ReportNoteRow, ReportRow
from tracker.workbooks.report.words import say

Value = str | int | float | None


def _dated(day: date | None) -> tuple[str | None, str | None]:
    return (day.isoformat(), era_date(day)) if day else (None, None)


def _clock(value: time | None) -> str | None:
    return f"{value:%H:%M}" if value else None


def _worked(note: ReportNoteRow) -> tuple[int, ...]:
    return tuple(int(phase in note.phases) for phase in Phase)


def companies(report: ReportRow) -> Iterable[tuple[Value, ...]]:
    """支援企業: one row a company."""
    for row in report.companies:
        yield (
            row.number,
            row.name,
            row.corporate_number or None,
            row.prefecture or None,
            row.municipality or None,
            row.area_code or None,
            *_dated(row.support.starts_on),
            *_dated(row.support.ends_on),
            row.visit_count,
            row.online_count,
            row.event_escorts,
            row.meeting_count,
            row.staffing.days_without_lead,
            row.staffing.days_without_sub_lead,
        )


def cases(report: ReportRow) -> Iterable[tuple[Value, ...]]:
    """案件: one row a case."""
    for row in report.cases:
        company = report.company(row.enrolment_id)
        progress = row.progress
        yield (
            row.number,
            row.title,
            row.kind or None,
            company.number,
            company.name,
            say(progress.furthest) if progress.furthest else None,
            *(reached.first_on.isoformat() if (reached := progress.reached_phase(phase)) else None for phase in Phase),
            progress.days_in_phase(report.head.as_of),
            row.visit_count,
        )


def assignments(report: ReportRow) -> Iterable[tuple[Value, ...]]:
    """担当: one row a dated place."""
    for row in report.assignments:
        company = report.company(row.enrolment_id)
        yield (
            company.number,
            company.name,
            report.person(row.producer_id).name,
            say(row.role),
            *_dated(row.period.starts_on),
            *_dated(row.period.ends_on),
        )


def people(report: ReportRow) -> Iterable[tuple[Value, ...]]:
    """担い手: one row a person whom the roster ever knew."""
    for row in report.people:
        yield row.name, row.category or None, int(row.is_on_roster)


def gaps(report: ReportRow) -> Iterable[tuple[Value, ...]]:
    """One row a pair of consecutive visit days."""
    for row in report.companies:
        for gap in row.year.gaps:
            days = gap.from_on.isoformat(), gap.to_on.isoformat()
            settled = row.year.settled_of(gap) if not gap.is_filled else None
            why = (settled.reason, settled.settled_by) if settled else (None, None)
            yield row.number, row.name, *days, int(gap.is_filled), len(gap.meeting_ids), *why


def visits(report: ReportRow) -> Iterable[tuple[Value, ...]]:
    """企業訪問: one row a visit."""
    for row in report.visits:
        company = report.company(row.enrolment_id)
        yield (
            row.visit_id,
            company.number,
            company.name,
            *_dated(row.visit_on),
            _clock(row.start_time),
            _clock(row.end_time),
            say(row.status),
            say(row.mode),
            int(row.counts),
            int(row.is_outside_support),
            len(row.notes),
            len(row.producer_ids),
        )


def visit_cases(report: ReportRow) -> Iterable[tuple[Value, ...]]:
    """One row a visit and case."""
    for row in report.visits:
        for note in row.notes:
            case = report.case(note.case_id)
            yield row.visit_id, row.visit_on.isoformat(), case.number, case.title, *_worked(note), note.report_summary or None


def meetings(report: ReportRow) -> Iterable[tuple[Value, ...]]:
    """チームミーティング: one row a meeting."""
    for row in report.meetings:
        yield (
            row.meeting_id,
            *_dated(row.meeting_on),
            _clock(row.start_time),
            _clock(row.end_time),
            say(row.status),
            say(row.mode),
            int(row.counts),
            len(row.enrolment_ids),
            len(row.producer_ids),
        )


def meeting_companies(report: ReportRow) -> Iterable[tuple[Value, ...]]:
    """One row a meeting and company."""
    for row in report.meetings:
        for enrolment_id in row.enrolment_ids:
            company = report.company(enrolment_id)
            yield row.meeting_id, row.meeting_on.isoformat(), company.number, company.name, int(row.counts)


def attendance(report: ReportRow) -> Iterable[tuple[Value, ...]]:
    """One row a visit or meeting and supporter."""
    for visit in report.visits:
        for producer_id in visit.producer_ids:
            yield "企業訪問", visit.visit_id, visit.visit_on.isoformat(), report.person(producer_id).name, say(visit.status)
    for meeting in report.meetings:
        for producer_id in meeting.producer_ids:
            name = report.person(producer_id).name
            yield "チームミーティング", meeting.meeting_id, meeting.meeting_on.isoformat(), name, say(meeting.status)


def months(report: ReportRow) -> Iterable[tuple[Value, ...]]:
    """One row a company and month."""
    for row in report.companies:
        for cell, meetings in zip(row.cells, row.meetings_by_month, strict=True):
            yield (
                row.number,
                row.name,
                cell.month.iso,
                say(cell.state),
                cell.required,
                cell.held,
                cell.online,
                cell.event_escorts,
                cell.outside_support,
                meetings,
            )


def excuses(report: ReportRow) -> Iterable[tuple[Value, ...]]:
    """One row an excused month."""
    for row in report.excuses:
        company = report.company(row.enrolment_id)
        yield company.number, company.name, row.month.iso, row.reason, row.accepted_by


def scores(report: ReportRow) -> Iterable[tuple[Value, ...]]:
    """One row a round, supporter and item."""
    for row in report.results.scores:
        yield (
            row.round.number,
            row.round.name,
            row.name,
            row.item.number,
            row.item.short_label,
            row.item.version_number,
            row.peer.mean,
            row.peer.sentence % row.peer.params,
        )


def group(report: ReportRow) -> Iterable[tuple[Value, ...]]:
    """One row a round, item and series."""
    for group in report.results.rounds:
        for mean in group.means:
            for series, value in (("自己評価", mean.own), ("他者評価", mean.peer)):
                yield (
                    group.round.number,
                    group.round.name,
                    mean.item.number,
                    mean.item.short_label,
                    mean.item.version_number,
                    series,
                    value.mean,
                    value.n,
                    value.sentence % value.params,
                )


def items(report: ReportRow) -> Iterable[tuple[Value, ...]]:
    """One row a wording: the one that stands now, and each that a round was made under."""
    asked = [mean.item for group in report.results.rounds for mean in group.means]
    wordings = {item.item_version_id: item for item in (*asked, *report.items)}
    for item in sorted(wordings.values(), key=lambda item: (item.number, item.version_number)):
        yield (
            item.number,
            item.short_label,
            item.version_number,
            int(item.is_current),
            item.text or None,
            None if item.is_complete else WORDING_BEING_CHECKED,
        )


def narratives(report: ReportRow) -> Iterable[tuple[Value, ...]]:
    """One row a case and part of its text."""
    for row in report.narratives:
        case = report.case(row.case_id)
        company = report.company(case.enrolment_id)
        for part, text in row.texts.items():
            yield (
                case.number,
                case.title,
                company.number,
                company.name,
                PART_NAMES[part],
                text or None,
                row.written_on.isoformat(),
            )


def outcomes(report: ReportRow) -> Iterable[tuple[Value, ...]]:
    """One row an outcome."""
    for row in report.outcomes:
        company = report.company(row.enrolment_id)
        yield (
            row.outcome_id,
            company.number,
            company.name,
            report.case(row.case_id).number if row.case_id is not None else None,
            say(row.kind),
            row.kind_detail or None,
            *_dated(row.outcome_on),
            row.description,
            row.evidence or None,
        )
