"""事業の年度: what the next year's programme is called, and which days of two years stand beside each other."""

from __future__ import annotations

import re
from datetime import date

from tracker.domain.calendar import Period, fiscal_year_period

_LAST_NUMBER = re.compile(r"(\d+)(?!.*\d)")


def next_slug(slug: str) -> str:
    """r8 → r9, demo → demo-2: the last number of the short name, one higher."""
    return _LAST_NUMBER.sub(lambda found: str(int(found[1]) + 1), slug) if _LAST_NUMBER.search(slug) else f"{slug}-2"


def next_name(name: str, fiscal_year: int) -> str:
    """The name with the year in it moved on; one without a year is told apart by the year behind it."""
    for year, following in ((fiscal_year, fiscal_year + 1), (fiscal_year - 2018, fiscal_year - 2017)):
        moved = re.sub(rf"(?<!\d){year}(?=年度)", str(following), name)
        if moved != name:
            return moved
    return f"{name}（令和{fiscal_year - 2017}年度）"


def bare_name(name: str, fiscal_year: int) -> str:
    """The name without the year at its beginning or end, for wherever the year is said beside it."""
    year = rf"(?:{fiscal_year}|令和{fiscal_year - 2018})年度"
    return re.sub(rf"^{year}[\s・]*|\s*(?:（{year}）|\({year}\)|{year})$", "", name) or name


def nearness(contract: Period, today: date) -> tuple[int, int]:
    """What sorts programmes: one that runs, then what was over last, then what begins soonest; 0 at first: it runs."""
    if today < contract.starts_on:
        return 2, (contract.starts_on - today).days
    days_since = (today - contract.nearest(today)).days
    return (1, days_since) if days_since else (0, 0)


def same_days_of(fiscal_year: int, *, today: date, of_year: int) -> Period | None:
    """The days of an earlier fiscal year up to the day of ``today`` there; None before ``of_year`` began."""
    year = fiscal_year_period(of_year)
    if today < year.starts_on:
        return None
    day = year.nearest(today)
    back = of_year - fiscal_year
    same = date(day.year - back, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - back)
    return Period(fiscal_year_period(fiscal_year).starts_on, same)
