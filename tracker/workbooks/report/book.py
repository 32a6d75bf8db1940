"""The report as one workbook: form sheets for people, data sheets for machines, and what every column means."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tracker.domain.era import era_fiscal_year
from tracker.rows.report import ReportRow
from tracker.workbooks.report.assessment_sheet import write_assessment
from tracker.workbooks.report.data_rows import Value
from tracker.workbooks.report.data_sheets import DEFINITION_HEADS, SHEETS, DataSheet, definitions
from tracker.workbooks.report.form_sheets import write_cases, write_companies, write_summary
from tracker.workbooks.report.machine_text import machine_text
from tracker.workbooks.report.month_sheets import write_meetings, write_visits
from tracker.workbooks.report.outcome_sheets import write_outcome_list, write_outcomes
from tracker.workbooks.report.styles import BODY, BOLD, put, set_up_page

FORMS = (
    ("概要", write_summary),
    ("企業と体制", write_companies),
    ("訪問回数", write_visits),
    ("会議回数", write_meetings),
    ("案件とフェーズ", write_cases),
    ("評価", write_assessment),
    ("成果", write_outcomes),
    ("成果一覧", write_outcome_list),
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


def _write_data(sheet: Worksheet, data: DataSheet, report: ReportRow) -> None:
    _write_table(sheet, tuple(column.title for column in data.columns), data.rows(report))


def _write_definitions(sheet: Worksheet) -> None:
    _write_table(sheet, DEFINITION_HEADS, definitions())


def _write_table(sheet: Worksheet, heads: tuple[str, ...], rows: Iterable[tuple[Value, ...]]) -> None:
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
