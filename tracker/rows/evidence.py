"""証憑つづり: the records behind one figure of the report, each with its number in the list in front."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Literal

from tracker.domain.cadence import VisitMode
from tracker.domain.calendar import Month
from tracker.rows.attachments import AttachmentRow
from tracker.rows.report import ReportDaysRow, ReportNoteRow, ReportOutcomeRow


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


@dataclass(frozen=True, slots=True)
class EvidenceBundleRow:
    """A page of the records behind a figure, which are ``count``; names and titles as the report may say them, by id."""

    organisation: str
    programme: str
    days: ReportDaysRow
    asked: FigureFilter
    count: int
    rows: tuple[EvidenceRow, ...]
    companies: Mapping[int, str]
    cases: Mapping[int, str]
    people: Mapping[int, str]


def with_pictures(
    rows: Collection[EvidenceRow], attached: Collection[AttachmentRow], may_be_named: Collection[int]
) -> tuple[EvidenceRow, ...]:
    """The same with the pictures of each record, in the first place where it stands.

    What is 社外秘 stays inside, and so does every picture of a company that may not be named: nobody can know what it shows.
    """
    of: defaultdict[tuple[str, int], list[AttachmentRow]] = defaultdict(list)
    for one in reversed(list(attached)):
        shown = one.is_picture and one.has_file and not one.is_confidential and not one.is_redacted
        if shown and one.enrolment_id in may_be_named:
            for noun, thing_id in (("visit", one.visit_id), ("meeting", one.meeting_id), ("outcome", one.outcome_id)):
                if thing_id is not None:
                    of[noun, thing_id].append(one)
    return tuple(replace(row, pictures=tuple(of.pop((row.noun, row.thing_id), ()))) for row in rows)
