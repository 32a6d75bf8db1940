"""A sheet of a form as a table: the cells that a page holds, with their sizes, merged blocks and ties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest

from tracker.domain.form_mapping import FormMapping
from tracker.domain.formatters import cells_of
from tracker.domain.grid import Block, Cell, column_letters, column_number
from tracker.rows.forms import CellKind, FormCell, FormSheet
from tracker.web.form_templates.words import say_name, say_source
from tracker.workbooks.form_filling import run_of

MOST_CELLS = 4_000  # of a page; a larger sheet is shown in stretches of rows
PIXELS_A_CHARACTER, PIXELS_A_POINT = 8, 4 / 3
NARROWEST, WIDEST, HIGHEST = 24, 480, 400
LONGEST_TEXT = 300


@dataclass(frozen=True, slots=True)
class GridCell:
    """A place of the table: ``marks`` are the classes it bears, ``tie`` says what is tied to it."""

    ref: str
    text: str
    rows: int
    columns: int
    marks: str
    tie: str = ""


@dataclass(frozen=True, slots=True)
class GridRow:
    number: int
    height: int
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The rows that one page of a long sheet holds."""

    first: int
    last: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """The columns with their widths in pixels, the rows, and the stretches that the sheet is cut into."""

    columns: tuple[tuple[str, int], ...]
    rows: tuple[GridRow, ...]
    stretches: tuple[Stretch, ...]

    @property
    def width(self) -> int:
        return 48 + sum(width for _letters, width in self.columns)

    @property
    def page(self) -> int:
        return next((number for number, one in enumerate(self.stretches, start=1) if one.is_current), 1)


def grid_of(
    sheet: FormSheet,
    *,
    mapping: FormMapping | None = None,
    chosen: Cell | None = None,
    wanted: frozenset[Cell] = frozenset(),
    written: frozenset[Cell] = frozenset(),
    page: int | None = None,
) -> Grid:
    """The stretch that holds ``chosen``, or the one asked for; ties, cells ``wanted`` and ``written`` are marked."""
    used = sheet.used or Block(1, 1, 1, 1)
    columns = [number for number in range(1, used.last_column + 1) if not _hides_column(sheet, number)]
    stretches = _stretches(used.last_row, len(columns), chosen, page)
    current = next(one for one in stretches if one.is_current)
    ties = _ties(sheet, mapping) if mapping else {}
    anchors, covered = _merged(sheet, current, columns)
    rows = []
    for number in range(current.first, current.last + 1):
        line = sheet.lines.get(number)
        if line is not None and line.is_hidden:
            continue
        cells = []
        for column in columns:
            cell = Cell(number, column)
            if cell in covered:
                continue
            block = anchors.get(cell)
            first = block.first if block else cell
            span = _span(block, current, columns, sheet) if block else (1, 1)
            one = sheet.cells.get(first)
            marks = _marks(one, first, chosen, written, ties, wanted)
            cells.append(GridCell(first.ref, one.shown[:LONGEST_TEXT] if one else "", *span, marks, ties.get(first, ("", ""))[1]))
        cells = [_over(one, after) for one, after in zip_longest(cells, cells[1:])]
        rows.append(GridRow(number, _pixels(line.height if line and line.height else sheet.default_height), tuple(cells)))
    widths = tuple((column_letters(number), _width(sheet, number)) for number in columns)
    return Grid(widths, tuple(rows), stretches)


def _stretches(last_row: int, columns: int, chosen: Cell | None, page: int | None) -> tuple[Stretch, ...]:
    size = max(20, MOST_CELLS // max(columns, 1))
    pages = max(1, -(-last_row // size))
    wanted = page if page is not None else -(-chosen.row // size) if chosen else 1
    wanted = min(max(wanted, 1), pages)
    return tuple(
        Stretch((number - 1) * size + 1, min(number * size, last_row), number == wanted) for number in range(1, pages + 1)
    )


def _ties(sheet: FormSheet, mapping: FormMapping) -> dict[Cell, tuple[str, str]]:
    """By cell how it is marked, and the words where the tie begins."""
    found: dict[Cell, tuple[str, str]] = {}
    for tie in mapping.cells:
        if tie.sheet == sheet.title:
            for cell in run_of(sheet, tie.cell, cells_of(tie.style)):
                found[cell] = ("moved" if tie.was else "tied", "")
            found[tie.cell] = (found[tie.cell][0], say_source(tie.source, tie.nth))
    for band in mapping.bands:
        if band.sheet == sheet.title:
            for column in band.columns:
                for number in range(band.room):
                    row = band.first_row + number * band.lines + column.line
                    for cell in run_of(sheet, Cell(row, column_number(column.column)), cells_of(column.style)):
                        found[cell] = ("moved" if band.was else "band", "")
                    if not number:
                        first = Cell(row, column_number(column.column))
                        found[first] = (found[first][0], say_name(column.source))
    return found


def _marks(
    one: FormCell | None,
    cell: Cell,
    chosen: Cell | None,
    written: frozenset[Cell],
    ties: Mapping[Cell, tuple[str, str]],
    wanted: frozenset[Cell],
) -> str:
    marks = []
    if cell in ties:
        marks.append(ties[cell][0])
    elif cell in wanted:
        marks.append("proposed")
    if one is not None and one.is_formula:
        marks.append("formula")
    if one is not None and one.kind is CellKind.NUMBER:
        marks.append("number")
    if cell in written:
        marks.append("written")
    if cell == chosen:
        marks.append("chosen")
    return " ".join(f"form-grid__{mark}" for mark in marks)


def _over(one: GridCell, after: GridCell | None) -> GridCell:
    """As in a spreadsheet: what is too long for a single cell goes on over the next ones where those are blank."""
    goes_on = (
        (one.text or one.tie)
        and one.columns == 1
        and "number" not in one.marks
        and (after is None or not (after.text or after.tie))
    )
    return replace(one, marks=f"{one.marks} form-grid__over".strip()) if goes_on else one


def _merged(sheet: FormSheet, current: Stretch, columns: list[int]) -> tuple[dict[Cell, Block], set[Cell]]:
    """Where in the stretch a merged block begins to be seen, and the cells that it covers there."""
    anchors: dict[Cell, Block] = {}
    covered: set[Cell] = set()
    shown = set(columns)
    for block in sheet.merges:
        rows = range(max(block.first_row, current.first), min(block.last_row, current.last) + 1)
        there = [column for column in range(block.first_column, block.last_column + 1) if column in shown]
        seen = [number for number in rows if not _hides_row(sheet, number)]
        if not seen or not there:
            continue
        anchors[Cell(seen[0], there[0])] = block
        covered.update(Cell(number, column) for number in seen for column in there)
        covered.discard(Cell(seen[0], there[0]))
    return anchors, covered


def _span(block: Block, current: Stretch, columns: list[int], sheet: FormSheet) -> tuple[int, int]:
    rows = range(max(block.first_row, current.first), min(block.last_row, current.last) + 1)
    return (
        sum(not _hides_row(sheet, number) for number in rows),
        sum(block.first_column <= column <= block.last_column for column in columns),
    )


def _hides_row(sheet: FormSheet, number: int) -> bool:
    line = sheet.lines.get(number)
    return line is not None and line.is_hidden


def _hides_column(sheet: FormSheet, number: int) -> bool:
    columns = sheet.columns_at(number)
    return columns is not None and columns.is_hidden


def _width(sheet: FormSheet, number: int) -> int:
    columns = sheet.columns_at(number)
    width = columns.width if columns else sheet.default_width
    return min(max(round(width * PIXELS_A_CHARACTER), NARROWEST), WIDEST)


def _pixels(points: float) -> int:
    return min(max(round(points * PIXELS_A_POINT), NARROWEST), HIGHEST)
