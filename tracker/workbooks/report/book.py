"""The report as one workbook: form sheets for people, data sheets for machines, and what every column means."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tracker.domain.era import era_fiscal_year
from tracker.rows.report import ReportRow
from tracker.workbooks.report.assessment_sheet import write_assessment
from tracker.workbooks.report.data_sheets import SHEETS, DataSheet
from tracker.workbooks.report.form_sheets import (
    write_cases,
    write_companies,
    write_meetings,
    write_outcomes,
    write_summary,
    write_visits,
)
from tracker.workbooks.report.styles import BODY, BOLD, put

FORMS = (
    ("概要", write_summary),
    ("企業と体制", write_companies),
    ("訪問回数", write_visits),
    ("会議回数", write_meetings),
    ("案件とフェーズ", write_cases),
    ("評価", write_assessment),
    ("成果", write_outcomes),
)
DEFINITIONS = "項目定義"
WIDEST = 40


def write_report(report: ReportRow, out: BinaryIO, *, made_at: datetime) -> None:
    """Write the workbook to ``out``; ``made_at`` is the stamp, the one thing that differs between two of the same day."""
    book = Workbook()
    del book[book.sheetnames[0]]
    for title, write in FORMS:
        write(book.create_sheet(title), report)
    for data in SHEETS:
        _write_data(book.create_sheet(data.title), data, report)
    _write_definitions(book.create_sheet(DEFINITIONS))
    book.properties.title = f"{era_fiscal_year(report.head.fiscal_year)} 実施報告"
    book.properties.creator = report.head.organisation
    book.properties.created = book.properties.modified = made_at.replace(tzinfo=None, microsecond=0)
    book.save(out)


def _write_table(sheet: Worksheet, heads: tuple[str, ...], rows: list[tuple[str | int | float | None, ...]]) -> None:
    """A table from A1 on: headings, then one row a datum; numbers stay numbers and a missing value is an empty cell."""
    widths = [len(head) * 2 + 2 for head in heads]
    for column, head in enumerate(heads, start=1):
        put(sheet.cell(1, column), head)
        sheet.cell(1, column).font = BOLD
    for at, values in enumerate(rows, start=2):
        for column, value in enumerate(values, start=1):
            if value is not None:
                put(sheet.cell(at, column), value)
                sheet.cell(at, column).font = BODY
                widths[column - 1] = max(widths[column - 1], min(len(str(value)) * 2, WIDEST))
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = min(width, WIDEST)
    sheet.freeze_panes = "A2"


def _write_data(sheet: Worksheet, data: DataSheet, report: ReportRow) -> None:
    _write_table(sheet, tuple(column.title for column in data.columns), list(data.rows(report)))


def _write_definitions(sheet: Worksheet) -> None:
    heads = ("シート", "シートの内容", "列", "項目", "定義", "単位", "コード・書式", "出典")
    _write_table(
        sheet,
        heads,
        [
            (data.title, data.about, at, column.title, column.definition, column.unit, column.codes, "伴走支援トラッカーの記録")
            for data in SHEETS
            for at, column in enumerate(data.columns, start=1)
        ],
    )
