"""Validations other than lists: what they let in, as far as it can be read without calculating, and whether a value is let in."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from tracker.domain.grid import Block, find_cell
from tracker.rows.form_limits import FormLimit, LimitKind
from tracker.rows.forms import FormValue, Why
from tracker.workbooks.forms.parts import Element
from tracker.workbooks.forms.validations import Validation, validations_of
from tracker.workbooks.forms.words import (
    NOT_THAT_DAY,
    NOT_THAT_LONG,
    NOT_THAT_NUMBER,
    NOT_THAT_WHOLE,
    ONLY_TEXT,
    UNCHECKED,
)

_KINDS = {
    "whole": LimitKind.WHOLE,
    "decimal": LimitKind.DECIMAL,
    "date": LimitKind.DATE,
    "textLength": LimitKind.LENGTH,
}
_REFUSED = {
    LimitKind.WHOLE: NOT_THAT_WHOLE,
    LimitKind.DECIMAL: NOT_THAT_NUMBER,
    LimitKind.DATE: NOT_THAT_DAY,
    LimitKind.LENGTH: NOT_THAT_LONG,
}
_DAY = re.compile(r"DATE\((\d{4}),(\d{1,2}),(\d{1,2})\)", re.IGNORECASE)
_LENGTH = re.compile(r"LEN\(([$A-Za-z0-9]+)\)(<=|>=|<>|<|>|=)(\d+)", re.IGNORECASE)
_IS = re.compile(r"(ISNUMBER|ISTEXT)\(([$A-Za-z0-9]+)\)", re.IGNORECASE)
_OPERATORS = {
    "<=": "lessThanOrEqual",
    ">=": "greaterThanOrEqual",
    "<>": "notEqual",
    "<": "lessThan",
    ">": "greaterThan",
    "=": "equal",
}
_SHOWN = 40


def limits_of(root: Element, *, epoch: datetime) -> tuple[FormLimit, ...]:
    """In the order of the file."""
    return tuple(_limit(one, epoch) for one in validations_of(root) if one.kind != "list")


def unclear(blocks: tuple[Block, ...], formula: str) -> FormLimit:
    return FormLimit(blocks, LimitKind.UNCLEAR, said=formula)


def why_not_let_in(limit: FormLimit, value: FormValue, *, shows_dates: bool, epoch: datetime) -> Why | None:
    """Why the validation refuses the value as it would be written; None also where only Excel could tell."""
    if limit.kind is LimitKind.UNCLEAR or value is None or value == "":
        return None
    if limit.kind is LimitKind.TEXT:
        is_text = isinstance(value, str) or (isinstance(value, date) and not shows_dates)
        return None if is_text else Why(ONLY_TEXT, {"value": _words(value)})
    bounds = say_bounds(limit, epoch)
    if limit.kind is LimitKind.LENGTH:
        length = len(_words(value).encode("utf-16-le")) // 2
        return None if limit.lets_in(length) else Why(NOT_THAT_LONG, {"length": length, "bounds": bounds})
    number = _number(value, shows_dates=shows_dates, epoch=epoch)
    is_kind = number is not None and (limit.kind is not LimitKind.WHOLE or number.is_integer())
    if number is not None and is_kind and limit.lets_in(number):
        return None
    return Why(_REFUSED[limit.kind], {"value": _words(value)[:_SHOWN], "bounds": bounds})


def why_unchecked(limit: FormLimit) -> Why:
    return Why(UNCHECKED, {"formula": limit.said[:_SHOWN] or "―"})


def say_bounds(limit: FormLimit, epoch: datetime) -> str:
    """「0–100」, 「≧ 0」 in signs that need no language."""

    def sign(bound: float) -> str:
        if limit.kind is LimitKind.DATE:
            return f"{date.fromordinal(epoch.date().toordinal() + int(bound)):%Y/%m/%d}"
        return f"{int(bound):,}" if bound.is_integer() else f"{bound:g}"

    low, high = limit.low, limit.high
    if low is not None and high is not None:
        if limit.is_outside:
            return f"≠ {sign(low)}" if low == high else f"＜ {sign(low)}, ＞ {sign(high)}"
        return f"＝ {sign(low)}" if low == high else f"{sign(low)}–{sign(high)}"
    if low is not None:
        return f"{'＞' if limit.above else '≧'} {sign(low)}"
    return f"{'＜' if limit.below else '≦'} {sign(high)}" if high is not None else "―"


def _limit(one: Validation, epoch: datetime) -> FormLimit:
    first, second = one.formulas
    kind = _KINDS.get(one.kind)
    read = _of_formula(one, epoch) if one.kind == "custom" else _bounded(one.blocks, kind, one.operator, first, second, epoch)
    said = first if one.operator not in ("between", "notBetween") or not second else f"{first}–{second}"
    return replace(read or FormLimit(one.blocks, LimitKind.UNCLEAR), said=said)


def _bounded(
    blocks: tuple[Block, ...], kind: LimitKind | None, operator: str, first: str, second: str, epoch: datetime
) -> FormLimit | None:
    if kind is None:
        return None
    low, high = _constant(first, epoch), _constant(second, epoch)
    if operator in ("between", "notBetween"):
        if low is None or high is None:
            return None
        return FormLimit(blocks, kind, low, high, is_outside=operator == "notBetween")
    if low is None:
        return None
    if operator in ("equal", "notEqual"):
        return FormLimit(blocks, kind, low, low, is_outside=operator == "notEqual")
    if operator in ("greaterThan", "greaterThanOrEqual"):
        return FormLimit(blocks, kind, low=low, above=operator == "greaterThan")
    return FormLimit(blocks, kind, high=low, below=operator == "lessThan") if operator.startswith("lessThan") else None


def _of_formula(one: Validation, epoch: datetime) -> FormLimit | None:
    """What a formula asks of the cell itself; one that looks elsewhere is not read."""
    formula = re.sub(r"\s", "", one.formulas[0]).removeprefix("=")
    if (length := _LENGTH.fullmatch(formula)) and find_cell(length[1].replace("$", "")) == one.blocks[0].first:
        return _bounded(one.blocks, LimitKind.LENGTH, _OPERATORS[length[2]], length[3], "", epoch)
    if (kind := _IS.fullmatch(formula)) and find_cell(kind[2].replace("$", "")) == one.blocks[0].first:
        return FormLimit(one.blocks, LimitKind.DECIMAL if kind[1].upper() == "ISNUMBER" else LimitKind.TEXT)
    return None


def _constant(formula: str, epoch: datetime) -> float | None:
    """A number, or a day; what has to be calculated is none."""
    formula = formula.removeprefix("=")
    if day := _DAY.fullmatch(formula):
        return float((date(int(day[1]), int(day[2]), int(day[3])) - epoch.date()).days)
    return float(formula) if re.fullmatch(r"[+-]?\d+(\.\d*)?([eE][+-]?\d{1,3})?", formula) else None


def _number(value: FormValue, *, shows_dates: bool, epoch: datetime) -> float | None:
    """The number that stands in the cell; a text is none, though it may look like one."""
    if isinstance(value, date):
        return float((date(value.year, value.month, value.day) - epoch.date()).days) if shows_dates else None
    return float(value) if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else None


def _words(value: FormValue) -> str:
    return f"{value.year}年{value.month}月{value.day}日" if isinstance(value, date) else str(value)
