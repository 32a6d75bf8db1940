"""Opens an uploaded workbook safely: the one place where a stranger's .xlsx meets openpyxl, and only its values come out."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from openpyxl import Workbook

from tracker.domain.errors import RuleBroken
from tracker.domain.words import N_
from tracker.workbooks.package import BROKEN, MEGABYTE, check_package, refusal

MAX_XML_BYTES = 10 * MEGABYTE
"""Far above any list that people keep by hand, and read within seconds."""
MAX_ROWS = 5_000
MAX_COLUMNS = 256
MAX_CELLS = 100_000
"""Of all sheets together, blank ones in between counted."""
MAX_BLANK_ROWS = 4 * 1_048_576
"""Of all sheets together: LibreOffice writes the last row of a sheet without cells, which makes all rows above it blank."""

CellValue = str | int | float | bool | date | datetime | time | timedelta | None

TOO_MANY_ROWS = N_("シート「%(sheet)s」の行が%(limit)s行を超えています。要らない行を削除してから選んでください。")
TOO_MANY_COLUMNS = N_("シート「%(sheet)s」の列が%(limit)s列を超えています。要らない列を削除してから選んでください。")
TOO_MANY_CELLS = N_("表が大きすぎます（セル%(limit)s個まで）。要らないシート、行、列を削除してから選んでください。")
WINDOWS_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - the day from which serial numbers of days count has no zone
NO_SHEETS = N_("ファイルに表のシートがありません。表の入ったExcelブック（.xlsx）を選んでください。")


@dataclass(frozen=True, slots=True)
class Uncalculated:
    """A formula whose result nobody has saved: the file was written by a program and never opened in Excel."""

    formula: str


@dataclass(frozen=True, slots=True)
class OpenedSheet:
    """A worksheet's values from A1 on; ``rows[0]`` is row 1. Rows may be of unequal length."""

    title: str
    visible: bool
    rows: tuple[tuple[CellValue | Uncalculated, ...], ...]


@dataclass(frozen=True, slots=True)
class OpenedWorkbook:
    """The values of every worksheet, read to the end and bounded; ``epoch`` is the day that serial numbers count from."""

    sheets: tuple[OpenedSheet, ...]
    epoch: datetime = WINDOWS_EPOCH


def open_workbook(source: bytes | BinaryIO, *, file_name: str) -> OpenedWorkbook:
    """Check the file part by part, then read it; RuleBroken with ``field="file"`` says what is wrong and what to do."""
    package = check_package(source, file_name=file_name, max_xml_bytes=MAX_XML_BYTES)
    try:
        sheets, epoch = _read(package.content, results=True)
        if package.has_formulas:
            formulas, _ = _read(package.content, results=False)
            sheets = tuple(_mark_uncalculated(sheet, written) for sheet, written in zip(sheets, formulas, strict=True))
    except RuleBroken:
        raise
    except Exception as error:  # openpyxl answers a damaged part with whatever its own code runs into
        raise refusal(BROKEN) from error
    if not sheets:
        raise refusal(NO_SHEETS)
    return OpenedWorkbook(sheets, epoch)


def _read(content: bytes, *, results: bool) -> tuple[tuple[OpenedSheet, ...], datetime]:
    """All values, or (``results=False``) the formulas in their place.

    Read-only, since a full load expands merged ranges and links cell by cell: one range over a whole sheet is seventeen
    billion cells. What a sheet declares as its size is forgotten, its rows are counted as they come.
    """
    budget = _Budget()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of what it drops; values are all that is wanted here
        workbook = _load(BytesIO(content), read_only=True, data_only=results, keep_links=False)
        try:
            sheets = tuple(_read_sheet(sheet, budget) for sheet in workbook.worksheets)
            return sheets, workbook.epoch
        finally:
            workbook.close()


@dataclass(slots=True)
class _Budget:
    cells: int = MAX_CELLS
    blank_rows: int = MAX_BLANK_ROWS


def _read_sheet(sheet: Any, budget: _Budget) -> OpenedSheet:
    sheet.reset_dimensions()
    rows: list[tuple[Any, ...]] = []
    blank_rows = 0
    for cells in sheet.iter_rows():
        row = tuple(map(_value, cells)) if cells else ()
        budget.cells -= len(row)
        if budget.cells < 0:
            raise refusal(TOO_MANY_CELLS, limit=f"{MAX_CELLS:,}")
        width = next((place for place in range(len(row), 0, -1) if row[place - 1] is not None), 0)
        if not width:
            blank_rows += 1
            budget.blank_rows -= 1
            if budget.blank_rows < 0:
                raise refusal(TOO_MANY_ROWS, sheet=sheet.title, limit=f"{MAX_ROWS:,}")
            continue
        if width > MAX_COLUMNS:
            raise refusal(TOO_MANY_COLUMNS, sheet=sheet.title, limit=MAX_COLUMNS)
        if len(rows) + blank_rows >= MAX_ROWS:
            raise refusal(TOO_MANY_ROWS, sheet=sheet.title, limit=f"{MAX_ROWS:,}")
        rows.extend([()] * blank_rows)
        rows.append(row[:width])
        blank_rows = 0
    return OpenedSheet(sheet.title, sheet.sheet_state == "visible", tuple(rows))


def _value(cell: Any) -> Any:
    """A formula that came out as an empty text is answered, so it must not look like one that was never calculated."""
    return "" if cell.value is None and cell.data_type == "str" else cell.value


def _mark_uncalculated(results: OpenedSheet, formulas: OpenedSheet) -> OpenedSheet:
    rows = tuple(
        tuple(
            Uncalculated(str(written)) if value is None and written is not None else value
            for value, written in zip_longest(*pair)
        )
        for pair in zip_longest(results.rows, formulas.rows, fillvalue=())
    )
    return OpenedSheet(results.title, results.visible, rows)


def _load(content: BytesIO, **options: Any) -> Workbook:
    from openpyxl import load_workbook  # noqa: PLC0415 - openpyxl is heavy: no start waits for it

    return load_workbook(content, **options)
