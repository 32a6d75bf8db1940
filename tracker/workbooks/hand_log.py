"""Reads a log kept by hand from an opened workbook: the sheet that holds it, its columns, every filled row as text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from tracker.domain.errors import RuleBroken
from tracker.domain.hand_log import LogField
from tracker.domain.notes import LONGEST_TEXT
from tracker.domain.text import clean_line, clean_text
from tracker.domain.words import N_
from tracker.rows.hand_log import LogColumn, LogSheet
from tracker.rows.roster import RosterProblem
from tracker.workbooks.cells import heading_key, is_blank, text_of
from tracker.workbooks.comma_separated import open_comma_separated
from tracker.workbooks.hand_log_columns import COLUMNS
from tracker.workbooks.opening import OpenedSheet, OpenedWorkbook, Uncalculated, open_workbook
from tracker.workbooks.tables import (
    FOOTNOTE,
    REPEATED_HEADINGS,
    ROWS_TO_SEARCH,
    Findings,
    Table,
    find_table,
    is_footnote,
    places_of,
)

SAMPLES = 3
LONGEST_SAMPLE = 60
FEWEST_HEADINGS = 3

NO_TABLE = N_("表が見つかりません。1行目に「日付」「企業名」「種別」「参加者」などの見出しがある表を選んでください。")
NO_ROWS = N_("表に行が1つもありません。1行以上記入してください。")
OTHER_SHEET = N_("シート「%(sheet)s」は読みません。取り込むときは、そのシートだけのファイルにしてください。")


def open_log(content: bytes, *, file_name: str) -> OpenedWorkbook:
    """A workbook, or a list saved as CSV; RuleBroken with ``field="file"`` says what is wrong and what to do."""
    if file_name.casefold().endswith(".csv") and not content.startswith(b"PK"):
        return open_comma_separated(content, file_name=file_name)
    return open_workbook(content, file_name=file_name)


def read_log(workbook: OpenedWorkbook) -> LogSheet:
    """The log of a workbook; RuleBroken with ``field="file"`` where no sheet holds a table."""
    tables = [table for sheet in workbook.sheets if (table := _table(sheet)) is not None]
    if not tables:
        raise RuleBroken(NO_TABLE, field="file")
    # The sheet whose headings say most is the log; a hidden one only where there is no other.
    table = max(tables, key=lambda one: (one.sheet.visible, len(one.places), len(one.sheet.rows)))
    findings = table.findings
    rows = tuple(_rows(table, findings))
    if not rows:
        raise RuleBroken(NO_ROWS, field="file")
    others = [sheet.title for sheet in workbook.sheets if sheet is not table.sheet and any(map(_filled, sheet.rows))]
    notes = (
        *(RosterProblem(title, None, "", OTHER_SHEET, {"sheet": title}) for title in others),
        *(note for note in findings.notes if note.row != table.heading_row),
    )
    width = max(len(cells) for _row, cells in rows)
    columns = tuple(_column(table, place, rows) for place in range(width) if _is_used(table, place, rows))
    return LogSheet(table.sheet.title, table.heading_row, columns, rows, workbook.epoch.date(), notes)


def _table(sheet: OpenedSheet) -> Table | None:
    """The table under known headings, else under the first row that looks like headings: somebody then says what they mean."""
    table = find_table(sheet, COLUMNS, Findings([], []))
    if table is not None:
        return table
    for index, cells in enumerate(sheet.rows[:ROWS_TO_SEARCH]):
        texts = [value for value in cells if isinstance(value, str) and clean_line(value)]
        below = sheet.rows[index + 1] if index + 1 < len(sheet.rows) else ()
        if len(texts) >= FEWEST_HEADINGS and len(texts) == len(_filled(cells)) and _filled(below):
            return Table(sheet, index + 1, 1, places_of(cells, COLUMNS), Findings([], []))
    return None


def _rows(table: Table, findings: Findings) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Every filled row under the headings; the headings once more and a footnote are told and left out."""
    headings = tuple(heading_key(table.heading_at(place)) for place in range(max(map(len, table.sheet.rows), default=0)))
    for number, values in enumerate(table.sheet.rows[table.first_row - 1 :], start=table.first_row):
        filled = _filled(values)
        if not filled:
            continue
        if _repeats(values, headings):
            findings.notes.append(RosterProblem(table.sheet.title, number, "", REPEATED_HEADINGS))
        elif len(filled) == 1 and is_footnote(text_of(filled[0])):
            findings.notes.append(RosterProblem(table.sheet.title, number, "", FOOTNOTE, {"text": text_of(filled[0])[:60]}))
        else:
            yield number, tuple(_text(value) for value in values)


def _repeats(values: tuple[Any, ...], headings: tuple[str, ...]) -> bool:
    pairs = [
        (heading_key(text_of(value)), heading) for value, heading in zip(values, headings, strict=False) if not is_blank(value)
    ]
    return len(pairs) > 1 and all(value == heading for value, heading in pairs)


def _filled(values: tuple[Any, ...]) -> list[Any]:
    return [value for value in values if not is_blank(value)]


def _is_used(table: Table, place: int, rows: tuple[tuple[int, tuple[str, ...]], ...]) -> bool:
    return bool(table.heading_at(place)) or any(place < len(cells) and cells[place] for _row, cells in rows)


def _column(table: Table, place: int, rows: tuple[tuple[int, tuple[str, ...]], ...]) -> LogColumn:
    suggested = next((LogField(about) for about, places in table.places.items() if place in places), None)
    there = dict.fromkeys(
        clean_line(cells[place])[:LONGEST_SAMPLE] for _row, cells in rows if place < len(cells) and cells[place]
    )
    return LogColumn(place, table.heading_at(place), tuple(there)[:SAMPLES], suggested)


def _text(value: Any) -> str:
    """A cell as the text that its reader sees: a day in ISO form, a time of day as 13:00, a duration in minutes."""
    if isinstance(value, Uncalculated):
        return clean_line(value.formula)  # no field can be read from it, so its row is told and kept back
    if isinstance(value, datetime) and value.time() != time():
        # an hour beside a day: the day is what the log is about; a day before all days is an hour alone
        return value.date().isoformat() if value.year > 1901 else f"{value:%H:%M}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, timedelta):
        return f"{round(value.total_seconds() / 60)}分"
    if isinstance(value, date):
        return text_of(value)
    # one letter more than is kept is enough to be told that it is too long
    return text_of(value, clean_text)[: LONGEST_TEXT + 1]
