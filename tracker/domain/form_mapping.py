"""What of a form is tied to what: single cells, and bands of rows with one record each."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from tracker.domain.errors import RuleBroken
from tracker.domain.form_fields import FormRecord
from tracker.domain.formatters import Style
from tracker.domain.grid import Cell, column_letters, column_number, find_cell
from tracker.domain.text import fold_width
from tracker.domain.words import N_

FIXED = "fixed:"
MOST_TIES = 2_000
MOST_LEFT_BLANK = 5_000
NO_CELL = N_("セルの番地を「C5」のように、列の英字と行の数字で入力してください。")


@dataclass(frozen=True, slots=True)
class Label:
    """What stood left of or above a tied cell, and how many rows and columns the cell is from it."""

    text: str
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class CellTie:
    """One cell: ``source`` is a field's key or ``fixed:NAME``; ``nth`` says of which record, where it is not of the programme.

    ``was``: where it stood in the version before, for as long as nobody confirmed where it is now; ``label_was``: the label that
    it had there, where another one stands beside it now.
    """

    sheet: str
    ref: str
    source: str
    style: Style
    nth: int | None = None
    labels: tuple[Label, ...] = ()
    was: str = ""
    label_was: str = ""

    @property
    def cell(self) -> Cell:
        return cell_of(self.ref)

    @property
    def full_place(self) -> str:
        return f"{self.sheet}!{self.ref}"


@dataclass(frozen=True, slots=True)
class ColumnTie:
    """One column of a band, in the ``line``-th row (from 0) of those that a record takes."""

    column: str
    source: str
    style: Style
    line: int = 0
    labels: tuple[Label, ...] = ()
    label_was: str = ""


@dataclass(frozen=True, slots=True)
class BandTie:
    """From ``first_row`` on ``room`` records of ``lines`` rows each."""

    sheet: str
    first_row: int
    room: int
    record: FormRecord
    columns: tuple[ColumnTie, ...] = ()
    lines: int = 1
    was: str = ""

    @property
    def last_row(self) -> int:
        return self.first_row + self.room * self.lines - 1

    @property
    def ref(self) -> str:
        """Its first cell: where it can be changed."""
        first = self.columns[0]
        return f"{first.column}{self.first_row + first.line}"

    @property
    def place(self) -> str:
        return f"{self.first_row}:{self.last_row}"

    @property
    def full_place(self) -> str:
        return f"{self.sheet}!{self.place}"

    def meets(self, other: BandTie) -> bool:
        return self.sheet == other.sheet and self.first_row <= other.last_row and other.first_row <= self.last_row

    def column_at(self, cell: Cell) -> ColumnTie | None:
        """The column that a cell of the band belongs to."""
        if not self.first_row <= cell.row <= self.last_row:
            return None
        line = (cell.row - self.first_row) % self.lines
        return next((one for one in self.columns if (one.column, one.line) == (column_letters(cell.column), line)), None)


Tie = CellTie | BandTie


@dataclass(frozen=True, slots=True)
class BlankMark:
    """A cell that stays blank on purpose: nobody is asked for it."""

    sheet: str
    ref: str

    @property
    def cell(self) -> Cell:
        return cell_of(self.ref)


@dataclass(frozen=True, slots=True)
class FormMapping:
    """Everything that is tied in one version, and what is ``left_blank`` on purpose.

    ``lost``: what the version before had and this one has no place for yet.
    """

    cells: tuple[CellTie, ...] = ()
    bands: tuple[BandTie, ...] = ()
    lost: tuple[Tie, ...] = ()
    left_blank: tuple[BlankMark, ...] = ()

    @property
    def moved(self) -> tuple[Tie, ...]:
        every: tuple[Tie, ...] = (*self.cells, *self.bands)
        return tuple(tie for tie in every if tie.was)

    @property
    def count(self) -> int:
        return len(self.cells) + sum(len(band.columns) for band in self.bands)

    def cell(self, sheet: str, cell: Cell) -> CellTie | None:
        return next((tie for tie in self.cells if (tie.sheet, tie.ref) == (sheet, cell.ref)), None)

    def band_at(self, sheet: str, row: int) -> BandTie | None:
        return next((band for band in self.bands if band.sheet == sheet and band.first_row <= row <= band.last_row), None)

    def uses(self, source: str) -> bool:
        columns = [column.source for band in self.bands for column in band.columns]
        return source in (*(tie.source for tie in self.cells), *columns)

    def left_blank_on(self, sheet: str) -> frozenset[Cell]:
        return frozenset(mark.cell for mark in self.left_blank if mark.sheet == sheet)

    def leaving_blank(self, sheet: str, cells: Collection[Cell]) -> FormMapping:
        """Those cells stay blank on purpose."""
        marks = {*self.left_blank, *(BlankMark(sheet, cell.ref) for cell in cells)}
        if len(marks) > MOST_LEFT_BLANK:
            raise RuleBroken(N_("空欄のままにできるのは、1つの様式に%(limit)s欄までです。"), field="place", limit=MOST_LEFT_BLANK)
        return replace(self, left_blank=sorted_marks(marks))

    def asking_for(self, sheet: str, cells: Collection[Cell]) -> FormMapping:
        """Those cells are asked for again."""
        gone = {BlankMark(sheet, cell.ref) for cell in cells}
        return replace(self, left_blank=tuple(mark for mark in self.left_blank if mark not in gone))

    def with_cell(self, tie: CellTie) -> FormMapping:
        """The cell tied so, whatever it was tied to before."""
        left = self.without(tie.sheet, tie.cell).asking_for(tie.sheet, [tie.cell])
        return replace(left, cells=sorted_cells([*left.cells, tie]))

    def with_column(self, band: BandTie, tie: ColumnTie) -> FormMapping:
        """That column in the band that begins in that row; the band takes the room, the lines and the record that are given."""
        old = next((one for one in self.bands if (one.sheet, one.first_row) == (band.sheet, band.first_row)), None)
        kept = old.columns if old is not None and old.record is band.record else ()
        columns = [one for one in kept if (one.column, one.line) != (tie.column, tie.line) and one.line < band.lines]
        grown = replace(band, columns=sorted_columns([*columns, tie]), was="")
        for other in self.bands:
            if other is not old and other.meets(grown):
                raise RuleBroken(
                    N_("この行は、%(rows)s行目からの繰り返しの行と重なります。行の数を減らすか、そちらを先に外してください。"),
                    field="last_row",
                    rows=other.first_row,
                )
        return replace(
            self,
            bands=sorted_bands([*(one for one in self.bands if one is not old), grown]),
            cells=tuple(one for one in self.cells if one.sheet != band.sheet or grown.column_at(one.cell) is None),
            left_blank=tuple(one for one in self.left_blank if one.sheet != band.sheet or grown.column_at(one.cell) is None),
        )

    def without(self, sheet: str, cell: Cell) -> FormMapping:
        """Without what ties that cell; of a band the column goes, and with its last column the band."""
        bands = []
        for band in self.bands:
            gone = band.column_at(cell) if band.sheet == sheet else None
            kept = tuple(one for one in band.columns if one is not gone)
            if kept:
                bands.append(replace(band, columns=kept))
        cells = tuple(tie for tie in self.cells if (tie.sheet, tie.ref) != (sheet, cell.ref))
        return replace(self, cells=cells, bands=tuple(bands))

    def without_band(self, sheet: str, first_row: int) -> FormMapping:
        return replace(self, bands=tuple(band for band in self.bands if (band.sheet, band.first_row) != (sheet, first_row)))

    def confirmed(self, places: Collection[str]) -> FormMapping:
        """What moved to those places (``full_place``) is taken to stand there."""
        return replace(
            self,
            cells=tuple(replace(tie, was="", label_was="") if tie.full_place in places else tie for tie in self.cells),
            bands=tuple(_confirmed(band) if band.full_place in places else band for band in self.bands),
        )


def _confirmed(band: BandTie) -> BandTie:
    return replace(band, was="", columns=tuple(replace(column, label_was="") for column in band.columns))


def cell_of(ref: str) -> Cell:
    """The cell that C5 or $c$５ names; RuleBroken for what names none."""
    cell = find_cell(fold_width(ref))
    if cell is None:
        raise RuleBroken(NO_CELL, field="cell")
    return cell


def sorted_cells(cells: Iterable[CellTie]) -> tuple[CellTie, ...]:
    return tuple(sorted(cells, key=lambda tie: (tie.sheet, tie.cell)))


def sorted_marks(marks: Iterable[BlankMark]) -> tuple[BlankMark, ...]:
    return tuple(sorted(marks, key=lambda mark: (mark.sheet, mark.cell)))


def sorted_bands(bands: Iterable[BandTie]) -> tuple[BandTie, ...]:
    return tuple(sorted(bands, key=lambda band: (band.sheet, band.first_row)))


def sorted_columns(columns: Iterable[ColumnTie]) -> tuple[ColumnTie, ...]:
    return tuple(sorted(columns, key=lambda one: (one.line, column_number(one.column))))
