"""Which cells a block covers, how much of a sheet is worth drawing, and where a protected one wants to be filled."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TypeVar

from tracker.domain.grid import Block, Cell
from tracker.rows.forms import CellKind, FormSheet
from tracker.workbooks.forms.words import TOO_MANY_FORM_CELLS
from tracker.workbooks.package import refusal

Thing = TypeVar("Thing")
MAX_COVERED = 1_000_000
"""Blocks that lie over each other cover the same cells again and again; no form does."""
LAST_DRAWN_COLUMN = 256
LAST_DRAWN_ROW = 3_000


def spread(cells: Collection[Cell], blocks: Iterable[tuple[Block, Thing]]) -> dict[Cell, Thing]:
    """For each of the ``cells`` the thing of the first block over it; costs what is covered, however large the blocks are."""
    columns: dict[int, list[int]] = defaultdict(list)
    for cell in sorted(cells):
        columns[cell.row].append(cell.column)
    rows = list(columns)
    found: dict[Cell, Thing] = {}
    budget = MAX_COVERED
    for block, thing in blocks:
        for row in rows[bisect_left(rows, block.first_row) : bisect_right(rows, block.last_row)]:
            line = columns[row]
            here = line[bisect_left(line, block.first_column) : bisect_right(line, block.last_column)]
            budget -= len(here) + 1
            if budget < 0:
                raise refusal(TOO_MANY_FORM_CELLS, limit=f"{MAX_COVERED:,}")
            for column in here:
                found.setdefault(Cell(row, column), thing)
    return found


def used_block(sheet: FormSheet, drawn: Collection[Cell]) -> Block | None:
    """From the first to the last cell that shows something, merged ones whole; hidden columns at the end count for nothing."""
    hidden = _hidden_columns(sheet)
    seen = [
        cell.merged.first if cell.is_covered and cell.merged else cell.cell
        for cell in sheet.cells.values()
        if (cell.kind is not CellKind.BLANK or cell.is_formula or cell.merged or cell.cell in drawn)
        and cell.cell.row <= LAST_DRAWN_ROW
        and cell.cell.column <= LAST_DRAWN_COLUMN
        and cell.cell.column not in hidden
    ]
    if not seen:
        return None
    blocks = [Block(cell.row, cell.column, cell.row, cell.column) for cell in seen]
    first_row, first_column = min(block.first_row for block in blocks), min(block.first_column for block in blocks)
    blocks += [merge for merge in sheet.merges if merge.first_row <= LAST_DRAWN_ROW and merge.first_column <= LAST_DRAWN_COLUMN]
    return Block(
        min(first_row, *(block.first_row for block in blocks)),
        min(first_column, *(block.first_column for block in blocks)),
        min(max(block.last_row for block in blocks), LAST_DRAWN_ROW),
        min(max(block.last_column for block in blocks), LAST_DRAWN_COLUMN),
    )


def proposals(sheet: FormSheet) -> tuple[Cell, ...]:
    """The unlocked cells within the drawn block, in reading order: where a protected sheet wants to be filled.

    A number that stands there is one to be overwritten, and so is a chosen value; a text is taken for a label.
    """
    hidden = _hidden_columns(sheet)
    return tuple(
        cell.cell
        for cell in sorted(sheet.cells.values(), key=lambda cell: cell.cell)
        if cell.is_unlocked
        and (cell.kind in (CellKind.BLANK, CellKind.NUMBER, CellKind.DATE) or cell.choices is not None)
        and not cell.is_formula
        and not cell.is_covered
        and sheet.used is not None
        and sheet.used.covers(cell.cell)
        and cell.cell.column not in hidden
        and not ((line := sheet.lines.get(cell.cell.row)) and line.is_hidden)
    )


def _hidden_columns(sheet: FormSheet) -> set[int]:
    return {
        column
        for columns in sheet.columns
        if columns.is_hidden
        for column in range(columns.first, min(columns.last, LAST_DRAWN_COLUMN) + 1)
    }
