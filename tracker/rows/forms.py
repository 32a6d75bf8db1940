"""An uploaded form: what it shows, what is to be written into it, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import IntFlag, StrEnum

from tracker.domain.grid import Block, Cell, find_cell
from tracker.rows.form_limits import FormLimit

FormValue = str | int | float | Decimal | date | None
"""None blanks a cell and keeps its look."""


class CellKind(StrEnum):
    BLANK = "blank"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    TRUTH = "truth"
    ERROR = "error"


class Drawn(IntFlag):
    """What is drawn at a cell: lines at its edges; STRUCK and GREY say that nothing is to be written there."""

    LEFT = 1
    RIGHT = 2
    TOP = 4
    BOTTOM = 8
    STRUCK = 16
    GREY = 32


NOTHING_DRAWN = Drawn(0)


@dataclass(frozen=True, slots=True)
class FormCell:
    """One cell as a reader of the form sees it; ``is_formula``: it shows what a formula comes to.

    ``is_unlocked``: the sheet's protection, if there is any, lets it be typed into. ``shows_dates``: its number format writes a
    serial number as a day. ``merged`` is the block it belongs to; ``choices`` what its list lets in (None: no list, or one that
    only Excel can work out), ``limit`` what another validation lets in.
    """

    cell: Cell
    shown: str = ""
    kind: CellKind = CellKind.BLANK
    is_formula: bool = False
    is_unlocked: bool = True
    shows_dates: bool = False
    merged: Block | None = None
    choices: tuple[str, ...] | None = None
    limit: FormLimit | None = None
    drawn: Drawn = NOTHING_DRAWN

    @property
    def ref(self) -> str:
        return self.cell.ref

    @property
    def is_covered(self) -> bool:
        """It lies under the first cell of a merged block: nobody sees what stands in it."""
        return self.merged is not None and self.merged.first != self.cell


@dataclass(frozen=True, slots=True)
class FormColumns:
    """Neighbouring columns of one width in characters; ``is_unlocked`` and ``shows_dates`` hold for cells not yet made."""

    first: int
    last: int
    width: float
    is_hidden: bool = False
    is_unlocked: bool = False
    shows_dates: bool = False


@dataclass(frozen=True, slots=True)
class FormLine:
    """A row that has a height (points) or a look of its own; ``is_unlocked`` is None where its columns decide."""

    height: float | None = None
    is_hidden: bool = False
    is_unlocked: bool | None = None
    shows_dates: bool = False


@dataclass(frozen=True, slots=True)
class FormList:
    """A validation that takes only the values of a list."""

    blocks: tuple[Block, ...]
    choices: tuple[str, ...] | None
    said: str = ""


@dataclass(frozen=True, slots=True)
class FormSheet:
    """A worksheet. ``used`` is the block worth drawing (None: blank); ``cells`` holds what the file says of single cells.

    ``headings`` are the first rows of tables, which Excel holds to the names of the table's columns.
    ``proposals``: on a protected sheet the unlocked cells that want a value, in reading order. ``printed``: its print areas.
    """

    title: str
    is_visible: bool
    used: Block | None
    cells: Mapping[Cell, FormCell]
    merges: tuple[Block, ...] = ()
    columns: tuple[FormColumns, ...] = ()
    lines: Mapping[int, FormLine] = field(default_factory=dict)
    lists: tuple[FormList, ...] = ()
    limits: tuple[FormLimit, ...] = ()
    headings: tuple[Block, ...] = ()
    default_width: float = 8.43
    default_height: float = 15.0
    is_protected: bool = False
    may_insert_rows: bool = True
    proposals: tuple[Cell, ...] = ()
    printed: tuple[Block, ...] = ()

    def cell(self, ref: str) -> FormCell:
        """What stands at ``ref``; ValueError where no sheet has such a place."""
        cell = find_cell(ref)
        if cell is None:
            raise ValueError(f"{ref} is no cell")
        return self.at(cell)

    def at(self, cell: Cell) -> FormCell:
        return self.cells.get(cell) or self._unmade(cell)

    def columns_at(self, column: int) -> FormColumns | None:
        return next((columns for columns in self.columns if columns.first <= column <= columns.last), None)

    def _unmade(self, cell: Cell) -> FormCell:
        line, columns = self.lines.get(cell.row), self.columns_at(cell.column)
        look: FormLine | FormColumns | None = line if line is not None and line.is_unlocked is not None else columns
        return FormCell(
            cell,
            is_unlocked=not self.is_protected or bool(look and look.is_unlocked),
            shows_dates=bool(look and look.shows_dates),
            merged=next((merge for merge in self.merges if merge.covers(cell)), None),
            choices=next((one.choices for one in self.lists if any(block.covers(cell) for block in one.blocks)), None),
            limit=next((one for one in self.limits if any(block.covers(cell) for block in one.blocks)), None),
        )


@dataclass(frozen=True, slots=True)
class FormName:
    """A defined name and the block it points to, or in ``problem`` (a sentence) why it points to none.

    ``scope``: the sheet that alone knows the name (None: the whole workbook).
    """

    name: str
    scope: str | None = None
    sheet: str | None = None
    block: Block | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class FormBook:
    """All worksheets in their order, hidden ones too, and the names worth showing."""

    sheets: tuple[FormSheet, ...]
    names: tuple[FormName, ...] = ()

    def sheet(self, title: str) -> FormSheet | None:
        return next((sheet for sheet in self.sheets if sheet.title == title), None)


@dataclass(frozen=True, slots=True)
class CellEntry:
    sheet: str
    ref: str
    value: FormValue


@dataclass(frozen=True, slots=True)
class BandColumn:
    """A column of a band; ``line`` counts from 0 within the rows that one entry takes."""

    letters: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class BandEntry:
    """What one company, case or visit writes: ``values`` in the order of the band's columns; ``label`` names it in refusals."""

    label: str
    values: tuple[FormValue, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """A block that repeats: from ``first_row`` on ``room`` entries of ``lines`` rows each fit into the form as it came."""

    name: str
    sheet: str
    first_row: int
    room: int
    columns: tuple[BandColumn, ...]
    entries: tuple[BandEntry, ...]
    lines: int = 1

    @property
    def last_row(self) -> int:
        return self.first_row + self.room * self.lines - 1


@dataclass(frozen=True, slots=True)
class Filling:
    """What is to be written, all places as in the form that was uploaded."""

    cells: tuple[CellEntry, ...] = ()
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True, slots=True)
class Why:
    """A reason in words: a translatable sentence and what fills it."""

    sentence: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UntakenCell:
    """A value that was not written; ``label`` is the band's entry it belongs to, ``below`` as in :meth:`FilledForm.now`."""

    sheet: str
    ref: str
    why: Why
    label: str = ""
    below: int = 0


@dataclass(frozen=True, slots=True)
class UnfittedEntries:
    """The entries of a band for which the form has no room, and why it may not get more."""

    band: str
    labels: tuple[str, ...]
    why: Why


@dataclass(frozen=True, slots=True)
class GrownBand:
    """A band that got ``rows`` new rows below ``after_row`` (as in the form that was uploaded)."""

    band: str
    sheet: str
    after_row: int
    rows: int


@dataclass(frozen=True, slots=True)
class FilledForm:
    """The form written; ``changed_parts`` are the parts of the package that differ, all others are the same bytes.

    ``unchecked``: of each validation that only Excel can work out the first cell that was written under it.
    """

    content: bytes
    changed_parts: tuple[str, ...] = ()
    untaken: tuple[UntakenCell, ...] = ()
    unchecked: tuple[UntakenCell, ...] = ()
    unfitted: tuple[UnfittedEntries, ...] = ()
    grown: tuple[GrownBand, ...] = ()

    def row_now(self, sheet: str, row: int) -> int:
        """Where a row of the form that was uploaded is in the filled one."""
        return row + sum(one.rows for one in self.grown if one.sheet == sheet and one.after_row < row)

    def now(self, sheet: str, ref: str, below: int = 0) -> str:
        """Where a cell of the form that was uploaded is in the filled one; ``below``: so many rows under it, in a new row."""
        cell = find_cell(ref)
        return ref if cell is None else Cell(self.row_now(sheet, cell.row) + below, cell.column).ref
