"""What a data sheet of the report is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from tracker.rows.report import ReportRow
from tracker.workbooks.report.columns import Column
from tracker.workbooks.report.names import CODES, HISTORY
from tracker.workbooks.report.saving import Table
from tracker.workbooks.report.styles import Value

SOURCE = "伴走支援トラッカーの記録"
DEFINITION_HEADS = (
    "シート",  # printed on several pages side by side, each row is known by these two
    "列番号",
    "項目",
    "シートの内容",
    "定義",
    "データ型",
    "単位",
    "コード・書式",
    "空欄の意味",
    "出典",
    "物理名",
    "更新履歴",
)


class Defined(Protocol):
    """A sheet whose columns explain themselves."""

    @property
    def title(self) -> str: ...
    @property
    def about(self) -> str: ...
    @property
    def columns(self) -> tuple[Column, ...]: ...


def definitions(sheets: Iterable[Defined]) -> Iterator[tuple[Value, ...]]:
    """The rows of 項目定義: every column of every data sheet."""
    for data in sheets:
        code, history = CODES.get(data.title, "changes"), HISTORY.get(data.title, "2026-11-29 物理名と更新履歴を追加")
        for at, column in enumerate(data.columns, start=1):
            kind = "数値" if column.is_number else "文字列"
            meaning = (column.definition, kind, column.unit or "なし", column.codes or "なし", column.blank, SOURCE)
            yield data.title, at, column.title, data.about, *meaning, f"{code}_{at:02}", history


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
