"""Opens a list that was saved as comma-separated text, in the encodings that Excel writes in Japan."""

from __future__ import annotations

import csv
from io import StringIO

from tracker.domain.words import N_
from tracker.workbooks.opening import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    TOO_MANY_CELLS,
    TOO_MANY_COLUMNS,
    TOO_MANY_ROWS,
    OpenedSheet,
    OpenedWorkbook,
)
from tracker.workbooks.package import MAX_FILE_BYTES, MEGABYTE, TOO_LARGE, refusal

NOT_TEXT = N_("CSVの文字を読めません。ExcelでCSV UTF-8として保存し直すか、Excelブック（.xlsx）を選んでください。")
_LONGEST_FIELD = 200_000


def open_comma_separated(content: bytes, *, file_name: str) -> OpenedWorkbook:
    """The rows of a CSV file as one sheet; RuleBroken with ``field="file"`` says what is wrong and what to do."""
    if len(content) > MAX_FILE_BYTES:
        raise refusal(TOO_LARGE, limit=MAX_FILE_BYTES // MEGABYTE)
    text = _decoded(content)
    csv.field_size_limit(_LONGEST_FIELD)
    rows: list[tuple[str | None, ...]] = []
    cells = 0
    try:
        for row in csv.reader(StringIO(text, newline="")):
            cells += len(row)
            if len(rows) >= MAX_ROWS:
                raise refusal(TOO_MANY_ROWS, sheet=file_name, limit=f"{MAX_ROWS:,}")
            if len(row) > MAX_COLUMNS:
                raise refusal(TOO_MANY_COLUMNS, sheet=file_name, limit=MAX_COLUMNS)
            if cells > MAX_CELLS:
                raise refusal(TOO_MANY_CELLS, limit=f"{MAX_CELLS:,}")
            rows.append(tuple(cell or None for cell in row))
    except csv.Error as error:
        raise refusal(NOT_TEXT) from error
    return OpenedWorkbook((OpenedSheet(file_name[:31], True, tuple(rows)),))


def _decoded(content: bytes) -> str:
    if b"\x00" in content:
        raise refusal(NOT_TEXT)
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refusal(NOT_TEXT)
