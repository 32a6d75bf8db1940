"""Takes the names of companies that may not be named out of what people wrote into the report's texts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from tracker.domain.naming import Concealment
from tracker.rows.report import ReportMeetingRow, ReportRow, ReportVisitRow

Event = TypeVar("Event", ReportVisitRow, ReportMeetingRow)


def without_hidden_names(report: ReportRow, concealment: Concealment) -> ReportRow:
    """The same report; where a title, summary, outcome or reason names such a company, its letter stands instead."""
    told = concealment.tell
    return replace(
        report,
        cases=tuple(replace(row, title=told(row.title), kind=told(row.kind)) for row in report.cases),
        visits=_events(report.visits, told),
        meetings=_events(report.meetings, told),
        outcomes=tuple(
            replace(
                row,
                kind_detail=told(row.kind_detail),
                description=told(row.description),
                evidence=told(row.evidence),
            )
            for row in report.outcomes
        ),
        narratives=tuple(replace(row, texts={part: told(text) for part, text in row.texts.items()}) for row in report.narratives),
        excuses=tuple(replace(row, reason=told(row.reason)) for row in report.excuses),
    )


def _events(rows: tuple[Event, ...], told: Callable[[str], str]) -> tuple[Event, ...]:
    return tuple(
        replace(row, notes=tuple(replace(note, report_summary=told(note.report_summary)) for note in row.notes)) for row in rows
    )
