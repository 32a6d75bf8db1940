"""Cells and blocks of cells as a spreadsheet names them: AF14, A14:AN15."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")


def column_letters(number: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


@lru_cache(maxsize=1024)
def column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


class Cell(NamedTuple):
    """A place on a sheet; both numbers begin with 1."""

    row: int
    column: int

    @property
    def ref(self) -> str:
        return f"{column_letters(self.column)}{self.row}"


class Block(NamedTuple):
    """All cells from one corner to the other, both included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @property
    def first(self) -> Cell:
        return Cell(self.first_row, self.first_column)

    @property
    def ref(self) -> str:
        last = Cell(self.last_row, self.last_column)
        return self.first.ref if last == self.first else f"{self.first.ref}:{last.ref}"

    @property
    def size(self) -> int:
        return (self.last_row - self.first_row + 1) * (self.last_column - self.first_column + 1)

    def covers(self, cell: Cell) -> bool:
        return self.first_row <= cell.row <= self.last_row and self.first_column <= cell.column <= self.last_column

    def cells(self) -> Iterator[Cell]:
        for row in range(self.first_row, self.last_row + 1):
            for column in range(self.first_column, self.last_column + 1):
                yield Cell(row, column)

    def meets_rows(self, first_row: int, last_row: int) -> bool:
        return self.first_row <= last_row and first_row <= self.last_row


def find_cell(ref: str) -> Cell | None:
    """The cell that ``ref`` names, or None where it names none on any sheet."""
    if not (parts := _CELL.fullmatch(ref.strip())):
        return None
    cell = Cell(int(parts[2]), column_number(parts[1]))
    return cell if cell.row <= LAST_ROW and cell.column <= LAST_COLUMN else None


def find_block(ref: str) -> Block | None:
    """The block that ``ref`` names ("A1", "A1:C2", "A:C", "1:3"), or None."""
    first, _, last = ref.replace("$", "").strip().partition(":")
    last = last or first
    if first.isdecimal() and last.isdecimal():
        rows = sorted((int(first), int(last)))
        return Block(rows[0], 1, rows[1], LAST_COLUMN) if rows[0] >= 1 and rows[1] <= LAST_ROW else None
    if first.isalpha() and last.isalpha() and first.isascii() and last.isascii() and ":" in ref:
        columns = sorted((column_number(first), column_number(last)))
        return Block(1, columns[0], LAST_ROW, columns[1]) if columns[1] <= LAST_COLUMN else None
    one, other = find_cell(first), find_cell(last)
    if one is None or other is None:
        return None
    return Block(min(one.row, other.row), min(one.column, other.column), max(one.row, other.row), max(one.column, other.column))


def find_blocks(refs: str) -> tuple[Block, ...]:
    """The blocks of a list parted by blanks, as sheets write where a rule holds; what names no block is left out."""
    return tuple(block for ref in refs.split() if (block := find_block(ref)))
