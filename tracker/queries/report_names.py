"""Takes the names of companies that may not be named out of what people wrote into the report's texts."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from tracker.domain.naming import Concealment
from tracker.rows.cadence import CompanyYearRow
from tracker.rows.report import ReportMeetingRow, ReportNoteRow, ReportOutcomeRow, ReportRow, ReportVisitRow

Event = TypeVar("Event", ReportVisitRow, ReportMeetingRow)


def without_hidden_names(report: ReportRow, concealment: Concealment) -> ReportRow:
    """The same report; where a title, summary, outcome or reason names such a company, its letter stands instead."""
    told = concealment.tell
    return replace(
        report,
        cases=tuple(replace(row, title=told(row.title), kind=told(row.kind)) for row in report.cases),
        visits=_events(report.visits, concealment),
        meetings=_events(report.meetings, concealment),
        outcomes=tuple(outcome_without_hidden_names(row, concealment) for row in report.outcomes),
        narratives=tuple(replace(row, texts={part: told(text) for part, text in row.texts.items()}) for row in report.narratives),
        companies=tuple(replace(row, year=_gaps(row.year, concealment)) for row in report.companies),
        excuses=tuple(replace(row, reason=told(row.reason)) for row in report.excuses),
    )


def note_without_hidden_names(row: ReportNoteRow, concealment: Concealment) -> ReportNoteRow:
    """The same of the summary of a visit or meeting."""
    return replace(row, report_summary=concealment.tell(row.report_summary))


def outcome_without_hidden_names(row: ReportOutcomeRow, concealment: Concealment) -> ReportOutcomeRow:
    """The same of an outcome."""
    told = concealment.tell
    return replace(row, kind_detail=told(row.kind_detail), description=told(row.description), evidence=told(row.evidence))


def _gaps(year: CompanyYearRow, concealment: Concealment) -> CompanyYearRow:
    return replace(year, settled=tuple(replace(gap, reason=concealment.tell(gap.reason)) for gap in year.settled))


def _events(rows: tuple[Event, ...], concealment: Concealment) -> tuple[Event, ...]:
    if not concealment:
        return rows
    return tuple(replace(row, notes=tuple(note_without_hidden_names(note, concealment) for note in row.notes)) for row in rows)
