"""A company's fiscal year: its twelve months and the meetings between its visits."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.domain.between import Gap, MeetingDay, OpenGap, YearBefore
from tracker.domain.cadence import MonthCell, VisitDay
from tracker.domain.calendar import Month, Period
from tracker.domain.counts import VisitFact
from tracker.rows.months import ExcusedMonthRow
from tracker.rows.settlements import SettledGapRow


@dataclass(frozen=True, slots=True)
class CompanyYearRow:
    """One company of the board: ``cells`` are April to March, ``gaps`` those of the fiscal year, oldest first.

    ``visits`` are all living visits of the enrolment by day, whatever their status and year; ``meetings`` all held ones that
    cover it; ``excused`` all its excused months; ``settled`` all its gaps that needed no meeting; ``reading`` is the kana.
    ``year_before``: what the first gap begins with, where the company goes on from another programme.
    """

    enrolment_id: int
    company_id: int
    number: int
    name: str
    support: Period
    cells: tuple[MonthCell, ...]
    gaps: tuple[Gap, ...]
    open_gap: OpenGap | None
    visits: tuple[VisitDay, ...] = ()
    meetings: tuple[MeetingDay, ...] = ()
    excused: tuple[ExcusedMonthRow, ...] = ()
    settled: tuple[SettledGapRow, ...] = ()
    reading: str = ""
    year_before: YearBefore | None = None

    def cell(self, month: Month) -> MonthCell | None:
        """The cell of a month; None outside the fiscal year."""
        return next((cell for cell in self.cells if cell.month == month), None)

    @property
    def missing_gaps(self) -> tuple[Gap, ...]:
        """Pairs of visit days without a team meeting between them, whatever was said of it."""
        return tuple(gap for gap in self.gaps if not gap.is_filled)

    @property
    def unsettled_gaps(self) -> tuple[Gap, ...]:
        """The missing ones that are an open question still."""
        return tuple(gap for gap in self.missing_gaps if self.settled_of(gap) is None)

    @property
    def settled_gaps(self) -> tuple[SettledGapRow, ...]:
        """Why there needed to be no meeting in the other missing ones."""
        return tuple(found for gap in self.missing_gaps if (found := self.settled_of(gap)) is not None)

    def settled_of(self, gap: Gap) -> SettledGapRow | None:
        return next((one for one in self.settled if one.is_about(gap)), None)

    @property
    def waiting(self) -> tuple[VisitDay, ...]:
        """The visits whose day is over and of which nothing was written; drafts are listed as drafts."""
        awaiting = {visit_id for cell in self.cells for visit_id in cell.awaiting_ids}
        return tuple(visit for visit in self.visits if visit.visit_id in awaiting and not visit.is_draft)

    @property
    def visit_facts(self) -> tuple[VisitFact, ...]:
        """The visits as ``domain.counts`` takes them, without their cases; the enrolment stands for the company."""
        return tuple(
            VisitFact(visit.visit_id, self.enrolment_id, visit.on, visit.status, visit.mode, is_draft=visit.is_draft)
            for visit in self.visits
        )
