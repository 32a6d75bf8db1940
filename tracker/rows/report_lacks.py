"""What is missing in a report before it goes out, kind by kind: the page leads to each, the workbook lists them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tracker.domain.cadence import EventStatus, MonthState
from tracker.domain.calendar import Month
from tracker.domain.lacks import LackKind
from tracker.domain.warnings import EventKind
from tracker.rows.report import ReportRow


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing: where, when, and the row whose words tell what; only the ids of its kind are set."""

    kind: LackKind
    enrolment_id: int | None = None
    on: date | None = None
    until: date | None = None
    month: Month | None = None
    visit_id: int | None = None
    meeting_id: int | None = None
    case_id: int | None = None
    note_id: int | None = None
    outcome_id: int | None = None
    name: str = ""
    sentence: str = ""
    params: dict[str, Any] = field(default_factory=dict)


def lacks_of(report: ReportRow) -> tuple[Lack, ...]:
    """Everything that is missing, kind by kind in their order."""
    found = (
        *_drafts(report),
        *_months(report),
        *_untold(report),
        *_companies(report),
        *_phases(report),
        *_unassigned(report),
        *_overlaps(report),
        *_evidence(report),
        *(Lack(LackKind.ROUND, on=row.due_on, name=row.name) for row in report.open_rounds),
        *(
            Lack(LackKind.ITEM, name=item.short_label, params={"number": item.number})
            for item in report.items
            if not item.is_complete
        ),
    )
    order = {kind: place for place, kind in enumerate(LackKind)}
    return tuple(sorted(found, key=lambda lack: order[lack.kind]))


def _drafts(report: ReportRow) -> Iterator[Lack]:
    for row in report.drafts:
        yield Lack(LackKind.DRAFT, row.enrolment_id, row.on, visit_id=row.visit_id, meeting_id=row.meeting_id)


def _months(report: ReportRow) -> Iterator[Lack]:
    for row in report.companies:
        for cell in row.cells:
            if cell.lacks_record:
                yield Lack(LackKind.AWAITING, row.enrolment_id, month=cell.month)
            elif cell.state is MonthState.MISSED:
                yield Lack(LackKind.MISSED, row.enrolment_id, month=cell.month)


def _untold(report: ReportRow) -> Iterator[Lack]:
    """Held visits with a case of which no summary was written, or of no case at all."""
    for row in report.visits:
        if row.status is not EventStatus.HELD:
            continue
        if not row.notes:
            yield Lack(LackKind.UNTOLD, row.enrolment_id, row.visit_on, visit_id=row.visit_id)
        for note in row.notes:
            if not note.report_summary:
                yield Lack(
                    LackKind.UNTOLD,
                    row.enrolment_id,
                    row.visit_on,
                    visit_id=row.visit_id,
                    case_id=note.case_id,
                    name=report.case(note.case_id).title,
                )


def _companies(report: ReportRow) -> Iterator[Lack]:
    for row in report.companies:
        for gap in row.year.unsettled_gaps:
            yield Lack(LackKind.GAP, row.enrolment_id, gap.from_on, gap.to_on)
        if row.staffing.needs_mending:
            yield Lack(
                LackKind.STAFFING, row.enrolment_id, sentence=row.staffing.sentence, params=dict(row.staffing.params or {})
            )


def _phases(report: ReportRow) -> Iterator[Lack]:
    for row in report.cases:
        if row.lacking_reason:
            yield Lack(LackKind.PHASE, row.enrolment_id, case_id=row.case_id, name=row.title)


def _unassigned(report: ReportRow) -> Iterator[Lack]:
    for row in report.unassigned:
        yield Lack(
            LackKind.UNASSIGNED,
            row.enrolment_id,
            row.on,
            visit_id=row.visit_id,
            meeting_id=row.meeting_id,
            note_id=row.note_id if row.may_assign else None,
        )


def _overlaps(report: ReportRow) -> Iterator[Lack]:
    for row in report.overlaps:
        first = row.warning.events[0]
        yield Lack(
            LackKind.OVERLAP,
            on=row.warning.on,
            visit_id=first.event_id if first.kind is EventKind.VISIT else None,
            meeting_id=first.event_id if first.kind is EventKind.MEETING else None,
            name=row.producer or "",
        )


def _evidence(report: ReportRow) -> Iterator[Lack]:
    for row in report.outcomes:
        if not row.has_evidence:
            yield Lack(LackKind.EVIDENCE, row.enrolment_id, row.outcome_on, outcome_id=row.outcome_id, name=row.description)
