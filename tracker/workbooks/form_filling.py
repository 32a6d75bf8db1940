"""From what is tied in a form and from the report: what is to be written into which cell, and what is still blank."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from tracker.domain.errors import RuleBroken
from tracker.domain.form_fields import FormField, FormRecord, find_field
from tracker.domain.form_mapping import FIXED, BandTie, CellTie, ColumnTie, FormMapping
from tracker.domain.formatters import CellText, FieldValue, Style, cells_of, write
from tracker.domain.grid import Cell, column_letters, column_number, find_cell
from tracker.domain.text import fold_width
from tracker.domain.words import N_
from tracker.rows.forms import (
    Band,
    BandColumn,
    BandEntry,
    CellEntry,
    CellKind,
    FilledForm,
    Filling,
    FormBook,
    FormSheet,
    FormValue,
    UntakenCell,
    Why,
)
from tracker.rows.report import ReportRow
from tracker.workbooks.form_values import FormEntry, entries_of
from tracker.workbooks.forms import fill_form, read_form

_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,10})?")
NO_SHEET = N_("シートが様式にありません。結び直してください。")
NO_FIELD = N_("この項目はもうありません。結び直してください。")
NO_RECORD = N_("%(nth)s件目の記録がありません。")


@dataclass(frozen=True, slots=True)
class BlankCell:
    """A tied cell for which there is no value: which field of which record lacks it (``record`` None: a fixed value).

    ``below`` as in :meth:`FilledForm.now`.
    """

    sheet: str
    ref: str
    source: str
    record: FormRecord | None
    record_id: int = 0
    label: str = ""
    below: int = 0


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is to be filled in, what has no value, and the values that cannot be written as their format wants."""

    filling: Filling
    blanks: tuple[BlankCell, ...]
    problems: tuple[UntakenCell, ...]


def prepare(mapping: FormMapping, book: FormBook, report: ReportRow, fixed: Mapping[str, str]) -> Prepared:
    """What moved and is not confirmed is left out, and so is what was not found."""
    preparing = _Preparing(book, report, fixed)
    for tie in mapping.cells:
        if not tie.was:
            preparing.add_cell(tie)
    for band in mapping.bands:
        if not band.was:
            preparing.add_band(band)
    filling = Filling(tuple(preparing.cells), tuple(preparing.bands))
    return Prepared(filling, tuple(preparing.blanks), tuple(preparing.problems))


@dataclass(frozen=True, slots=True)
class FormPreview:
    """A form filled from a report, and what its sheets show then; ``read_at``: when the report was read, where not just now."""

    prepared: Prepared
    filled: FilledForm
    book: FormBook
    read_at: datetime | None = None

    @property
    def unwritten(self) -> tuple[UntakenCell, ...]:
        """The cells for which there is a value that could not be written: they are blank too."""
        return (*self.prepared.problems, *self.filled.untaken)


def preview_form(
    mapping: FormMapping,
    content: bytes,
    book: FormBook,
    report: ReportRow,
    fixed: Mapping[str, str],
    *,
    read_at: datetime | None = None,
    told: Callable[[int, int], None] | None = None,
) -> FormPreview:
    """Fill in the form that ``content`` is and ``book`` shows; ``told`` hears how many of three steps are done."""
    tell = told or (lambda _done, _of: None)
    prepared = prepare(mapping, book, report, fixed)
    tell(1, 3)
    filled = fill_form(content, prepared.filling)
    prepared = _with_a_cell(prepared, filled)
    tell(2, 3)
    return FormPreview(prepared, filled, read_form(filled.content), read_at)


def _with_a_cell(prepared: Prepared, filled: FilledForm) -> Prepared:
    """Without what is said of cells of entries for which there were no rows: those entries are named themselves."""
    grown = {(one.sheet, one.after_row) for one in filled.grown}

    def has_cell(one: BlankCell | UntakenCell) -> bool:
        cell = find_cell(one.ref)
        return not one.below or (cell is not None and (one.sheet, cell.row) in grown)

    return replace(
        prepared,
        blanks=tuple(filter(has_cell, prepared.blanks)),
        problems=tuple(filter(has_cell, prepared.problems)),
    )


def written_cells(filling: Filling, filled: FilledForm, sheet: str) -> frozenset[Cell]:
    """Where on that sheet of the filled form something was written; what stood below rows that were added has moved down."""
    cells = {entry.ref: entry.value for entry in filling.cells if entry.sheet == sheet}
    found = {
        Cell(filled.row_now(sheet, cell.row), cell.column)
        for ref, value in cells.items()
        if value is not None and (cell := find_cell(ref))
    }
    for band in filling.bands:
        if band.sheet == sheet:
            added = sum(one.rows for one in filled.grown if (one.sheet, one.band) == (sheet, band.name))
            room = band.room + added // band.lines
            found |= {
                Cell(filled.row_now(sheet, band.first_row) + place * band.lines + column.line, column_number(column.letters))
                for place, entry in enumerate(band.entries[:room])
                for column, value in zip(band.columns, entry.values, strict=True)
                if value is not None
            }
    return frozenset(found)


def run_of(sheet: FormSheet, first: Cell, cells: int) -> tuple[Cell, ...]:
    """The cells to the right from ``first`` on, each merged block once."""
    run = [first]
    while len(run) < cells:
        merged = sheet.at(run[-1]).merged
        run.append(Cell(first.row, (merged.last_column if merged else run[-1].column) + 1))
    return tuple(run)


def reach_of(mapping: FormMapping, sheet: FormSheet) -> dict[Cell, Cell]:
    """Every cell of the sheet that a tie writes into, and the cell at which that tie begins: one character a cell goes on."""
    singles = [(tie.cell, tie.style) for tie in mapping.cells if tie.sheet == sheet.title]
    repeated = [
        (Cell(band.first_row + number * band.lines + column.line, column_number(column.column)), column.style)
        for band in mapping.bands
        if band.sheet == sheet.title
        for column in band.columns
        for number in range(band.room)
    ]
    return {cell: first for first, style in (*singles, *repeated) for cell in run_of(sheet, first, cells_of(style))}


class _Preparing:
    """Collects cell by cell; the entries of each kind of record are made once."""

    def __init__(self, book: FormBook, report: ReportRow, fixed: Mapping[str, str]) -> None:
        self.book, self.report, self.fixed = book, report, fixed
        self.cells: list[CellEntry] = []
        self.bands: list[Band] = []
        self.blanks: list[BlankCell] = []
        self.problems: list[UntakenCell] = []
        self._entries: dict[FormRecord, tuple[FormEntry, ...]] = {}

    def add_cell(self, tie: CellTie) -> None:
        sheet = self.book.sheet(tie.sheet)
        if sheet is None:
            self._refuse(tie.sheet, tie.ref, Why(NO_SHEET))
            return
        field = find_field(tie.source)
        nth = tie.nth or 1
        entry = None
        if field is not None:
            entries = self._of(field.record)
            if nth > len(entries):
                self._refuse(tie.sheet, tie.ref, Why(NO_RECORD, {"nth": nth}))
                return
            entry = entries[nth - 1]
        run = run_of(sheet, tie.cell, cells_of(tie.style))
        written = self._written(tie.source, tie.style, sheet, run, entry, tie.ref)
        for cell, value in zip(run, written, strict=True):
            if value is not None or sheet.at(cell).kind is not CellKind.BLANK:
                self.cells.append(CellEntry(tie.sheet, cell.ref, value))

    def add_band(self, band: BandTie) -> None:
        sheet = self.book.sheet(band.sheet)
        if sheet is None:
            self._refuse(band.sheet, band.ref, Why(NO_SHEET))
            return
        runs = {tie: _run_of_column(sheet, band, tie) for tie in band.columns}
        columns = tuple(BandColumn(column_letters(cell.column), tie.line) for tie in band.columns for cell in runs[tie])
        entries = []
        for place, entry in enumerate(self._of(band.record)):
            values: list[FormValue] = []
            last = min(place, band.room - 1)
            for tie in band.columns:
                ref = f"{tie.column}{band.first_row + last * band.lines + tie.line}"
                below = (place - last) * band.lines
                values.extend(self._written(tie.source, tie.style, sheet, runs[tie], entry, ref, label=entry.label, below=below))
            entries.append(BandEntry(entry.label, tuple(values)))
        self.bands.append(Band(band.place, band.sheet, band.first_row, band.room, columns, tuple(entries), lines=band.lines))

    def _of(self, record: FormRecord) -> tuple[FormEntry, ...]:
        if record not in self._entries:
            self._entries[record] = entries_of(self.report, record)
        return self._entries[record]

    def _written(
        self,
        source: str,
        style: Style,
        sheet: FormSheet,
        run: tuple[Cell, ...],
        entry: FormEntry | None,
        ref: str,
        *,
        label: str = "",
        below: int = 0,
    ) -> tuple[FormValue, ...]:
        """The value in each cell of its run; what is blank, and what cannot be written, is noted and leaves them blank."""
        field = find_field(source)
        nothing = (None,) * len(run)
        if field is None and not source.startswith(FIXED):
            self._refuse(sheet.title, ref, Why(NO_FIELD), label, below)
            return nothing
        value, of = self._value(source, field, entry)
        if (value is None or value == "" or value == ()) and (field is None or field.month is None):
            record = of.record if of else None
            self.blanks.append(BlankCell(sheet.title, ref, source, record, of.record_id if of else 0, label, below))
        try:
            written = write(value, style)
        except RuleBroken as broken:
            self._refuse(sheet.title, ref, Why(broken.sentence, broken.params), label, below)
            return nothing
        return tuple(_as_shown(one, sheet, cell) for one, cell in zip(written, run, strict=True))

    def _value(self, source: str, field: FormField | None, entry: FormEntry | None) -> tuple[FieldValue, FormEntry | None]:
        if field is None:
            return self.fixed.get(source.removeprefix(FIXED), ""), None
        if entry is None or field.record is not entry.record:
            entry = self._of(field.record)[0]
        return entry.values.get(field.name), entry

    def _refuse(self, sheet: str, ref: str, why: Why, label: str = "", below: int = 0) -> None:
        self.problems.append(UntakenCell(sheet, ref, why, label, below))


def _run_of_column(sheet: FormSheet, band: BandTie, tie: ColumnTie) -> tuple[Cell, ...]:
    first = Cell(band.first_row + tie.line, column_number(tie.column))
    return run_of(sheet, first, cells_of(tie.style))


def _as_shown(value: CellText, sheet: FormSheet, cell: Cell) -> FormValue:
    """A day as a serial number only where the cell's own format shows it as one; digits as a number where only numbers go."""
    at = sheet.at(cell)
    if isinstance(value, date) and not at.shows_dates:
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, str) and at.limit is not None and at.limit.is_of_numbers:
        digits = fold_width(value).replace(",", "").strip()
        return Decimal(digits) if _NUMBER.fullmatch(digits) else value
    return value
