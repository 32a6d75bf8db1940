"""The heat map of persons by items as cells: numbers on a native colour scale, words where there is no number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl.formatting import rule as rules
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tracker.domain.scores import PeerMean, Scale, one_place
from tracker.rows.result_pictures import LIGHT_TO_DARK, needs_light_ink, shade
from tracker.workbooks.report.styles import BODY, FONT, centre, write_head, write_row

FIRST_WIDTH, CELL_WIDTH = 30.0, 20.0
LIGHT = "FFFFFF"
NOTES = (
    "色は点数の低いほうから高いほうへ、薄い色から濃い色になる。並びは名簿の順で、順位ではない。",
    "「以上」「以下」は、個人の点数が分からないように境だけを示した値。―は、回答した人が少ないため示さない値で、0ではない。",
)


def widths_of(items: int) -> tuple[float, ...]:
    """Of the names and so many items; never too narrow for the key."""
    return (FIRST_WIDTH, *([CELL_WIDTH] * max(items, 3)))


def write_heat_map(
    sheet: Worksheet, columns: Sequence[str], rows: Sequence[tuple[str, Sequence[PeerMean]]], scale: Scale, row: int
) -> int:
    """The head on ``row``, a row a person, and a key of the colours; returns the last row."""
    write_head(sheet, row, columns)
    last = row
    for last, (name, means) in enumerate(rows, start=row + 1):
        write_row(sheet, last, (name, *(_value(mean) for mean in means)))
        centre(sheet, last, range(2, len(means) + 2))
        for column, mean in enumerate(means, start=2):
            _dress(sheet, last, column, mean, scale)
    if rows:
        _colour(sheet, f"B{row + 1}:{get_column_letter(len(columns))}{last}", scale)
    return _key(sheet, scale, last + 2)


def _value(mean: PeerMean) -> float | str | None:
    """A number to one decimal, as the page's map has it, where it is shown as one, else the words of the page."""
    return float(one_place(mean.mean)) if mean.mean is not None else mean.sentence % mean.params


def _dress(sheet: Worksheet, row: int, column: int, mean: PeerMean, scale: Scale) -> None:
    """A bounded value is words, which a colour scale passes over: it takes the shade of its bound."""
    cell = sheet.cell(row, column)
    if mean.mean is not None:
        cell.number_format = "0.0"
    elif mean.drawn is not None:
        cell.fill = PatternFill("solid", fgColor=shade(mean.drawn, scale).upper())
        cell.font = Font(name=FONT, size=10, color=LIGHT) if needs_light_ink(mean.drawn, scale) else BODY


def _colour(sheet: Worksheet, cells: str, scale: Scale) -> None:
    start, middle, end = (colour.lstrip("#").upper() for colour in LIGHT_TO_DARK)
    # The darkest cells are written in white; a number alone, since every text counts as more than any number.
    first = cells.split(":")[0]
    dark = next(step for step in _tenths(scale) if needs_light_ink(step, scale))
    make: Any = rules
    sheet.conditional_formatting.add(
        cells, make.FormulaRule(formula=[f"AND(ISNUMBER({first}),{first}>={dark})"], font=Font(color=LIGHT))
    )
    sheet.conditional_formatting.add(
        cells,
        make.ColorScaleRule(
            start_type="num",
            start_value=scale.minimum,
            start_color=start,
            mid_type="num",
            mid_value=(scale.minimum + scale.maximum) / 2,
            mid_color=middle,
            end_type="num",
            end_value=scale.maximum,
            end_color=end,
        ),
    )


def _tenths(scale: Scale) -> list[float]:
    return [step / 10 for step in range(scale.minimum * 10, scale.maximum * 10 + 1)]


def _key(sheet: Worksheet, scale: Scale, row: int) -> int:
    """What the colours mean: the ends and the middle of the scale."""
    points = (scale.minimum, (scale.minimum + scale.maximum) / 2, scale.maximum)
    write_row(sheet, row, ("色の見本", *points))
    centre(sheet, row, range(2, len(points) + 2))
    _colour(sheet, f"B{row}:{get_column_letter(len(points) + 1)}{row}", scale)
    return row
