"""The monthly work diary as a workbook; the package itself is light, openpyxl comes when a workbook is written."""

from __future__ import annotations

from datetime import datetime
from types import ModuleType
from typing import BinaryIO

from tracker.rows.diaries import DiaryRow


def write_diary(diary: DiaryRow, out: BinaryIO, *, made_at: datetime) -> None:
    """Write the workbook to ``out``; ``made_at`` is the stamp, the one thing that differs between two of the same rows."""
    _book().write_diary(diary, out, made_at=made_at)


def _book() -> ModuleType:
    import tracker.workbooks.diary.book as book  # noqa: PLC0415 - openpyxl is heavy: no start waits for it

    return book
