"""Results of assessment as native charts and cells; the package itself is light, openpyxl comes when a workbook is written."""

from __future__ import annotations

from datetime import datetime
from types import ModuleType
from typing import BinaryIO

from tracker.rows.result_books import ResultsBookRow


def write_results(row: ResultsBookRow, out: BinaryIO, *, made_at: datetime) -> None:
    """Write the manager's workbook to ``out``; ``made_at`` is the stamp."""
    _book().write_results(row, out, made_at=made_at)


def _book() -> ModuleType:
    import tracker.workbooks.assessment.book as book  # noqa: PLC0415 - openpyxl is heavy: no start waits for it

    return book
