"""Days and fiscal years in the Japanese era calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Era:
    """An era: its name, the letter of the short form, its first day."""

    name: str
    letter: str
    first_day: date

    def year_of(self, day: date) -> int:
        return day.year - self.first_day.year + 1


# The newest first. Meiji is counted from 1873, when the calendar became the solar one.
ERAS = (
    Era("令和", "R", date(2019, 5, 1)),
    Era("平成", "H", date(1989, 1, 8)),
    Era("昭和", "S", date(1926, 12, 25)),
    Era("大正", "T", date(1912, 7, 30)),
    Era("明治", "M", date(1868, 1, 1)),
)
FIRST_DAY_IN_ERAS = date(1873, 1, 1)


def era_of(day: date) -> Era | None:
    """The era a day lies in; None before the solar calendar."""
    if day < FIRST_DAY_IN_ERAS:
        return None
    return next(era for era in ERAS if era.first_day <= day)


def era_date(day: date) -> str:
    """``令和7年11月23日``; the first year is 元年, a day before the eras keeps its western year."""
    return f"{_era_year(day)}{day.month}月{day.day}日"


def era_month(day: date) -> str:
    """``令和7年11月``; an era that begins in the month counts from its own day on."""
    return f"{_era_year(day)}{day.month}月"


def era_fiscal_year(fiscal_year: int) -> str:
    """``令和7年度`` for 2025."""
    # An era that begins on 1 May names the whole fiscal year: 2019 is 令和元年度 by the government's decision.
    return f"{_era_year(date(fiscal_year, 5, 1))}度"


def short_era_date(day: date) -> str:
    """``R7.11.23``."""
    era = era_of(day)
    year = f"{era.letter}{era.year_of(day)}" if era else str(day.year)
    return f"{year}.{day.month}.{day.day}"


def _era_year(day: date) -> str:
    era = era_of(day)
    if era is None:
        return f"{day.year}年"
    year = era.year_of(day)
    return f"{era.name}{'元' if year == 1 else year}年"
