"""The data sheets as comma-separated text: UTF-8 with BOM, CRLF, one record a line, whatever line breaks its words have."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tracker.rows.report import ReportRow
from tracker.workbooks.report.data_sheet import DEFINITION_HEADS, DataSheet, definitions
from tracker.workbooks.report.data_sheets import SHEETS
from tracker.workbooks.report.machine_text import machine_text
from tracker.workbooks.report.names import CODES
from tracker.workbooks.report.styles import FORMULA_STARTS, Value, cell_text

BOM = "\ufeff"
TIME_OF_FILES = (1980, 1, 1, 0, 0, 0)
DEFINITIONS = "項目定義"


def sheet_as_csv(code: str, report: ReportRow) -> bytes:
    """The data sheet that goes by this name in addresses."""
    return _sheet(next(data for data in SHEETS if CODES[data.title] == code), report)


def write_zip(report: ReportRow, out: BinaryIO) -> None:
    """Every data sheet and what its columns mean; the same report makes the same bytes."""
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        for data in SHEETS:
            package.writestr(_entry(data.title), _sheet(data, report))
        package.writestr(_entry(DEFINITIONS), as_csv(DEFINITION_HEADS, definitions(SHEETS)))


def _sheet(data: DataSheet, report: ReportRow) -> bytes:
    return as_csv(data.heads, data.rows(report))


def _entry(title: str) -> ZipInfo:
    entry = ZipInfo(f"{title}.csv", TIME_OF_FILES)
    entry.compress_type = ZIP_DEFLATED
    return entry


def as_csv(heads: Iterable[str], rows: Iterable[tuple[Value, ...]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows(tuple(map(_field, row)) for row in rows)
    return (BOM + out.getvalue()).encode()


def _field(value: Value) -> str | int | float:
    """A missing value is an empty field; a text that a program might take for a formula stands behind an apostrophe."""
    if value is None or not isinstance(value, str):
        return "" if value is None else value
    text = " ".join(cell_text(machine_text(value)).splitlines())
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
