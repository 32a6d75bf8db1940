"""How the report's sheets look and print: fonts, borders, page set-up, and cells that never become formulas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from copy import copy
from functools import lru_cache
from math import ceil
from typing import Any
from unicodedata import east_asian_width
from weakref import WeakKeyDictionary

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

LONGEST_CELL = 32_767
FORMULA_STARTS = ("=", "+", "-", "@")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
FONT = "游ゴシック"
_THIN = Side(style="thin", color="808080")
BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
HEAD_FILL = PatternFill("solid", fgColor="E8F1FE")
TOTAL_FILL = PatternFill("solid", fgColor="F2F2F2")
TITLE = Font(name=FONT, size=16, bold=True)
HEADING = Font(name=FONT, size=12, bold=True)
BODY = Font(name=FONT, size=10)
BOLD = Font(name=FONT, size=10, bold=True)
GREY = Font(name=FONT, size=10, color="404040")
WRAP = Alignment(vertical="center", wrap_text=True)
TOP = Alignment(vertical="top", wrap_text=True)
NUMBER = Alignment(horizontal="center", vertical="top")  # at the right it would touch the words of the next column
CELL = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
RIGHT = Alignment(horizontal="right", vertical="center", indent=1)

LINE_HEIGHT = 15.0  # points of a line of BODY
LEAST_HEIGHT, NOTE_HEIGHT = 22.0, 18.0
INDENT = 2.0  # digits that a cell keeps free at its sides
TALLEST_ROW = 409.0  # no program shows a taller one
PAGE_WIDTH = 153.0  # digits that a landscape A4 page holds where BODY is printed in seven points, by the widest of usual fonts
MOST_REPEATED = 45.0

# workbook → style before and the looks given → style after; the looks are kept, so that no other comes to have their id
_MET: WeakKeyDictionary[Workbook, dict[tuple[Any, ...], tuple[Any, Any]]] = WeakKeyDictionary()

Value = str | int | float | None


def cell_text(text: str) -> str:
    """A text without the characters that no cell holds, cut to what one holds."""
    return _NO_CHARACTER.sub("", text)[:LONGEST_CELL]


def as_written(text: str) -> str:
    """The text as a cell's part has it: _x0041_ would be read as A."""
    return _LOOKS_ESCAPED.sub("_x005F_", text)


def put(cell: Any, value: Value) -> None:
    """Write a value: text stays text whatever it starts with."""
    if isinstance(value, str):
        cell.value = as_written(cell_text(value))
        cell.data_type = "s"
        if value.startswith(FORMULA_STARTS):
            cell.quotePrefix = True
    else:
        cell.value = value


def dress(cell: Any, **looks: Any) -> None:
    """Give a cell its font, border, fill, alignment; the looks are constants, and openpyxl compares each of them at length.

    So a workbook remembers what came of the looks that it met.
    """
    known = _MET.setdefault(cell.parent.parent, {})
    met = (cell._style and cell._style.tobytes(), *map(id, looks.values()))
    if met not in known:
        for name, look in looks.items():
            setattr(cell, name, look)
        known[met] = copy(cell._style), looks
    else:
        cell._style = copy(known[met][0])


def write_row(
    sheet: Worksheet, row: int, values: Sequence[Value], *, bold: bool = False, fill: PatternFill | None = None
) -> None:
    """One row of a bordered table from column A on, as high as its words need; numbers to the right, words wrapped.

    The widths are set before: a program that opens the file does not fit the heights by itself.
    """
    lines = 1
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row, column)
        put(cell, value)
        looks: dict[str, Any] = {"font": BOLD if bold else BODY, "border": BORDER}
        looks["alignment"] = RIGHT if isinstance(value, int | float) else CELL
        dress(cell, **looks, **({} if fill is None else {"fill": fill}))
        lines = max(lines, lines_of(value, sheet.column_dimensions[get_column_letter(column)].width))
    _set_height(sheet, row, lines)


@lru_cache(maxsize=20_000)
def lines_of(value: Value, width: float) -> int:
    """How many lines a value takes in a column: a full-width character is as wide as two digits."""
    room = max(width - INDENT, 1.0)
    return sum(max(1, ceil(digits_of(line) / room)) for line in str(value if value is not None else "").split("\n"))


def digits_of(line: str) -> float:
    """How wide a line is, in digits."""
    return sum(1.95 if east_asian_width(character) in "WFA" else 1.05 for character in line)


def _set_height(sheet: Worksheet, row: int, lines: int, *, least: float = LEAST_HEIGHT) -> None:
    sheet.row_dimensions[row].height = min(max(lines * LINE_HEIGHT + 4, least), TALLEST_ROW)


def write_head(sheet: Worksheet, row: int, values: Sequence[str]) -> None:
    """The heading row of a table."""
    write_row(sheet, row, values, bold=True, fill=HEAD_FILL)
    centre(sheet, row, range(1, len(values) + 1))


def centre(sheet: Worksheet, row: int, columns: Iterable[int]) -> None:
    """Put cells of a row in the middle of their columns."""
    for column in columns:
        dress(sheet.cell(row, column), alignment=CENTRE)


def write_title(sheet: Worksheet, title: str, lines: Iterable[str], columns: int) -> int:
    """The title and the lines under it; returns the next free row."""
    put(sheet["A1"], title)
    sheet["A1"].font = TITLE
    row = 2
    for line in lines:
        put(sheet.cell(row, 1), line)
        sheet.cell(row, 1).font = BODY
        row += 1
    for merged in range(1, row):
        sheet.merge_cells(start_row=merged, start_column=1, end_row=merged, end_column=columns)
        sheet.cell(merged, 1).alignment = Alignment(vertical="center")
    sheet.row_dimensions[1].height = 28
    return row + 1


def write_notes(sheet: Worksheet, row: int, notes: Iterable[str], columns: int, *, font: Font = GREY) -> int:
    """Lines over the whole width (legend, remarks at the foot; a finding in black); returns the last row."""
    for note in notes:
        put(sheet.cell(row, 1), note)
        sheet.cell(row, 1).font = font
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=columns)
        sheet.cell(row, 1).alignment = WRAP
        together = sum(sheet.column_dimensions[get_column_letter(column)].width for column in range(1, columns + 1))
        _set_height(sheet, row, lines_of(note, together), least=NOTE_HEIGHT)
        row += 1
    return row - 1


def set_widths(sheet: Worksheet, widths: Sequence[float]) -> None:
    """The widths of the columns from A on, in digits; to be set before anything is written."""
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def pages_of(widths: Sequence[float]) -> tuple[int, int]:
    """How many pages side by side columns of these widths take, and how many of the first stand on each of them."""
    if sum(widths) <= PAGE_WIDTH:
        return 1, 0
    repeated = 2 if sum(widths[:2]) <= MOST_REPEATED else 1
    again = sum(widths[:repeated])
    pages, room = 1, PAGE_WIDTH - again
    for width in widths[repeated:]:
        if width > room:
            pages, room = pages + 1, PAGE_WIDTH - again
        room -= width
    return pages, repeated


def on_first_page(widths: Sequence[float]) -> int:
    """How many of the columns stand on the first of the pages side by side: a line over all of them would be cut."""
    return next((at for at in range(1, len(widths)) if sum(widths[: at + 1]) > PAGE_WIDTH), len(widths))


def set_up_page(
    sheet: Worksheet,
    *,
    last_row: int,
    columns: int,
    repeat: str,
    gridlines: bool = False,
) -> None:
    """A4 landscape, on so many pages side by side that the words stay large enough to be read; page n of m at the foot.

    The heading rows stand on every page, of several side by side the first columns too. The widths are set before.
    """
    wide, repeated = pages_of([sheet.column_dimensions[get_column_letter(column)].width for column in range(1, columns + 1)])
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth = wide
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_area = f"A1:{get_column_letter(columns)}{last_row}"
    sheet.print_title_rows = repeat
    if repeated:
        sheet.print_title_cols = f"A:{get_column_letter(repeated)}"
    sheet.print_options.horizontalCentered = not gridlines
    sheet.print_options.gridLines = gridlines
    sheet.oddFooter = HeaderFooterItem(
        left=_HeaderFooterPart(text="&A"), center=_HeaderFooterPart(text="&P / &N ページ"), right=_HeaderFooterPart()
    )
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top = 0.6
    sheet.page_margins.bottom = 0.7
    sheet.sheet_view.showGridLines = gridlines
