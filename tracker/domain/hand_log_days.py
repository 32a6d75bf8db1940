"""Days of a log kept by hand: any notation, and a month and a day alone within the fiscal year or after the visit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.domain.calendar import fiscal_year_period
from tracker.domain.dates import parse_day
from tracker.domain.errors import RuleBroken
from tracker.domain.text import fold_width
from tracker.domain.words import N_

WINDOWS_EPOCH = date(1899, 12, 30)
_SERIALS = range(30_000, 80_000)
# far enough apart that a month and a day alone is never the same day nearest to both
_HERE, _ELSEWHERE = date(2005, 10, 1), date(2105, 10, 1)
_NOTHING = re.compile(r"(?:未定|調整中|なし|無し|未|別途(?:調整)?|[-－ー―–—]+)?")


@dataclass(frozen=True, slots=True)
class ReadDay:
    """A day; ``is_inferred``: the log gave no year."""

    day: date
    is_inferred: bool = False


def read_day_of_year(text: str, *, fiscal_year: int, epoch: date = WINDOWS_EPOCH) -> ReadDay:
    """The day that a cell names; without a year the one of the fiscal year. RuleBroken with how to write it."""
    day, has_year = _parse(text, date(fiscal_year, 10, 1), epoch)
    if has_year:
        return ReadDay(day)
    period = fiscal_year_period(fiscal_year)
    for year in (fiscal_year, fiscal_year + 1):
        if (there := _of_year(day, year)) is not None and there in period:
            return ReadDay(there, is_inferred=True)
    raise RuleBroken(N_("2月29日は、年も付けて 2028/2/29 のように書いてください。"))


def read_day_after(text: str, *, after: date, epoch: date = WINDOWS_EPOCH) -> ReadDay | None:
    """The day that a cell names for later; without a year the first such day after ``after``. None for 未定 and blanks."""
    if _NOTHING.fullmatch("".join(fold_width(text).split())):
        return None
    day, has_year = _parse(text, after + timedelta(days=150), epoch)
    if has_year:
        return ReadDay(day)
    for year in range(after.year, after.year + 9):
        if (there := _of_year(day, year)) is not None and there > after:
            return ReadDay(there, is_inferred=True)
    return None


def _parse(text: str, nearest_to: date, epoch: date) -> tuple[date, bool]:
    """The day nearest to ``nearest_to``, and whether the text gave its year."""
    plain = fold_width(text).strip()
    if plain.isascii() and plain.isdecimal() and len(plain) == 5 and int(plain) in _SERIALS:
        return epoch + timedelta(days=int(plain)), True
    if not any(character.isdecimal() for character in plain) and "元" not in plain:
        # 今日 and 昨日 name a day of whoever wrote them, not of the log
        raise RuleBroken(
            N_("「%(text)s」は日付として読めません。2025/6/9 や 令和7年6月9日 のように書いてください。"), text=text[:40]
        )
    day = parse_day(text, today=nearest_to)
    try:
        return day, parse_day(text, today=_HERE) == parse_day(text, today=_ELSEWHERE)
    except RuleBroken:  # the weekday beside it is another one in another year
        return day, False


def _of_year(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:
        return None
