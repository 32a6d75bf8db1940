"""The values of a report as they are handed in, and what differs from them as a sheet of the next one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tracker.domain.calendar import tokyo_day
from tracker.domain.submissions import DifferenceKind, FrozenSheet
from tracker.rows.report import ReportRow
from tracker.rows.submission_changes import RecordKind, ToldChangeRow
from tracker.workbooks.report.columns import ISO, ISO_MONTH, Column
from tracker.workbooks.report.data_sheet import DataSheet
from tracker.workbooks.report.data_sheets import SHEETS
from tracker.workbooks.report.styles import Value
from tracker.workbooks.report.words import say

CHANGES = "変更点"
KIND_WORDS = {DifferenceKind.ADDED: "追加", DifferenceKind.REMOVED: "削除", DifferenceKind.CHANGED: "変更"}


def freeze(report: ReportRow) -> Iterator[FrozenSheet]:
    """Every data sheet that holds values of the report, one after the other."""
    for sheet in SHEETS:
        if sheet.key:
            yield _frozen(sheet, report)


def freeze_sheet(report: ReportRow, title: str) -> FrozenSheet | None:
    """One of them; None where there is no such sheet any more, or it holds no values."""
    return next((_frozen(sheet, report) for sheet in SHEETS if sheet.title == title and sheet.key), None)


def _frozen(sheet: DataSheet, report: ReportRow) -> FrozenSheet:
    return FrozenSheet(sheet.title, sheet.heads, sheet.key, tuple(sheet.rows(report)))


def changes_sheet(changes: Iterable[ToldChangeRow], of: str) -> DataSheet:
    """The sheet 変更点: a row for every value that differs from the submission ``of``."""
    rows = tuple(_rows(changes))
    return DataSheet(
        CHANGES,
        f"{of}の値と違う値ごとに1行（違いがなければ0行）",
        (
            Column("変わったシート", "値のあるデータシート", codes="データシートの名前"),
            Column("変更の種類", "行が増えたか、なくなったか、値が変わったか", codes="、".join(KIND_WORDS.values())),
            Column("行", "変わった行。行を見分ける項目と値"),
            Column("記録の種類", "値のもとになる記録の種類", codes="、".join(say(kind) for kind in RecordKind)),
            Column("企業", "その記録の支援企業。いくつかあるときは読点で区切る", blank="企業のない記録"),
            Column("記録の日", "その記録の日、または月", codes=f"{ISO}、{ISO_MONTH}", blank="日のない記録"),
            Column("変わった項目", "変わった項目の名前", codes="文字列"),
            Column("前の値", "提出したときの値", codes="文字列", blank="値がない、または増えた行"),
            Column("後の値", "今の値", codes="文字列", blank="値がない、またはなくなった行"),
            Column(
                "変えた人", "提出のあと、その記録を最後に変えた人。集計した値では、もとの記録を変えた人", blank="変更の記録にない"
            ),
            Column("変えた日", "その変更の日", codes=ISO, blank="変更の記録にない"),
            Column("変えた理由", "その変更のときに入力された理由", blank="理由のない変更、または変更の記録にない"),
        ),
        lambda _report: rows,
    )


def _rows(changes: Iterable[ToldChangeRow]) -> Iterator[tuple[Value, ...]]:
    for told in changes:
        change, about, act = told.change, told.about, told.act
        record = (say(about.kind), "、".join(filter(None, about.companies.values())) or None, about.on or None)
        who = (act.made_by, tokyo_day(act.at).isoformat(), act.reason or None) if act else (None, None, None)
        for cell in change.cells:
            values = (cell.column, _text(cell.before), _text(cell.after))
            yield (change.sheet, KIND_WORDS[change.kind], change.row, *record, *values, *who)


def _text(value: Value) -> str | None:
    return None if value is None else str(value)
