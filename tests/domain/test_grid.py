"""Cells and blocks are read as a spreadsheet writes them, and written back the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.grid import (
    LAST_COLUMN,
    LAST_ROW,
    Block,
    Cell,
    column_letters,
    column_number,
    find_block,
    find_blocks,
    find_cell,
)


@pytest.mark.parametrize(("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (40, "AN"), (702, "ZZ"), (LAST_COLUMN, "XFD")])
def test_columns_have_the_letters_of_a_spreadsheet(number: int, letters: str) -> None:
    assert (column_letters(number), column_number(letters.lower())) == (letters, number)


@given(st.integers(1, LAST_ROW), st.integers(1, LAST_COLUMN))
def test_a_cell_is_read_back_from_its_name(row: int, column: int) -> None:
    assert find_cell(Cell(row, column).ref) == Cell(row, column)


@pytest.mark.parametrize("ref", ["", "A", "1", "A0", "1A", "AAAA1", "XFE1", "A1048577", "A1:B2", "Ａ１", "A-1"])
def test_what_is_no_cell_is_none(ref: str) -> None:
    assert find_cell(ref) is None


@pytest.mark.parametrize(
    ("ref", "block"),
    [
        ("A1", Block(1, 1, 1, 1)),
        ("$B$2:C4", Block(2, 2, 4, 3)),
        ("C4:B2", Block(2, 2, 4, 3)),
        ("B:A", Block(1, 1, LAST_ROW, 2)),
        ("$3:4", Block(3, 1, 4, LAST_COLUMN)),
        ("訪問", None),
        ("A", None),
        ("0:3", None),
        ("A1:", Block(1, 1, 1, 1)),
        ("A1:回数", None),
    ],
)
def test_a_block_is_read_from_corners_columns_or_rows(ref: str, block: Block | None) -> None:
    assert find_block(ref) == block


def test_of_a_list_of_blocks_only_the_blocks_are_taken() -> None:
    assert find_blocks(" A1 x B2:C3 ") == (Block(1, 1, 1, 1), Block(2, 2, 3, 3))


def test_a_block_knows_its_cells_and_whether_it_meets_rows() -> None:
    block = Block(2, 2, 3, 3)
    assert [cell.ref for cell in block.cells()] == ["B2", "C2", "B3", "C3"]
    assert (block.ref, block.size, block.covers(Cell(3, 3)), block.covers(Cell(4, 3))) == ("B2:C3", 4, True, False)
    assert (block.meets_rows(3, 9), block.meets_rows(4, 9)) == (True, False)
