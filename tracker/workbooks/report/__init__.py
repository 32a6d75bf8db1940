"""The yearly report as a workbook; the package itself is light, openpyxl comes when a workbook is written."""

from __future__ import annotations

from datetime import datetime
from types import ModuleType
from typing import Any, BinaryIO

from tracker.rows.report import ReportRow


def write_report(report: ReportRow, out: BinaryIO, *, made_at: datetime, **more: Any) -> None:
    """Write the workbook to ``out``; ``made_at`` is the stamp, the one thing that differs between two of the same day."""
    _book().write_report(report, out, made_at=made_at, **more)


def sheet_as_csv(code: str, report: ReportRow) -> bytes:
    """One data sheet as comma-separated text, by its name of ``names.CODES``."""
    content: bytes = _book().sheet_as_csv(code, report)
    return content


def write_zip(report: ReportRow, out: BinaryIO) -> None:
    """Every data sheet and 項目定義 as comma-separated text, in one package."""
    _book().write_zip(report, out)


def _book() -> ModuleType:
    import tracker.workbooks.report.book as book  # noqa: PLC0415 - openpyxl is heavy: no start waits for it

    return book
