"""Finds the references in a formula, and writes the formula again with other rows in them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from tracker.domain.grid import LAST_COLUMN, LAST_ROW, Block, column_letters, column_number

_PLAIN = r"""[^\s'"!()+\-*/^&=<>,;:{}\[\]%\#@]"""
# a name is looked for only where a word or its apostrophe begins, so that each letter is looked at once
_SHEET = rf"""(?P<sheet>(?<!')'(?:[^']|'')++'|(?<!{_PLAIN})(?:\[\d+\])?{_PLAIN}++(?::{_PLAIN}++)?)!"""
_TOKEN = re.compile(
    rf"""
      (?P<text>"(?:[^"]|"")*")
    | (?P<fault>\#(?:REF!|N/A|NAME\?|NULL!|VALUE!|DIV/0!|NUM!|SPILL!|CALC!))
    | (?:{_SHEET})?(?P<place>
          \$?[A-Z]{{1,3}}\$?[1-9]\d{{0,6}}(?::\$?[A-Z]{{1,3}}\$?[1-9]\d{{0,6}})?
        | \$?[A-Z]{{1,3}}:\$?[A-Z]{{1,3}}
        | \$?[1-9]\d{{0,6}}:\$?[1-9]\d{{0,6}}
      )(?![\w.(!\[\\?])
    | (?P<brackets>\[)
    | (?P<number>\d+(?:\.\d*)?(?:E[+-]?\d+)?)
    | (?P<name>[^\W\d][\w.\\?]*)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_CORNER = re.compile(r"(\$?)([A-Z]{1,3})?(\$?)(\d+)?", re.IGNORECASE)
_BLIND = {"INDIRECT", "OFFSET"}


@dataclass(frozen=True, slots=True)
class Corner:
    """One end of a reference; ``row`` or ``column`` is None where it is a whole column or row."""

    column: int | None
    row: int | None
    column_is_fixed: bool
    row_is_fixed: bool

    def written(self) -> str:
        column = ("$" if self.column_is_fixed else "") + column_letters(self.column) if self.column else ""
        row = ("$" if self.row_is_fixed else "") + str(self.row) if self.row else ""
        return column + row

    def moved(self, rows: int, columns: int) -> Corner:
        """As a formula that is copied ``rows`` down and ``columns`` to the right has it."""
        column = self.column if self.column is None or self.column_is_fixed else (self.column + columns - 1) % LAST_COLUMN + 1
        row = self.row if self.row is None or self.row_is_fixed else (self.row + rows - 1) % LAST_ROW + 1
        return Corner(column, row, self.column_is_fixed, self.row_is_fixed)


@dataclass(frozen=True, slots=True)
class Reference:
    """A cell, block, row or column that a formula reads; ``start`` and ``end`` enclose it without the sheet's name.

    ``sheets``: first and last sheet by title (two that differ: a reference through several sheets), None: the formula's own.
    """

    start: int
    end: int
    sheets: tuple[str, str] | None
    is_external: bool
    first: Corner
    last: Corner
    is_single: bool

    @property
    def block(self) -> Block:
        rows = sorted((self.first.row or 1, self.last.row or LAST_ROW))
        columns = sorted((self.first.column or 1, self.last.column or LAST_COLUMN))
        return Block(rows[0], columns[0], rows[1], columns[1])

    @property
    def is_fixed(self) -> bool:
        return all(
            (corner.row is None or corner.row_is_fixed) and (corner.column is None or corner.column_is_fixed)
            for corner in (self.first, self.last)
        )

    def moved(self, rows: int, columns: int) -> Reference:
        return Reference(
            self.start,
            self.end,
            self.sheets,
            self.is_external,
            self.first.moved(rows, columns),
            self.last.moved(rows, columns),
            self.is_single,
        )

    def written(self) -> str:
        return self.first.written() if self.is_single else f"{self.first.written()}:{self.last.written()}"


@dataclass(frozen=True, slots=True)
class Formula:
    """What a formula reads. ``names``: words that may be defined names; ``tables``: those before brackets ("" for a bare one).

    ``is_blind``: it works out places while it is calculated (INDIRECT, OFFSET), so no reader of its text knows them.
    """

    text: str
    references: tuple[Reference, ...]
    names: frozenset[str]
    tables: frozenset[str]
    is_blind: bool

    def copied(self, rows: int, columns: int) -> str:
        """The text as it stands ``rows`` further down and ``columns`` to the right."""
        return self.rewritten(lambda reference: reference.moved(rows, columns))

    def rewritten(self, change: Callable[[Reference], Reference | None]) -> str:
        """The text with every reference changed; one that comes back None is gone (#REF!)."""
        pieces, done = [], 0
        for reference in self.references:
            new = change(reference)
            pieces += [self.text[done : reference.start], "#REF!" if new is None else new.written()]
            done = reference.end
        return "".join(pieces) + self.text[done:]


@lru_cache(maxsize=4096)
def read_formula(text: str) -> Formula:
    """``text`` without its leading equals sign, as sheets store it."""
    references: list[Reference] = []
    names: set[str] = set()
    tables: set[str] = set()
    position = 0
    while found := _TOKEN.search(text, position):
        position = found.end()
        if found["place"]:
            references.append(_reference(found))
        elif found["brackets"]:
            position = _end_of_brackets(text, found.start())
            tables.add("")
        elif name := found["name"]:
            if text[position : position + 1] == "[":
                tables.add(name.casefold())
                position = _end_of_brackets(text, position)
            else:
                names.add(name.casefold())
    blind = {name.upper() for name in names} & _BLIND
    return Formula(text, tuple(references), frozenset(names), frozenset(tables), bool(blind))


def _reference(found: re.Match[str]) -> Reference:
    first, _, last = found["place"].partition(":")
    sheet = found["sheet"]
    title = sheet[1:-1].replace("''", "'") if sheet and sheet.startswith("'") else sheet
    sheets = None
    if title:
        one, _, other = title.partition(":")
        sheets = (one, other or one)
    return Reference(
        found.start("place"),
        found.end("place"),
        sheets,
        bool(title) and "[" in title,
        _corner(first),
        _corner(last or first),
        not last,
    )


def _corner(text: str) -> Corner:
    parts = _CORNER.fullmatch(text)
    assert parts is not None  # the token's pattern lets in nothing else
    before, letters, between, digits = parts.groups()
    row_fixed = bool(between) if letters else bool(before)
    return Corner(
        column_number(letters) if letters else None, int(digits) if digits else None, bool(letters and before), row_fixed
    )


def _end_of_brackets(text: str, start: int) -> int:
    """Past the bracket that closes the one at ``start``; an apostrophe takes the next sign's meaning."""
    depth, place = 0, start
    while place < len(text):
        sign = text[place]
        if sign == "'":
            place += 1
        elif sign == "[":
            depth += 1
        elif sign == "]":
            depth -= 1
            if not depth:
                return place + 1
        place += 1
    return len(text)
