"""The values of a report as they are handed in, and what differs from them as a sheet of the next one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tracker.domain.submissions import DifferenceKind, FrozenSheet, RowChange
from tracker.rows.report import ReportRow
from tracker.workbooks.report.columns import Column
from tracker.workbooks.report.data_sheet import DataSheet
from tracker.workbooks.report.data_sheets import SHEETS
from tracker.workbooks.report.styles import Value

CHANGES = "変更点"
KIND_WORDS = {DifferenceKind.ADDED: "追加", DifferenceKind.REMOVED: "削除", DifferenceKind.CHANGED: "変更"}


def freeze(report: ReportRow) -> Iterator[FrozenSheet]:
    """Every data sheet that holds values of the report, one after the other."""
    for sheet in SHEETS:
        if sheet.key:
            yield FrozenSheet(sheet.title, sheet.heads, sheet.key, tuple(sheet.rows(report)))


def changes_sheet(changes: Iterable[RowChange], of: str) -> DataSheet:
    """The sheet 変更点: a row for every value that differs from the submission ``of``."""
    rows = tuple(_rows(changes))
    return DataSheet(
        CHANGES,
        f"{of}の値と違う値ごとに1行（違いがなければ0行）",
        (
            Column("変わったシート", "値のあるデータシート", codes="データシートの名前"),
            Column("変更の種類", "行が増えたか、なくなったか、値が変わったか", codes="、".join(KIND_WORDS.values())),
            Column("行", "変わった行。行を見分ける項目と値"),
            Column("変わった項目", "変わった項目の名前", codes="文字列"),
            Column("前の値", "提出したときの値", codes="文字列", blank="値がない、または増えた行"),
            Column("後の値", "今の値", codes="文字列", blank="値がない、またはなくなった行"),
        ),
        lambda _report: rows,
    )


def _rows(changes: Iterable[RowChange]) -> Iterator[tuple[Value, ...]]:
    for change in changes:
        for cell in change.cells:
            yield (change.sheet, KIND_WORDS[change.kind], change.row, cell.column, _text(cell.before), _text(cell.after))


def _text(value: Value) -> str | None:
    return None if value is None else str(value)
