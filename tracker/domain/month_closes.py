"""月次締め: what a company's month has to hold before it is closed, and what a change of it needs afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from tracker.domain.between import Gap
from tracker.domain.cadence import MonthCell, MonthState
from tracker.domain.calendar import Month, months_of_fiscal_year
from tracker.domain.errors import RuleBroken
from tracker.domain.reasons import check_longest
from tracker.domain.warnings import DAYS_TO_MAKE_FINAL
from tracker.domain.words import N_

LONGEST_REASON = 300


class MonthClosed(RuleBroken):
    """What was to be written changes a month that is closed, and nobody said why; ``change_reason`` mends it."""


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """What a company's month comes to: kept when it is closed, and compared with what it comes to later."""

    state: MonthState
    visit_count: int
    meeting_count: int
    missing_count: int


@dataclass(frozen=True, slots=True)
class MonthLacks:
    """What is missing in a company's month: its days awaiting their record, no visit and no reason, gaps without a meeting."""

    awaiting_ids: tuple[int, ...] = ()
    is_missed: bool = False
    gaps: tuple[Gap, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.awaiting_ids or self.is_missed or self.gaps)


class MonthProgress(NamedTuple):
    """Of a month how many companies there are to close, and how many of them are closed."""

    month: Month
    companies: int
    closed: int

    @property
    def left(self) -> int:
        return self.companies - self.closed


def count_months(fiscal_year: int, companies: Iterable[tuple[int, int]]) -> tuple[MonthProgress, ...]:
    """All months of a fiscal year; ``companies`` say by a bit a month what there is to close, and what is closed."""
    alike = Counter(companies)
    return tuple(
        MonthProgress(
            month,
            sum(number for (to_close, _closed), number in alike.items() if to_close >> at & 1),
            sum(number for (to_close, closed), number in alike.items() if (to_close & closed) >> at & 1),
        )
        for at, month in enumerate(months_of_fiscal_year(fiscal_year))
    )


def begun(months: Sequence[MonthProgress], *, today: date) -> tuple[MonthProgress, ...]:
    """Those that have begun, the newest first."""
    return tuple(one for one in reversed(months) if one.month.first <= today)


def left_open(months: Iterable[MonthProgress], *, today: date) -> tuple[MonthProgress, ...]:
    """Those that ought to be closed: a record of their last day that is made final now comes late."""
    return tuple(one for one in months if one.left and (today - one.month.last).days > DAYS_TO_MAKE_FINAL)


def missing_gaps_of(month: Month, gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """The pairs of visit days without a meeting that a month answers for: those whose later visit lies in it."""
    return tuple(gap for gap in gaps if not gap.is_filled and Month.of(gap.to_on) == month)


def lacks_of(cell: MonthCell, gaps: Iterable[Gap]) -> MonthLacks:
    """``gaps`` without those that needed no meeting: nobody is asked about them any more."""
    return MonthLacks(cell.awaiting_ids, cell.state is MonthState.MISSED, missing_gaps_of(cell.month, gaps))


def is_to_close(cell: MonthCell) -> bool:
    """Whether a company's month holds anything to be closed: not one outside its support in which nothing was held."""
    return cell.state is not MonthState.OUT_OF_PERIOD or bool(cell.held or cell.event_escorts)


def is_over(month: Month, today: date) -> bool:
    return month.last < today


def check_closable(cell: MonthCell, lacks: MonthLacks, *, remark: str, today: date) -> None:
    """A month is closed when it is over; where something is missing in it, only with a word on why it stays so."""
    if not is_over(cell.month, today):
        raise RuleBroken(N_("月が終わってから締めてください。"))
    if not is_to_close(cell):
        raise RuleBroken(N_("この月は支援期間の外です。締めるものがありません。"))
    check_longest(remark, LONGEST_REASON, field="remark")
    if lacks and not remark:
        raise RuleBroken(N_("足りないものが残っています。このまま締める理由を入力してください。"), field="remark")
