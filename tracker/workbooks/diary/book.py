"""The diary as one workbook: the sheet 業務日誌 to be signed, and its lines once more for machines."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO

from openpyxl import Workbook

from tracker.domain.calendar import tokyo_day
from tracker.rows.diaries import DiaryRow
from tracker.workbooks.diary.data_sheets import SHEETS, definitions
from tracker.workbooks.diary.form_sheet import write_form
from tracker.workbooks.report.data_sheets import DEFINITION_HEADS
from tracker.workbooks.report.data_table import write_table


def write_diary(diary: DiaryRow, out: BinaryIO, *, made_at: datetime) -> None:
    """Write the workbook to ``out``."""
    book = Workbook()
    del book[book.sheetnames[0]]
    write_form(book.create_sheet("業務日誌"), diary, made_on=tokyo_day(made_at))
    for sheet in SHEETS:
        write_table(book.create_sheet(sheet.title), tuple(column.title for column in sheet.columns), sheet.rows(diary))
    write_table(book.create_sheet("項目定義"), DEFINITION_HEADS, definitions())
    book.properties.title = f"業務日誌 {diary.month.iso} {diary.producer}"
    book.properties.creator = diary.organisation
    book.properties.created = book.properties.modified = made_at.replace(tzinfo=None, microsecond=0)
    book.save(out)
