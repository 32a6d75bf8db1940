"""The totals of pages, charts and workbooks, each with the rows behind it, so that they add up the same everywhere (rule 1)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from tracker.domain.cadence import CadenceSettings, EventStatus, MonthCell, MonthState, VisitDay, VisitMode, counts
from tracker.domain.calendar import Period
from tracker.domain.outcomes import OutcomeKind

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class VisitFact:
    """A visit with its company and the cases that it covers."""

    visit_id: int
    company_id: int
    on: date
    status: EventStatus
    mode: VisitMode
    case_ids: frozenset[int] = frozenset()
    is_draft: bool = False

    @property
    def day(self) -> VisitDay:
        """The visit as the cadence takes it."""
        return VisitDay(self.visit_id, self.on, self.status, self.mode, self.is_draft)


@dataclass(frozen=True, slots=True)
class MeetingFact:
    """A team meeting with the companies that it covers."""

    meeting_id: int
    on: date
    status: EventStatus
    company_ids: frozenset[int] = frozenset()
    is_draft: bool = False


@dataclass(frozen=True, slots=True)
class OutcomeFact:
    """An outcome with its company, the case that it names, and the exhibition at which it was shown or from which it came."""

    outcome_id: int
    company_id: int
    on: date
    kind: OutcomeKind
    case_id: int | None = None
    exhibition_id: int | None = None


class OfCompany(Protocol):
    """Whatever is of one company."""

    @property
    def company_id(self) -> int: ...


@dataclass(frozen=True, slots=True)
class CellTotals:
    """What a row of month cells, or a whole board, adds up to."""

    visit_count: int
    online_count: int
    event_escort_count: int
    outside_support_count: int
    months: Mapping[MonthState, int]


def counted_visits(
    visits: Iterable[VisitFact], *, settings: CadenceSettings, period: Period, as_of: date
) -> tuple[VisitFact, ...]:
    """The rows behind every visit count: held in the period up to ``as_of``, no draft, of a mode that counts; by day."""
    return tuple(
        sorted(
            (visit for visit in visits if visit.on in period and visit.on <= as_of and counts(visit.day, settings)),
            key=lambda visit: (visit.on, visit.visit_id),
        )
    )


def event_escorts(
    visits: Iterable[VisitFact], *, settings: CadenceSettings, period: Period, as_of: date
) -> tuple[VisitFact, ...]:
    """The rows behind 展示会同行: held joint exhibitions that are in no visit count; by day."""
    return tuple(
        sorted(
            (
                visit
                for visit in visits
                if visit.mode is VisitMode.EVENT
                and not settings.event_counts
                and visit.status is EventStatus.HELD
                and not visit.is_draft
                and visit.on in period
                and visit.on <= as_of
            ),
            key=lambda visit: (visit.on, visit.visit_id),
        )
    )


def held_meetings(meetings: Iterable[MeetingFact], *, period: Period, as_of: date) -> tuple[MeetingFact, ...]:
    """The rows behind every meeting count: held in the period up to ``as_of`` and no draft; by day."""
    return tuple(
        sorted(
            (
                meeting
                for meeting in meetings
                if meeting.status is EventStatus.HELD and not meeting.is_draft and meeting.on in period and meeting.on <= as_of
            ),
            key=lambda meeting: (meeting.on, meeting.meeting_id),
        )
    )


def visit_count(counted: Iterable[VisitFact]) -> int:
    """訪問回数（企業単位）, the 延べ回数: each visit once, however many cases it covers."""
    return len({visit.visit_id for visit in counted})


def online_count(counted: Iterable[VisitFact]) -> int:
    """うちオンライン: a part of ``visit_count``."""
    return visit_count(visit for visit in counted if visit.mode is VisitMode.ONLINE)


def distinct_companies(counted: Iterable[OfCompany]) -> int:
    """実企業数: companies with at least one of what is counted."""
    return len({row.company_id for row in counted})


def counted_outcomes(outcomes: Iterable[OutcomeFact], *, period: Period, as_of: date) -> tuple[OutcomeFact, ...]:
    """The rows behind every outcome count: of the period up to ``as_of``; by day."""
    return tuple(
        sorted(
            (outcome for outcome in outcomes if outcome.on in period and outcome.on <= as_of),
            key=lambda outcome: (outcome.on, outcome.outcome_id),
        )
    )


def outcome_count(counted: Iterable[OutcomeFact]) -> int:
    """延べ件数: each outcome once."""
    return len({outcome.outcome_id for outcome in counted})


def visit_count_by_company(counted: Iterable[VisitFact]) -> dict[int, int]:
    """訪問回数 of each company that has one; they add up to ``visit_count``."""
    return _sizes(_grouped(counted, lambda visit: (visit.company_id,), lambda visit: visit.visit_id))


def visit_count_by_case(counted: Iterable[VisitFact]) -> dict[int, int]:
    """案件別延べ回数: once for each case that the visit covers; adds up to more than ``visit_count`` where one covers two."""
    return _sizes(_grouped(counted, lambda visit: visit.case_ids, lambda visit: visit.visit_id))


def meeting_count(held: Iterable[MeetingFact]) -> int:
    """会議回数: each meeting once, however many companies it covers."""
    return len({meeting.meeting_id for meeting in held})


def meeting_count_by_company(held: Iterable[MeetingFact]) -> dict[int, int]:
    """企業別延べ会議回数: once for each company in the meeting."""
    return _sizes(_grouped(held, lambda meeting: meeting.company_ids, lambda meeting: meeting.meeting_id))


def cell_totals(cells: Iterable[MonthCell]) -> CellTotals:
    """The sums of month cells; their ``visit_count`` is that of the same visits counted one by one."""
    there = list(cells)
    return CellTotals(
        visit_count=sum(cell.held for cell in there),
        online_count=sum(cell.online for cell in there),
        event_escort_count=sum(cell.event_escorts for cell in there),
        outside_support_count=sum(cell.outside_support for cell in there),
        months=Counter(cell.state for cell in there),
    )


def _grouped(rows: Iterable[Row], groups_of: Callable[[Row], Iterable[int]], id_of: Callable[[Row], int]) -> dict[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for row in rows:
        for group in groups_of(row):
            found[group].add(id_of(row))
    return found


def _sizes(grouped: Mapping[int, set[int]]) -> dict[int, int]:
    return {group: len(ids) for group, ids in sorted(grouped.items())}
