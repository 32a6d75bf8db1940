"""Saves a workbook whose large tables never stand in memory: openpyxl writes everything but their rows.

The same sheets make the same file, byte for byte: the parts of the package bear no time, the stamp in its properties is given.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, BinaryIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from tracker.workbooks.report.machine_text import machine_text
from tracker.workbooks.report.styles import (
    BODY,
    BOLD,
    FORMULA_STARTS,
    LINE_HEIGHT,
    NUMBER,
    TALLEST_ROW,
    TOP,
    WRAP,
    Value,
    as_written,
    cell_text,
    digits_of,
    lines_of,
    put,
    set_up_page,
)

WIDEST = 40
LINES_OF_HEAD = 2
MARGIN = 1.2
ROWS_MEASURED = 1_000  # whose words make the widths of the columns
ROWS_AT_ONCE = 500
REMEMBERED = 50_000  # short texts that are turned into XML once: names, days, choices
LONGEST_REMEMBERED = 40
TIME_OF_PARTS = (1980, 1, 1, 0, 0, 0)
_LINE_ENDS = {"\r": "&#13;"}  # a reader of XML would make a line feed of it
_END_OF_ROWS = b"</sheetData>"
Form = Callable[[Worksheet], None]
Told = Callable[[int, int], None]  # so many sheets of so many are written


@dataclass(frozen=True, slots=True)
class Table:
    """A table for machines on a sheet of its own: headings in the first row, one datum a cell.

    ``printed``: how many of the first columns go on paper, where not all.
    """

    title: str
    heads: tuple[str, ...]
    rows: Callable[[], Iterable[tuple[Value, ...]]]
    printed: int | None = None


def tell_nobody(_done: int, _of: int) -> None:
    """Whoever writes a short book tells nobody how far it has come."""


def save_book(
    book: Workbook,
    out: BinaryIO,
    *,
    tables: Iterable[Table],
    made_at: datetime,
    forms: Mapping[str, Form] | None = None,
    told: Told = tell_nobody,
) -> None:
    """Write the book to ``out`` with its tables and forms, whose sheets it has by their titles; ``told`` of every sheet.

    A form is filled in when its turn comes, and its cells go when they are written.
    """
    book.properties.created = book.properties.modified = made_at.replace(tzinfo=None, microsecond=0)
    with _Package(out, "w", ZIP_DEFLATED) as package:
        _Writer(book, package, {table.title: table for table in tables}, forms or {}, told).write_data()


class _Package(ZipFile):
    """A package whose parts bear no time."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_rest: Any, **_more: Any) -> None:
        super().writestr(self.part(zinfo_or_arcname), data)

    def write(self, filename: Any, arcname: Any = None, *_rest: Any, **_more: Any) -> None:
        with Path(filename).open("rb") as file, self.open(self.part(arcname), "w") as part:
            shutil.copyfileobj(file, part)

    @staticmethod
    def part(name: str) -> ZipInfo:
        info = ZipInfo(name, TIME_OF_PARTS)
        info.compress_type = ZIP_DEFLATED
        return info


class _Writer(ExcelWriter):
    """openpyxl's own writer; the rows of the tables are written past it."""

    def __init__(
        self, book: Workbook, package: _Package, tables: dict[str, Table], forms: Mapping[str, Form], told: Told
    ) -> None:
        super().__init__(book, package)
        self.package, self.tables, self.forms, self.told = package, tables, forms, told

    def write_worksheet(self, ws: Any) -> None:
        if table := self.tables.get(ws.title):
            self._write_table(ws, table)
        else:
            if form := self.forms.get(ws.title):
                form(ws)
            super().write_worksheet(ws)
            ws._cells.clear()
        self.told(ws._id, len(self.workbook.worksheets))

    def _write_table(self, ws: Any, table: Table) -> None:
        rows = iter(table.rows())
        measured = list(islice(rows, ROWS_MEASURED))
        make_cell, tall = _set_up(ws, table, measured)
        ws._drawing = None
        writer: Any = WorksheetWriter(ws)
        writer.write()
        ws._rels = writer._rels
        before, after = _frame(Path(writer.out))
        writer.cleanup()
        with self.package.open(self.package.part(ws.path[1:]), "w") as part:
            part.write(before)
            last = _write_rows(part, chain(measured, rows), make_cell, tall)
            part.write(_END_OF_ROWS + after)
        self.manifest.append(ws)
        columns = table.printed or len(table.heads)
        set_up_page(ws, last_row=last, columns=columns, repeat="1:1", gridlines=True)  # its names are written later


def _set_up(sheet: Worksheet, table: Table, measured: list[tuple[Value, ...]]) -> tuple[Callable[[Value], str], tuple[int, ...]]:
    """The headings, the widths, the page of a table; returns what makes a cell's end from a value, and which columns wrap."""
    tall = []
    body, as_typed, number = _style_of(sheet), _style_of(sheet, quotePrefix=True), _style_of(sheet, alignment=NUMBER)
    for column, head in enumerate(table.heads, start=1):
        cell = sheet.cell(1, column)
        put(cell, head)
        cell.font, cell.alignment = BOLD, WRAP
        words = {str(row[column - 1]) for row in measured if row[column - 1] is not None}
        longest = max(map(digits_of, words), default=0.0)
        narrowest = digits_of(head) / LINES_OF_HEAD + MARGIN
        if longest + MARGIN > WIDEST:
            tall.append(column - 1)
        sheet.column_dimensions[get_column_letter(column)].width = round(min(max(narrowest, longest + MARGIN), WIDEST), 1)
    sheet.row_dimensions[1].height = LINES_OF_HEAD * LINE_HEIGHT + 4
    sheet.freeze_panes = "A2"
    set_up_page(sheet, last_row=1, columns=table.printed or len(table.heads), repeat="1:1", gridlines=True)
    return partial(_cell, {}, f'" s="{body}"', f'" s="{as_typed}"', f'" s="{number}"'), tuple(tall)


def _style_of(sheet: Worksheet, **more: Any) -> int:
    """The number of the style of a row's cell, taken of a cell of its own: what is changed later, the style would follow."""
    probe = Cell(sheet, row=1, column=1)
    probe.font, probe.alignment = BODY, TOP
    for name, value in more.items():
        setattr(probe, name, value)
    return int(probe.style_id)


def _cell(known: dict[str, str], body: str, as_typed: str, number: str, value: Value) -> str:
    """What follows the address of a cell; numbers stay numbers, text stays text whatever it starts with."""
    if not isinstance(value, str):
        return f"{number}><v>{value!r}</v></c>"
    found = known.get(value)
    if found is None:
        text = cell_text(machine_text(value))
        style = as_typed if text.startswith(FORMULA_STARTS) else body
        kept = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
        found = f'{style} t="inlineStr"><is><t{kept}>{escape(as_written(text), _LINE_ENDS)}</t></is></c>'
        if len(value) <= LONGEST_REMEMBERED and len(known) < REMEMBERED:
            known[value] = found
    return found


def _frame(path: Path) -> tuple[bytes, bytes]:
    """The sheet as openpyxl writes it, before the end of its rows and after; how far they go is not known yet."""
    before, after = path.read_bytes().split(_END_OF_ROWS)
    start, size = before.split(b"<dimension ", 1)
    return start + size.split(b"/>", 1)[1], after


def _write_rows(
    part: IO[bytes], rows: Iterable[tuple[Value, ...]], make_cell: Callable[[Value], str], tall: tuple[int, ...]
) -> int:
    """The rows from the second on, as high as the words of the ``tall`` columns need; returns the number of the last."""
    last = 1
    for some in _in_pieces(rows):
        lines = []
        for values in some:
            last += 1
            cells = [
                f'<c r="{letter}{last}{make_cell(value)}'
                for letter, value in zip(_LETTERS, values, strict=False)
                if value is not None
            ]
            height = _height(max(lines_of(values[column], WIDEST) for column in tall)) if tall else ""
            lines.append(f'<row r="{last}"{height}>{"".join(cells)}</row>')
        part.write("".join(lines).encode())
    return last


def _height(lines: int) -> str:
    """Of a row whose words wrap: not every program that opens the file fits its height by itself."""
    return f' ht="{min(lines * LINE_HEIGHT, TALLEST_ROW):g}" customHeight="1"' if lines > 1 else ""


def _in_pieces(rows: Iterable[tuple[Value, ...]]) -> Iterator[list[tuple[Value, ...]]]:
    rows = iter(rows)
    while some := list(islice(rows, ROWS_AT_ONCE)):
        yield some


_LETTERS = tuple(get_column_letter(column) for column in range(1, 100))
