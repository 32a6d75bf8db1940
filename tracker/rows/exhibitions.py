"""Exhibitions and what the market said there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from tracker.domain.calendar import Period
from tracker.domain.exhibitions import VisitorKind


@dataclass(frozen=True, slots=True)
class ExhibitionFilter:
    """What narrows a list of exhibitions; None narrows nothing. ``deleted``: what can be restored, and nothing else."""

    company: int | None = None
    producer: int | None = None
    fiscal_year: int | None = None
    period: Period | None = None
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class ExhibitorRow:
    """A company that takes part, with what it shows and perhaps of which case."""

    enrolment_id: int
    company: str
    case_id: int | None
    case_title: str | None
    exhibit: str


@dataclass(frozen=True, slots=True)
class ExhibitionAttendanceRow:
    """One of us, there on a day."""

    attendance_id: int
    producer_id: int
    name: str
    attended_on: date
    start_time: time | None
    end_time: time | None


@dataclass(frozen=True, slots=True)
class ExhibitionVisitRow:
    """A visit of the mode 展示会同行 that was made to it."""

    visit_id: int
    visit_on: date
    company: str


@dataclass(frozen=True, slots=True)
class ExhibitionRow:
    """An exhibition, at board depth."""

    exhibition_id: int
    name: str
    starts_on: date
    ends_on: date
    place: str
    organiser: str
    remarks: str
    version: int
    exhibitors: tuple[ExhibitorRow, ...] = ()
    attendance: tuple[ExhibitionAttendanceRow, ...] = ()
    visits: tuple[ExhibitionVisitRow, ...] = ()

    @property
    def company_ids(self) -> frozenset[int]:
        return frozenset(row.enrolment_id for row in self.exhibitors)


@dataclass(frozen=True, slots=True)
class VoiceFilter:
    """What narrows a list of the market's voices; None narrows nothing. ``company`` is an enrolment."""

    exhibition: int | None = None
    company: int | None = None
    case: int | None = None
    visitor_kind: VisitorKind | None = None
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class VoiceRow:
    """What somebody said at an exhibition about a company's product."""

    voice_id: int
    exhibition_id: int
    exhibition: str
    enrolment_id: int
    company: str
    case_id: int | None
    case_title: str | None
    visitor_kind: VisitorKind
    visitor: str
    heard_on: date
    words: str
    version: int
    may_change: bool
