"""Whether a cell takes a value: asked when it is tied and again when it is filled."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from math import isfinite

from tracker.domain.grid import Cell
from tracker.rows.forms import FormCell, FormSheet, FormValue, Why
from tracker.workbooks.forms.limits import why_not_let_in
from tracker.workbooks.forms.shown import MAC_EPOCH
from tracker.workbooks.forms.words import COVERED, FORMULA, HEADING, LOCKED, NO_DAY, NO_NUMBER, NOT_IN_LIST, TOO_LONG
from tracker.workbooks.forms.writing import clean_text
from tracker.workbooks.opening import WINDOWS_EPOCH

MAX_CELL_TEXT = 32_767
"""Excel's own limit, counted as it counts: in units of UTF-16."""
_SHOWN_CHOICES = 10


def why_no_place(sheet: FormSheet, cell: Cell) -> Why | None:
    """Why nothing may be written there, whatever it is."""
    found = sheet.at(cell)
    if found.is_covered and found.merged is not None:
        return Why(COVERED, {"block": found.merged.ref, "first": found.merged.first.ref})
    if found.is_formula:
        return Why(FORMULA)
    if any(heading.covers(cell) for heading in sheet.headings):
        return Why(HEADING)
    return None if found.is_unlocked else Why(LOCKED)


def why_no_value(found: FormCell, value: FormValue, *, epoch: datetime) -> Why | None:
    """Why the cell does not take this value."""
    if isinstance(value, str):
        value = clean_text(value)
        length = len(value.encode("utf-16-le")) // 2
        if length > MAX_CELL_TEXT:
            return Why(TOO_LONG, {"length": f"{length:,}", "limit": f"{MAX_CELL_TEXT:,}"})
    if isinstance(value, (float, Decimal)) and not isfinite(value):
        return Why(NO_NUMBER)
    if isinstance(value, date) and found.shows_dates:
        first = date(1900, 3, 1) if epoch == WINDOWS_EPOCH else MAC_EPOCH.date()
        if (date(value.year, value.month, value.day) - first).days < 0:
            return Why(NO_DAY, {"value": f"{value:%Y/%m/%d}", "first": f"{first:%Y/%m/%d}"})
    if found.limit is not None and (why := why_not_let_in(found.limit, value, shows_dates=found.shows_dates, epoch=epoch)):
        return why
    if value is None or value == "" or found.choices is None or _is_choice(value, found.choices):
        return None
    shown = "、".join(choice for choice in found.choices[:_SHOWN_CHOICES] if choice)
    more = "…" if len(found.choices) > _SHOWN_CHOICES else ""
    return Why(NOT_IN_LIST, {"value": _words(value)[0], "choices": shown + more})


def _is_choice(value: FormValue, choices: tuple[str, ...]) -> bool:
    if any(words in choices for words in _words(value)):
        return True
    return isinstance(value, (int, float, Decimal)) and any(_number(choice) == float(value) for choice in choices)


def _words(value: FormValue) -> tuple[str, ...]:
    if isinstance(value, date):
        return (
            f"{value.year}年{value.month}月{value.day}日",
            f"{value.year}/{value.month}/{value.day}",
            f"{value:%Y-%m-%d}",
        )
    return (str(value).strip(), str(value))


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return None
