"""The report as one workbook: form sheets for people, data sheets for machines, and what every column means."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tracker.domain.era import era_fiscal_year
from tracker.rows.report import ReportRow
from tracker.workbooks.report.assessment_sheet import write_assessment, write_changes, write_persons
from tracker.workbooks.report.data_sheets import SHEETS, DataSheet
from tracker.workbooks.report.data_table import write_table
from tracker.workbooks.report.definitions import DEFINITION_HEADS, definitions
from tracker.workbooks.report.form_sheets import write_cases, write_companies, write_summary
from tracker.workbooks.report.month_sheets import write_meetings, write_visits
from tracker.workbooks.report.narrative_sheet import write_narratives
from tracker.workbooks.report.outcome_sheets import write_outcome_list, write_outcomes

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
    write_table(sheet, tuple(column.title for column in data.columns), data.rows(report))


def _write_definitions(sheet: Worksheet) -> None:
    write_table(sheet, DEFINITION_HEADS, definitions())
