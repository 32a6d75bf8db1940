"""What the dashboard says about all companies at once, whether it was counted now or kept since the last change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tracker.domain.attention import AttentionKind
from tracker.domain.month_closes import MonthProgress
from tracker.rows.dashboard import Attention

LINES_SHOWN = 50  # of one kind of exception on one page


@dataclass(frozen=True, slots=True)
class CompanyLine:
    """One company's part of the numbers, as they stand on a day; ``lead_id``: who leads its team then.

    ``month_…`` is of the running month up to that day, ``before_…`` of the same days of the month before. ``meeting_count`` are
    all meetings that cover the company; the three others count a meeting of several companies at one of them alone.
    ``to_close``, ``lacking`` and ``closed``: by a bit for each month of the fiscal year, whether it holds anything to be closed,
    whether something is missing in it, whether it is closed.
    """

    enrolment_id: int
    lead_id: int | None
    number: int
    visit_count: int
    online_count: int
    event_escort_count: int
    visits_due: int
    meeting_count: int
    gap_count: int
    filled_gap_count: int
    settled_gap_count: int
    month_visit_count: int
    before_visit_count: int
    first_meeting_count: int
    month_meeting_count: int
    before_meeting_count: int
    outcome_count: int
    month_outcome_count: int
    before_outcome_count: int
    to_close: int
    lacking: int
    closed: int


@dataclass(frozen=True, slots=True)
class CompanySums:
    """The lines of all companies added up; ``distinct_companies`` have a visit that counts, ``months`` are the fiscal year's."""

    company_count: int
    distinct_companies: int
    visit_count: int
    online_count: int
    event_escort_count: int
    visits_due: int
    company_meeting_count: int
    gap_count: int
    filled_gap_count: int
    settled_gap_count: int
    month_visit_count: int
    before_visit_count: int
    meeting_count: int
    month_meeting_count: int
    before_meeting_count: int
    outcome_count: int
    month_outcome_count: int
    before_outcome_count: int
    months: tuple[MonthProgress, ...]


@dataclass(frozen=True, slots=True)
class CompanyPlace:
    """What the order of the companies follows: ``needs`` things need somebody there."""

    enrolment_id: int
    number: int
    reading: str
    needs: int


@dataclass(frozen=True, slots=True)
class Places:
    """Which companies are to be seen: of a page of ``size`` in the order of need, the viewer's own first, or ``by_name``."""

    page: int
    size: int
    mine: frozenset[int]
    by_name: bool = False

    def first_of(self, number: int) -> int:
        """With which of so many companies the page begins; beyond the end the last page."""
        return min(self.page - 1, max(number - 1, 0) // self.size) * self.size if self.size else 0

    def in_order(self, places: Iterable[CompanyPlace]) -> list[CompanyPlace]:
        if self.by_name:
            return sorted(places, key=lambda place: (place.reading, place.number))
        return sorted(places, key=lambda place: (place.enrolment_id not in self.mine, -place.needs, place.number))


@dataclass(frozen=True, slots=True)
class Board:
    """All companies of a programme for one viewer; ``places`` are those of a page, ``overdue_count`` of what is put aside too."""

    sums: CompanySums
    places: tuple[CompanyPlace, ...]
    attention: Attention
    overdue_count: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which exceptions are to be seen: the first ``lines`` of every kind, of ``kind`` those of a page."""

    kind: AttentionKind | None = None
    page: int = 1
    lines: int = LINES_SHOWN

    def lines_of(self, kind: AttentionKind) -> int:
        return LINES_SHOWN if kind is self.kind else self.lines


@dataclass(frozen=True, slots=True)
class BoardHeadRow:
    """How the kept lines of a programme stand: ``made_on`` is the day that they say something about, ``version`` their making."""

    made_on: date | None
    version: int
    is_marked: bool


@dataclass(frozen=True, slots=True)
class BoardMarkRow:
    """What was written about since: a company, or a day's records; everything where it names neither."""

    mark_id: int
    enrolment_id: int | None
    on_day: date | None

    @property
    def is_of_everything(self) -> bool:
        return self.enrolment_id is None and self.on_day is None


@dataclass(frozen=True, slots=True)
class KeptYearRow:
    """What was held in a programme from the beginning of its year up to a day of it."""

    programme_id: int
    until: date
    visit_count: int
    meeting_count: int
    outcome_count: int
