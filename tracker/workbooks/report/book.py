"""The report as one workbook: form sheets for people, data sheets for machines, and what every column means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tracker.rows.report import ReportRow
from tracker.workbooks.report.assessment_sheet import write_assessment, write_changes, write_persons
from tracker.workbooks.report.data_csv import sheet_as_csv, write_zip
from tracker.workbooks.report.data_sheet import DEFINITION_HEADS, DataSheet, definitions
from tracker.workbooks.report.data_sheets import SHEETS
from tracker.workbooks.report.form_sheets import report_period, write_cases, write_companies, write_summary
from tracker.workbooks.report.grounds import GROUND_HEADS, GROUNDS, grounds
from tracker.workbooks.report.month_sheets import write_meetings, write_visits
from tracker.workbooks.report.narrative_sheet import write_narratives
from tracker.workbooks.report.outcome_sheets import write_outcome_list, write_outcomes
from tracker.workbooks.report.saving import Table, Told, save_book, tell_nobody

__all__ = ["FORMS", "sheet_as_csv", "write_report", "write_zip"]
FORMS = (
    ("概要", write_summary),
    ("企業と体制", write_companies),
    ("訪問回数", write_visits),
    ("会議回数", write_meetings),
    ("案件とフェーズ", write_cases),
    ("成果のまとめ", write_narratives),
    ("評価", write_assessment),
    ("評価の動き", write_changes),
    ("評価の一覧", write_persons),
    ("成果", write_outcomes),
    ("成果一覧", write_outcome_list),
)
DEFINITIONS = "項目定義"


def write_report(
    report: ReportRow, out: BinaryIO, *, made_at: datetime, more: Sequence[DataSheet] = (), told: Told = tell_nobody
) -> None:
    """Write the workbook to ``out``; ``made_at`` is the stamp, the one thing that differs between two of the same day.

    ``more`` are further data sheets, before the others; ``told`` hears how many sheets of how many are written.
    """
    book = Workbook()
    del book[book.sheetnames[0]]
    data_sheets = (*more, *SHEETS)
    forms = {title: partial(_fill, write, report) for title, write in FORMS}
    tables = [
        *(data.table(report) for data in data_sheets),
        Table(GROUNDS, GROUND_HEADS, partial(grounds, report)),
        Table(DEFINITIONS, DEFINITION_HEADS, partial(definitions, data_sheets), printed=DEFINITION_HEADS.index("物理名")),
    ]
    for title in (*forms, *(table.title for table in tables)):
        book.create_sheet(title)
    book.properties.title = f"{report_period(report)} 実施報告"
    book.properties.creator = report.head.organisation
    save_book(book, out, tables=tables, forms=forms, made_at=made_at, told=told)


def _fill(write: Callable[[Worksheet, ReportRow], None], report: ReportRow, sheet: Worksheet) -> None:
    write(sheet, report)
