"""項目定義: what every column of every data sheet means."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.workbooks.report.data_rows import Value
from tracker.workbooks.report.data_sheets import SHEETS

SOURCE = "伴走支援トラッカーの記録"
DEFINITION_HEADS = (
    "シート",
    "シートの内容",
    "列番号",
    "項目",
    "定義",
    "データ型",
    "単位",
    "コード・書式",
    "空欄の意味",
    "出典",
)


def definitions() -> Iterator[tuple[Value, ...]]:
    """The rows of 項目定義: every column of every data sheet."""
    for data in SHEETS:
        for at, column in enumerate(data.columns, start=1):
            kind = "数値" if column.is_number else "文字列"
            meaning = (column.definition, kind, column.unit or "なし", column.codes or "なし", column.blank, SOURCE)
            yield data.title, data.about, at, column.title, *meaning
