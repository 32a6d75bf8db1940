"""A table for machines: headings in the first row, one datum a cell."""

from __future__ import annotations

from collections.abc import Iterable

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tracker.workbooks.report.machine_text import machine_text
from tracker.workbooks.report.styles import BODY, BOLD, Value, put, set_up_page

WIDEST = 40


def write_table(sheet: Worksheet, heads: tuple[str, ...], rows: Iterable[tuple[Value, ...]]) -> None:
    """A table from A1 on: headings, then one row a datum; numbers stay numbers and a missing value is an empty cell."""
    widths = [len(head) * 2 + 2 for head in heads]
    for column, head in enumerate(heads, start=1):
        put(sheet.cell(1, column), head)
        sheet.cell(1, column).font = BOLD
    last = 1
    for last, values in enumerate(rows, start=2):
        for column, value in enumerate(values, start=1):
            if value is not None:
                shown = machine_text(value) if isinstance(value, str) else value
                put(sheet.cell(last, column), shown)
                sheet.cell(last, column).font = BODY
                widths[column - 1] = max(widths[column - 1], min(len(str(shown)) * 2, WIDEST))
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = min(width, WIDEST)
    sheet.freeze_panes = "A2"
    set_up_page(sheet, last_row=last, columns=len(heads), repeat="1:1", gridlines=True)
