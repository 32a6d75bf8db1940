"""What a data sheet of the report is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from tracker.rows.report import ReportRow
from tracker.workbooks.report.columns import Column
from tracker.workbooks.report.saving import Table
from tracker.workbooks.report.styles import Value


@dataclass(frozen=True, slots=True)
class DataSheet:
    """``rows`` gives one tuple a row, as long as ``columns``; the columns of ``key`` tell rows apart, and know one again later.

    Without a key the sheet holds no values of the report, only remarks about it.
    """

    title: str
    about: str
    columns: tuple[Column, ...]
    rows: Callable[[ReportRow], Iterable[tuple[Value, ...]]]
    key: tuple[str, ...] = ()

    @property
    def heads(self) -> tuple[str, ...]:
        return tuple(column.title for column in self.columns)

    def table(self, report: ReportRow) -> Table:
        return Table(self.title, self.heads, partial(self.rows, report))
