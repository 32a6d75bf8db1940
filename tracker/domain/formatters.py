"""How a value stands in a form's cell: era days, circled marks, one character a cell, thousands of yen, ― for none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.domain.era import era_date, era_fiscal_year, era_of
from tracker.domain.errors import RuleBroken
from tracker.domain.form_fields import ValueKind
from tracker.domain.text import fold_width
from tracker.domain.words import N_

FieldValue = str | int | float | date | bool | tuple[str, ...] | None
"""What a field of the report says: a year is its number, several names are a tuple, nothing is None."""
CellText = str | int | float | date | None
"""What is written into one cell."""

NONE_SHOWN = "―"
MARK = "○"
MOST_CELLS = 60


class Format(StrEnum):
    """How a value is written; the parameter is what a format asks for beside it."""

    PLAIN = "plain"
    ERA_YEAR = "era_year"
    ERA_DATE = "era_date"
    WESTERN_DATE = "western_date"
    ISO_DATE = "iso_date"
    ERA_YEAR_NUMBER = "era_year_number"
    MONTH_NUMBER = "month_number"
    DAY_NUMBER = "day_number"
    MARK = "mark"
    CHOSEN = "chosen"
    YES_NO_WORDS = "yes_no_words"
    ONE_EACH = "one_each"
    THOUSAND_YEN = "thousand_yen"
    LIST = "list"
    LINES = "lines"


_TEXT, _NUMBER, _DAY, _YEAR, _YES_NO, _NAMES = ValueKind
# By the kind of value, the most usual first.
SUITS: Mapping[ValueKind, tuple[Format, ...]] = {
    _TEXT: (Format.PLAIN, Format.ONE_EACH, Format.MARK, Format.CHOSEN, Format.THOUSAND_YEN),
    _NUMBER: (Format.PLAIN, Format.ONE_EACH, Format.THOUSAND_YEN, Format.MARK),
    _DAY: (
        Format.ERA_DATE,
        Format.PLAIN,
        Format.WESTERN_DATE,
        Format.ISO_DATE,
        Format.ERA_YEAR,
        Format.ERA_YEAR_NUMBER,
        Format.MONTH_NUMBER,
        Format.DAY_NUMBER,
        Format.MARK,
        Format.ONE_EACH,
    ),
    _YEAR: (Format.ERA_YEAR, Format.PLAIN, Format.ERA_YEAR_NUMBER, Format.ONE_EACH),
    _YES_NO: (Format.MARK, Format.CHOSEN, Format.YES_NO_WORDS),
    _NAMES: (Format.LIST, Format.LINES, Format.MARK),
}
ASKING = frozenset({Format.MARK, Format.CHOSEN, Format.YES_NO_WORDS, Format.ONE_EACH})
"""The formats that ask for a parameter."""
_SEPARATORS = re.compile(r"[・･/／,，、|｜\s　]+")
_CIRCLED: Mapping[str, str] = {
    unicodedata.normalize("NFKC", sign): sign
    for code in (*range(0x2460, 0x2474), *range(0x3251, 0x3260), *range(0x3280, 0x32C0))
    if unicodedata.decomposition(sign := chr(code)).startswith("<circle>")
}
NO_SUCH = N_("この項目には使えない書き方です。一覧から選び直してください。")
MARK_NEEDS = N_("どの値のときに○を書くかを入力してください。")
CHOSEN_NEEDS = N_("選択肢を「・」で区切って2つ以上入力してください（例：有・無）。")
TWO_WORDS = N_("はいのときの言葉と、いいえのときの言葉を「・」で区切って入力してください（例：有・無）。")
CELLS_NEEDED = N_("1文字ずつ入れるセルの数を、1から%(most)sまでの数字で入力してください。")


@dataclass(frozen=True, slots=True)
class Style:
    """A format with what it asks for; ``dash``: ― stands where there is no value."""

    format: Format
    parameter: str = ""
    dash: bool = False


class DoesNotFit(RuleBroken):
    """The value cannot be written so: said in the preview beside its cell."""


def check_style(kind: ValueKind, style: Style) -> None:
    """RuleBroken on the form's field that mends it, where the format does not suit the value or lacks its parameter."""
    if style.format not in SUITS[kind]:
        raise RuleBroken(NO_SUCH, field="format")
    if style.format is Format.MARK and kind in (_TEXT, _NAMES) and not style.parameter.strip():
        raise RuleBroken(MARK_NEEDS, field="parameter")
    if style.format is Format.CHOSEN and len(options_of(style.parameter)) < 2:
        raise RuleBroken(CHOSEN_NEEDS, field="parameter")
    if style.format is Format.YES_NO_WORDS and len(options_of(style.parameter)) != 2:
        raise RuleBroken(TWO_WORDS, field="parameter")
    if style.format is Format.ONE_EACH and cells_of(style) == 0:
        raise RuleBroken(CELLS_NEEDED, field="parameter", most=MOST_CELLS)


def options_of(parameter: str) -> tuple[str, ...]:
    """The choices as they were typed: 有・無, 1 2 3."""
    return tuple(option for option in _SEPARATORS.split(parameter) if option)


def cells_of(style: Style) -> int:
    """Over how many cells beside each other a value goes; 0 where one character a cell lacks its number."""
    if style.format is not Format.ONE_EACH:
        return 1
    digits = fold_width(style.parameter).strip()
    number = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 4 else 0
    return number if number <= MOST_CELLS else 0


def write(value: FieldValue, style: Style) -> tuple[CellText, ...]:
    """What stands in the cell, or in each cell of a run; DoesNotFit where the value cannot be written so.

    Nothing of a value is None: the cell stays as it is, or holds ―. A circled mark of what is not so is nothing at all.
    """
    cells = cells_of(style)
    if value is None or value == "" or value == ():
        return (NONE_SHOWN if style.dash else None, *(None,) * (cells - 1))
    if style.format is Format.ONE_EACH:
        return _one_each(value, cells)
    return (_written(value, style),)


def _written(value: FieldValue, style: Style) -> CellText:
    if style.format is Format.MARK:
        return MARK if _is_so(value, style.parameter) else NONE_SHOWN if style.dash else None
    if style.format is Format.CHOSEN:
        return _chosen(value, style.parameter)
    if style.format is Format.THOUSAND_YEN:
        return _thousands(value)
    if isinstance(value, bool):
        words = options_of(style.parameter)
        return (words[0] if value else words[1]) if len(words) == 2 else MARK if value else None
    if isinstance(value, tuple):
        return ("\n" if style.format is Format.LINES else "、").join(value)
    if isinstance(value, date):
        return _day(value, style.format)
    if isinstance(value, int) and style.format in (Format.ERA_YEAR, Format.ERA_YEAR_NUMBER):
        return era_fiscal_year(value) if style.format is Format.ERA_YEAR else _era_number(date(value, 5, 1))
    return value


def _day(day: date, wanted: Format) -> CellText:
    if wanted is Format.ERA_DATE:
        return era_date(day)
    if wanted is Format.WESTERN_DATE:
        return f"{day.year}年{day.month}月{day.day}日"
    if wanted is Format.ISO_DATE:
        return day.isoformat()
    if wanted is Format.ERA_YEAR:
        return era_fiscal_year(day.year if day.month >= 4 else day.year - 1)
    if wanted is Format.ERA_YEAR_NUMBER:
        return _era_number(day)
    if wanted in (Format.MONTH_NUMBER, Format.DAY_NUMBER):
        return day.month if wanted is Format.MONTH_NUMBER else day.day
    return day


def _era_number(day: date) -> int:
    era = era_of(day)
    return era.year_of(day) if era else day.year


def _is_so(value: FieldValue, parameter: str) -> bool:
    wanted = fold_width(parameter).strip()
    if isinstance(value, bool):
        return value
    if isinstance(value, tuple):
        return wanted in {fold_width(one) for one in value}
    if isinstance(value, str):
        return fold_width(value) == wanted
    return value != 0


def _chosen(value: FieldValue, parameter: str) -> str:
    """The choices as they were typed, with a circle around, or before, the one that is so."""
    options = options_of(parameter)
    if isinstance(value, bool):
        wanted = options[0 if value else 1]
    else:
        said = fold_width(str(value))
        wanted = next((option for option in options if fold_width(option) == said), "")
    if not wanted:
        raise DoesNotFit(
            N_("「%(value)s」は選択肢「%(options)s」にありません。"),
            value=str(value),
            options="・".join(options),
            field="parameter",
        )
    place, begins = options.index(wanted), 0
    for option in options[:place]:
        begins = parameter.index(option, begins) + len(option)
    begins = parameter.index(wanted, begins)
    return f"{parameter[:begins]}{circled(wanted)}{parameter[begins + len(wanted) :]}"


def circled(option: str) -> str:
    """① for 1, ㊒ for 有; ○ before what has no circled sign of its own."""
    return _CIRCLED.get(fold_width(option), f"{MARK}{option}")


def _thousands(value: FieldValue) -> CellText:
    """Whole thousands of yen; what is left below a thousand is dropped."""
    if isinstance(value, int | float):
        return int(value / 1000) if isinstance(value, float) else (abs(value) // 1000) * (1 if value >= 0 else -1)
    digits = re.sub(r"[,，\s円¥￥]", "", fold_width(str(value)))
    if not re.fullmatch(r"-?\d{1,15}", digits):
        raise DoesNotFit(N_("「%(value)s」は金額として読めません。数字で入力してください。"), value=str(value), field="format")
    return _thousands(int(digits))


def _one_each(value: FieldValue, cells: int) -> tuple[CellText, ...]:
    """A number stands at the right end of its cells, all else at the left; a cell's digit is a text, as a box wants it."""
    text = value.isoformat().replace("-", "") if isinstance(value, date) else str(value)
    letters = [letter for letter in text if not letter.isspace()]
    if len(letters) > cells:
        raise DoesNotFit(
            N_("「%(value)s」は%(length)s文字あり、%(cells)s個のセルに入りません。"),
            value=text,
            length=len(letters),
            cells=cells,
            field="parameter",
        )
    blanks = (None,) * (cells - len(letters))
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return (*blanks, *letters) if is_number else (*letters, *blanks)
