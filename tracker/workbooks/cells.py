"""Reads single cells as a person would: headings, texts, days in every notation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from math import isfinite

from tracker.domain.dates import parse_day
from tracker.domain.errors import RuleBroken
from tracker.domain.text import clean_line
from tracker.domain.words import N_
from tracker.workbooks.opening import Uncalculated

_SIGNS = re.compile(r"[\s()\[\]【】<>*※★●◎○:;.,、。・_/\-]|必須|任意")
_SERIALS = range(30_000, 80_000)
PLAUSIBLE_YEARS = range(2000, 2101)
DAY_UNREADABLE = N_("「%(value)s」を日付として読めません。2025/6/9や令和7年6月9日のように入力してください。")
DAY_IMPLAUSIBLE = N_("「%(value)s」は年が正しくないようです。2000年から2100年までの日付を入力してください。")


def heading_key(text: str) -> str:
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text).casefold())


def is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not clean_line(value))


def text_of(value: object, clean: Callable[[str], str] = clean_line) -> str:
    """A cell's value as the text that a reader of the sheet sees: 1.0 is 1, a day is its ISO date."""
    if value is None or isinstance(value, Uncalculated):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    return clean(str(value))


def read_day(value: object, text: str, *, today: date, epoch: datetime) -> date:
    """A day in any notation: a real date, a serial number of the workbook's epoch, or written out."""
    plain = unicodedata.normalize("NFKC", text)
    if isinstance(value, datetime):
        day = value.date()
    elif isinstance(value, date):
        day = value
    elif isinstance(value, (bool, time, timedelta)):
        raise RuleBroken(DAY_UNREADABLE, value=text)
    elif isinstance(value, (int, float)) and isfinite(value) and int(value) in _SERIALS:
        day = (epoch + timedelta(days=int(value))).date()
    elif plain.isdecimal() and int(plain) in _SERIALS:
        day = (epoch + timedelta(days=int(plain))).date()
    else:
        day = parse_day(text, today=today)
    if day.year not in PLAUSIBLE_YEARS:
        raise RuleBroken(DAY_IMPLAUSIBLE, value=text)
    return day
