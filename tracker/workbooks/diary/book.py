"""The diary as one workbook: the sheet 業務日誌 to be signed, and its lines once more for machines."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import BinaryIO

from openpyxl import Workbook

from tracker.domain.calendar import tokyo_day
from tracker.rows.diaries import DiaryRow
from tracker.workbooks.diary.data_sheets import SHEETS
from tracker.workbooks.diary.form_sheet import write_form
from tracker.workbooks.report.data_sheet import DEFINITION_HEADS, definitions
from tracker.workbooks.report.saving import Table, save_book


def write_diary(diary: DiaryRow, out: BinaryIO, *, made_at: datetime) -> None:
    """Write the workbook to ``out``."""
    book = Workbook()
    del book[book.sheetnames[0]]
    write_form(book.create_sheet("業務日誌"), diary, made_on=tokyo_day(made_at))
    tables = [*(sheet.table(diary) for sheet in SHEETS), Table("項目定義", DEFINITION_HEADS, partial(definitions, SHEETS))]
    for table in tables:
        book.create_sheet(table.title)
    book.properties.title = f"業務日誌 {diary.month.iso} {diary.producer}"
    book.properties.creator = diary.organisation
    save_book(book, out, tables=tables, made_at=made_at)
