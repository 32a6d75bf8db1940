"""A stored value as the text that a reader of the form sees, near enough to recognise it."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from tracker.domain.era import era_date
from tracker.rows.forms import CellKind
from tracker.workbooks.forms.looks import Look
from tracker.workbooks.forms.parts import Element
from tracker.workbooks.forms.sheet_xml import INLINE, VALUE, text_of_runs
from tracker.workbooks.opening import WINDOWS_EPOCH

MAC_EPOCH = datetime(1904, 1, 1)  # noqa: DTZ001 - the day from which serial numbers of days count has no zone
FIRST_TRUE_SERIAL = 61
"""1900 has a 29 February in Excel: serials before 1 March 1900 are a day off."""
_MAX_SERIAL = 2_958_465
_DECIMALS = re.compile(r"\.([0#?]+)")


def stored_text(node: Element, strings: list[str]) -> tuple[CellKind, str]:
    """Kind and raw text of a cell, a shared string looked up; a number stays as it is written."""
    kind, value = node.get("t", "n"), node.findtext(VALUE)
    if kind == "inlineStr":
        text = text_of_runs(node.find(INLINE))
        return (CellKind.TEXT, text) if text else (CellKind.BLANK, "")
    if value is None or value == "":
        return CellKind.BLANK, ""
    if kind == "s":
        text = strings[int(value)] if value.isdecimal() and int(value) < len(strings) else ""
        return (CellKind.TEXT, text) if text else (CellKind.BLANK, "")
    kinds = {"str": CellKind.TEXT, "b": CellKind.TRUTH, "e": CellKind.ERROR, "d": CellKind.DATE}
    return kinds.get(kind, CellKind.NUMBER), value


def shown_text(kind: CellKind, raw: str, look: Look, epoch: datetime) -> tuple[CellKind, str]:
    """The same as it is drawn: a serial number as a day, a share as per cent."""
    if kind is CellKind.TRUTH:
        return kind, "TRUE" if raw == "1" else "FALSE"
    if kind is not CellKind.NUMBER:
        return kind, raw
    try:
        number = float(raw)
    except ValueError:
        return CellKind.TEXT, raw
    if look.shows_dates and (day := _day(number, epoch)):
        return CellKind.DATE, _shown_day(day, look.code)
    return kind, _shown_number(number, look.code)


def _day(serial: float, epoch: datetime) -> date | None:
    if not FIRST_TRUE_SERIAL <= serial <= _MAX_SERIAL:
        return None
    return (epoch + timedelta(days=int(serial))).date()


def _shown_day(day: date, code: str) -> str:
    if re.search(r"g|\be", code, re.IGNORECASE):
        return era_date(day)
    return f"{day.year}年{day.month}月{day.day}日" if "年" in code else f"{day.year}/{day.month}/{day.day}"


def _shown_number(number: float, code: str) -> str:
    plain = code.split(";")[0]
    if "%" in plain:
        return f"{number * 100:.{_places(plain)}f}%"
    if "," in plain and "#" in plain:
        return f"{number:,.{_places(plain)}f}"
    if _DECIMALS.search(plain) and "0" in plain and "e" not in plain.lower():
        return f"{number:.{_places(plain)}f}"
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else f"{number:.10g}"


def _places(code: str) -> int:
    decimals = _DECIMALS.search(code)
    return len(decimals[1]) if decimals else 0


def epoch_of(is_1904: bool) -> datetime:
    return MAC_EPOCH if is_1904 else WINDOWS_EPOCH
