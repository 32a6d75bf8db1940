"""The yearly report as a workbook; the package itself is light, openpyxl comes when a workbook is written."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from types import ModuleType
from typing import Any, BinaryIO

from tracker.domain.naming import Concealment
from tracker.domain.submissions import FrozenSheet, pack
from tracker.rows.report import ReportRow
from tracker.rows.report_lacks import lacks_of
from tracker.rows.submission_changes import ActsRow, RecordKey, ToldChangeRow


@dataclass(frozen=True, slots=True)
class Frozen:
    """A report ready to be handed in: the workbook, the packed values, how many rows they are, how much is missing."""

    file_content: bytes
    values: bytes
    row_count: int
    lack_count: int


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


def freeze_report(
    report: ReportRow,
    *,
    made_at: datetime,
    replacing: tuple[str, tuple[ToldChangeRow, ...]] | None = None,
    told: Callable[[int, int], None] | None = None,
) -> Frozen:
    """The workbook and the values in it. In place of an earlier one (its words, what changed since) with the sheet 変更点."""
    more: tuple[Any, ...] = ()
    if replacing is not None:
        of, changes = replacing
        more = (_frozen().changes_sheet(changes, of),)
    out = io.BytesIO()
    _book().write_report(report, out, made_at=made_at, more=more, **({"told": told} if told else {}))
    rows: list[int] = []
    values = pack(_counted(_frozen().freeze(report), rows))
    return Frozen(out.getvalue(), values, sum(rows), len(lacks_of(report)))


def _counted(sheets: Iterable[FrozenSheet], rows: list[int]) -> Iterator[FrozenSheet]:
    """The sheets one after the other, since of a large report all of them together are much: ``rows`` gets how many each has."""
    for sheet in sheets:
        rows.append(len(sheet.rows))
        yield sheet


def changes_since(
    report: ReportRow,
    before: Iterable[FrozenSheet],
    *,
    acts_of: Callable[[frozenset[RecordKey]], ActsRow],
    concealment: Concealment,
) -> tuple[ToldChangeRow, ...]:
    """What is different now from the values that were handed in, and what lies behind it as ``acts_of`` knows."""
    told: tuple[ToldChangeRow, ...] = _changes().changes_since(report, before, acts_of=acts_of, concealment=concealment)
    return told


def _book() -> ModuleType:
    import tracker.workbooks.report.book as book  # noqa: PLC0415 - openpyxl is heavy: no start waits for it

    return book


def _changes() -> ModuleType:
    import tracker.workbooks.report.changes as changes  # noqa: PLC0415 - as below

    return changes


def _frozen() -> ModuleType:
    import tracker.workbooks.report.frozen as frozen  # noqa: PLC0415 - as above

    return frozen
