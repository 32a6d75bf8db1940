"""Finds the table in a sheet that people keep by hand: its heading row, its columns by name, its rows down to the last."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from tracker.domain.errors import RuleBroken
from tracker.domain.naming import letters
from tracker.domain.text import clean_line
from tracker.domain.words import N_
from tracker.rows.roster import RosterProblem
from tracker.workbooks.cells import heading_key, is_blank, read_day, text_of
from tracker.workbooks.opening import OpenedSheet, Uncalculated

ROWS_TO_SEARCH = 50
LONGEST_HEADING = 60
MAX_TEXT = 200
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|<[^<>]*>")
_TRAILING_NUMBER = re.compile(r"\d+$")
_FOOTNOTE = re.compile(r"^(?:※|＊|\*|注|備考|以上$|合計|計\b|計[\s:：\d])")
_ERROR_VALUES = {"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!"}

NO_HEADINGS = N_("見出しの行が見つかりません。%(headings)sの列がある見出しを1行で入れてください。")
NO_COLUMN = N_("見出し「%(heading)s」の列がありません。列を追加して記入してください。")
TWO_COLUMNS = N_("見出し「%(heading)s」にあたる列が2つあります。1つにまとめてください。")
IGNORED_COLUMN = N_("見出し「%(heading)s」の列は読み込みません。")
IGNORED_UNTITLED_COLUMN = N_("見出しのない列は読み込みません。")
REPEATED_HEADINGS = N_("見出しと同じ行があったため、読み飛ばしました。")
FOOTNOTE = N_("注記の行として読み飛ばしました：%(text)s")
EMPTY_ROW = N_("表の途中に空の行があります。行を削除するか、記入してください。")
NOT_CALCULATED = N_("数式の結果が保存されていません。Excelで開いて上書き保存するか、値を直接入力してください。")
ERROR_VALUE = N_("セルがエラー（%(value)s）になっています。値を入力し直してください。")
TOO_LONG = N_("長すぎます（%(limit)s文字まで）。短くしてください。")


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a table may have: ``heading`` is how sentences call it, ``also`` are the other names it goes by."""

    field: str
    heading: str
    also: tuple[str, ...] = ()
    repeated: bool = False
    required: bool = False


@dataclass(slots=True)
class Findings:
    """What is met on the way through a workbook."""

    problems: list[RosterProblem]
    notes: list[RosterProblem]


class Table:
    """The rows under a heading row; ``places`` maps a field to its columns, counted from 0."""

    def __init__(
        self, sheet: OpenedSheet, heading_row: int, depth: int, places: dict[str, list[int]], findings: Findings
    ) -> None:
        self.sheet = sheet
        self.heading_row = heading_row
        self.first_row = heading_row + depth
        self.places = places
        self.findings = findings

    @property
    def above(self) -> Iterator[tuple[int, str]]:
        """The texts over the table with their row: titles, the organisation."""
        for number, row in enumerate(self.sheet.rows[: self.heading_row - 1], start=1):
            yield from ((number, text) for text in map(text_of, row) if text)

    def heading_at(self, place: int) -> str:
        rows = self.sheet.rows[self.heading_row - 1 : self.first_row - 1]
        return "".join(text_of(row[place]) for row in rows if place < len(row))


class TableRow:
    """One row of a table, read field by field; what cannot be read is noted with its place."""

    def __init__(self, table: Table, number: int, values: Sequence[Any]) -> None:
        self.table = table
        self.number = number
        self.values = values

    def complain(self, field: str, sentence: str, **params: object) -> None:
        """Note a problem at a field; silent where the whole column is missing, which was noted once."""
        for place in self.table.places.get(field, [])[:1]:
            self._complain_at(place, sentence, **params)

    def complain_if_empty(self, field: str, sentence: str) -> None:
        """Of a cell that is empty only: one that could not be read has been complained of already."""
        if not self.raw(field):
            self.complain(field, sentence)

    def raw(self, field: str) -> list[tuple[int, Any]]:
        """The values that are there, with their columns."""
        places = self.table.places.get(field, [])
        return [(place, self.values[place]) for place in places if place < len(self.values) and not is_blank(self.values[place])]

    def texts(self, field: str, *, limit: int = MAX_TEXT, clean: Callable[[str], str] = clean_line) -> list[str]:
        return [text for place, value in self.raw(field) if (text := self._text(place, value, limit, clean))]

    def text(self, field: str, *, limit: int = MAX_TEXT) -> str:
        return next(iter(self.texts(field, limit=limit)), "")

    def day(self, field: str, *, today: date, epoch: datetime) -> date | None:
        for place, value in self.raw(field):
            if text := self._text(place, value, MAX_TEXT, clean_line):
                try:
                    return read_day(value, text, today=today, epoch=epoch)
                except RuleBroken as refused:
                    self._complain_at(place, refused.sentence, **refused.params)
        return None

    def _text(self, place: int, value: Any, limit: int, clean: Callable[[str], str]) -> str:
        if isinstance(value, Uncalculated):
            self._complain_at(place, NOT_CALCULATED)
            return ""
        if value in _ERROR_VALUES:
            self._complain_at(place, ERROR_VALUE, value=value)
            return ""
        text = text_of(value, clean)
        if len(text) > limit:
            self._complain_at(place, TOO_LONG, limit=limit)
            return ""
        return text

    def _complain_at(self, place: int, sentence: str, **params: object) -> None:
        cell = f"{letters(place + 1)}{self.number}"
        column = self.table.heading_at(place)
        problem = RosterProblem(self.table.sheet.title, self.number, column, sentence, params, cell)
        self.table.findings.problems.append(problem)


def find_table(sheet: OpenedSheet, columns: tuple[Column, ...], findings: Findings) -> Table | None:
    """The first row near the top that names the first column and one more; None, and a problem, where there is none."""
    width = max(map(len, sheet.rows), default=0)
    for index, cells in enumerate(sheet.rows[:ROWS_TO_SEARCH]):
        row = (*cells, *[None] * (width - len(cells)))  # a heading merged to the right leaves no cells there
        places = places_of(row, columns)
        if columns[0].field in places and len(places) > 1:
            below = sheet.rows[index + 1] if index + 1 < len(sheet.rows) else ()
            more = _places_below(row, below, places, columns)
            table = Table(sheet, index + 1, 2 if more else 1, places | more, findings)
            _check_columns(table, columns)
            return table
    names = "".join(f"「{column.heading}」" for column in columns if column.required)
    findings.problems.append(RosterProblem(sheet.title, None, "", NO_HEADINGS, {"headings": names}))
    return None


def rows_of(table: Table, columns: tuple[Column, ...], *, numbering: str) -> Iterator[TableRow]:
    """The filled rows. A row that holds nothing but its running ``numbering`` is empty; empty rows at the end are no matter."""
    empty: list[int] = []
    fields = [field for field in table.places if field != numbering]
    for number, values in enumerate(table.sheet.rows[table.first_row - 1 :], start=table.first_row):
        row = TableRow(table, number, values)
        filled = [value for value in values if not is_blank(value)]
        places = places_of(values, columns)
        if columns[0].field in places and len(places) > 1:
            _note(table, number, REPEATED_HEADINGS)
        elif len(filled) == 1 and is_footnote(text_of(filled[0])):
            _note(table, number, FOOTNOTE, text=text_of(filled[0]))
        elif not any(row.raw(field) for field in fields):
            empty.append(number)
        else:
            for blank in empty:
                table.findings.problems.append(RosterProblem(table.sheet.title, blank, "", EMPTY_ROW))
            empty.clear()
            yield row


def is_footnote(text: str) -> bool:
    """Whether a row that holds this text alone is a note under the table, or its sum."""
    return _FOOTNOTE.match(text) is not None


def _note(table: Table, row: int, sentence: str, **params: object) -> None:
    table.findings.notes.append(RosterProblem(table.sheet.title, row, "", sentence, params))


@cache
def _columns_by_key(columns: tuple[Column, ...]) -> dict[str, Column]:
    return {heading_key(name): column for column in reversed(columns) for name in (column.heading, *column.also)}


def _field_of(heading: object, columns: tuple[Column, ...]) -> Column | None:
    """The column meant by a heading: as written, without what stands in brackets, then without its number (副担当2)."""
    if not isinstance(heading, str) or len(heading) > LONGEST_HEADING:
        return None
    known, text = _columns_by_key(columns), unicodedata.normalize("NFKC", clean_line(heading))
    for key in (heading_key(text), heading_key(_BRACKETS.sub("", text))):
        if key in known:
            return known[key]
        column = known.get(_TRAILING_NUMBER.sub("", key))
        if column and column.repeated:
            return column
    return None


def places_of(row: Sequence[Any], columns: tuple[Column, ...]) -> dict[str, list[int]]:
    """Which columns of a row of headings are which fields."""
    places: dict[str, list[int]] = {}
    last: Column | None = None
    for place, heading in enumerate(row):
        column = _field_of(heading, columns)
        if column is None and is_blank(heading) and last is not None and last.repeated:
            column = last  # a heading merged over several columns stands in the first of them
        if column:
            places.setdefault(column.field, []).append(place)
        last = column
    return places


def _places_below(
    row: Sequence[Any], below: Sequence[Any], places: dict[str, list[int]], columns: tuple[Column, ...]
) -> dict[str, list[int]]:
    """Headings in two rows (支援期間 over 開始日 and 終了日): the second names columns and fills none of those already named."""
    taken = {place for found in places.values() for place in found}
    filled = {place for place, value in enumerate(below) if not is_blank(value)}
    if filled & taken:
        return {}
    over = ""
    more: dict[str, list[int]] = {}
    for place, heading in enumerate(below):
        over = text_of(row[place]) if place < len(row) and not is_blank(row[place]) else over
        column = _field_of(heading, columns) or (_field_of(over + text_of(heading), columns) if not is_blank(heading) else None)
        if column and column.field not in places:
            more.setdefault(column.field, []).append(place)
    return more


def _check_columns(table: Table, columns: tuple[Column, ...]) -> None:
    sheet, row = table.sheet, table.heading_row
    for column in columns:
        places = table.places.get(column.field, [])
        if not places and column.required:
            table.findings.problems.append(
                RosterProblem(sheet.title, row, column.heading, NO_COLUMN, {"heading": column.heading})
            )
        if len(places) > 1 and not column.repeated:
            cell = f"{letters(places[1] + 1)}{row}"
            params = {"heading": column.heading}
            table.findings.problems.append(
                RosterProblem(sheet.title, row, table.heading_at(places[1]), TWO_COLUMNS, params, cell)
            )
    taken = {place for found in table.places.values() for place in found}
    for place in range(max(map(len, sheet.rows[row - 1 :]), default=0)):
        used = any(place < len(values) and not is_blank(values[place]) for values in sheet.rows[row - 1 :])
        if place not in taken and used:
            heading = table.heading_at(place)
            sentence = IGNORED_COLUMN if heading else IGNORED_UNTITLED_COLUMN
            cell = f"{letters(place + 1)}{row}"
            params = {"heading": heading} if heading else {}
            table.findings.notes.append(RosterProblem(sheet.title, row, heading, sentence, params, cell))
