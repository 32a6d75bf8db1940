"""証憑つづり: the records behind one figure of the report, each with its number in the list in front."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Literal

from tracker.domain.cadence import VisitMode
from tracker.domain.calendar import Month
from tracker.rows.attachments import AttachmentRow
from tracker.rows.report import ReportNoteRow, ReportOutcomeRow, ReportRow


class Figure(StrEnum):
    """The figures of the report that have records behind them."""

    VISITS = "visits"
    ONLINE = "online"
    CASE_VISITS = "case_visits"
    ESCORTS = "escorts"
    MEETINGS = "meetings"
    COMPANY_MEETINGS = "company_meetings"
    OUTCOMES = "outcomes"


@dataclass(frozen=True, slots=True)
class FigureFilter:
    """Which figure: the total, or that of a company, a case or a month."""

    figure: Figure = Figure.VISITS
    company: int | None = None
    case: int | None = None
    month: Month | None = None


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One record as it counts in the figure; where a figure counts by company or by case, one record stands several times."""

    noun: Literal["visit", "meeting", "outcome"]
    thing_id: int
    on: date
    enrolment_ids: tuple[int, ...]
    producer_ids: tuple[int, ...] = ()
    notes: tuple[ReportNoteRow, ...] = ()
    mode: VisitMode | None = None
    outcome: ReportOutcomeRow | None = None
    case_id: int | None = None
    pictures: tuple[AttachmentRow, ...] = ()
    number: int = 0


def records_of(report: ReportRow, asked: FigureFilter) -> tuple[EvidenceRow, ...]:
    """The rows that make the figure, by day: as many as the figure says."""
    if asked.figure is Figure.OUTCOMES:
        found = _outcomes(report)
    elif asked.figure in (Figure.MEETINGS, Figure.COMPANY_MEETINGS):
        found = _meetings(report, by_company=asked.figure is Figure.COMPANY_MEETINGS or asked.company is not None)
    else:
        found = _visits(report, asked.figure)
    return tuple(replace(row, number=number) for number, row in enumerate(filter(partial(_is_asked, asked), found), start=1))


def with_pictures(
    report: ReportRow, rows: Collection[EvidenceRow], attached: Collection[AttachmentRow]
) -> tuple[EvidenceRow, ...]:
    """The same with the pictures of each record, in the first place where it stands.

    What is 社外秘 stays inside, and so does every picture of a company that may not be named: nobody can know what it shows.
    """
    of: defaultdict[tuple[str, int], list[AttachmentRow]] = defaultdict(list)
    for one in reversed(list(attached)):
        shown = one.is_picture and one.has_file and not one.is_confidential and not one.is_redacted
        if shown and one.enrolment_id is not None and report.company(one.enrolment_id).is_named:
            for noun, thing_id in (("visit", one.visit_id), ("meeting", one.meeting_id), ("outcome", one.outcome_id)):
                if thing_id is not None:
                    of[noun, thing_id].append(one)
    return tuple(replace(row, pictures=tuple(of.pop((row.noun, row.thing_id), ()))) for row in rows)


def _is_asked(asked: FigureFilter, row: EvidenceRow) -> bool:
    return (
        (asked.company is None or asked.company in row.enrolment_ids)
        and (asked.case is None or asked.case == row.case_id)
        and (asked.month is None or asked.month == Month.of(row.on))
    )


def _visits(report: ReportRow, figure: Figure) -> Iterator[EvidenceRow]:
    facts = report.event_escorts if figure is Figure.ESCORTS else report.counted_visits
    counted = {fact.visit_id for fact in facts if figure is not Figure.ONLINE or fact.mode is VisitMode.ONLINE}
    for visit in report.visits:
        if visit.visit_id not in counted:
            continue
        row = EvidenceRow(
            "visit", visit.visit_id, visit.visit_on, (visit.enrolment_id,), visit.producer_ids, visit.notes, visit.mode
        )
        if figure is Figure.CASE_VISITS:
            yield from (replace(row, notes=(note,), case_id=note.case_id) for note in visit.notes)
        else:
            yield row


def _meetings(report: ReportRow, *, by_company: bool) -> Iterator[EvidenceRow]:
    for meeting in report.meetings:
        if not meeting.counts:
            continue
        row = EvidenceRow(
            "meeting",
            meeting.meeting_id,
            meeting.meeting_on,
            meeting.enrolment_ids,
            meeting.producer_ids,
            meeting.notes,
            meeting.mode,
        )
        if not by_company:
            yield row
            continue
        for enrolment_id in meeting.enrolment_ids:
            notes = tuple(note for note in meeting.notes if report.case(note.case_id).enrolment_id == enrolment_id)
            yield replace(row, enrolment_ids=(enrolment_id,), notes=notes)


def _outcomes(report: ReportRow) -> Iterator[EvidenceRow]:
    for outcome in report.outcomes:
        row = EvidenceRow("outcome", outcome.outcome_id, outcome.outcome_on, (outcome.enrolment_id,))
        yield replace(row, outcome=outcome, case_id=outcome.case_id)
