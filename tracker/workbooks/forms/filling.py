"""Writes a filling into a form: what is taken, what is not, and what does not fit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from tracker.domain.grid import Cell, find_cell
from tracker.rows.form_limits import FormLimit, LimitKind
from tracker.rows.forms import (
    Band,
    BandEntry,
    FilledForm,
    Filling,
    FormSheet,
    FormValue,
    GrownBand,
    UnfittedEntries,
    UntakenCell,
    Why,
)
from tracker.workbooks.forms.growing import grow
from tracker.workbooks.forms.limits import why_unchecked
from tracker.workbooks.forms.obstacles import why_not_grow
from tracker.workbooks.forms.parts import FormPackage, SheetPart, refusing_the_broken
from tracker.workbooks.forms.recalculation import drop_old_results
from tracker.workbooks.forms.sheets import SheetReader
from tracker.workbooks.forms.shifts import Shift
from tracker.workbooks.forms.shown import epoch_of
from tracker.workbooks.forms.taking import why_no_place, why_no_value
from tracker.workbooks.forms.words import NO_SUCH_CELL, NO_SUCH_SHEET
from tracker.workbooks.forms.writing import write_value


def fill_form(data: bytes, filling: Filling) -> FilledForm:
    """The form with the filling in it. RuleBroken (``field="file"``) where the form itself cannot be read.

    What a cell does not take and what has no room is left out and named, all else is written. A band with more entries than
    room gets rows where that is safe; those below it are written where they are then.
    """
    with refusing_the_broken():
        return _Filler(FormPackage(data), filling).fill()


@dataclass(frozen=True, slots=True)
class _Entry:
    """A value for the cell ``ref`` of the form as it came; ``below``: that many rows further down, in a new row."""

    sheet: str
    ref: str
    value: FormValue
    label: str = ""
    below: int = 0


@dataclass
class _Filler:
    package: FormPackage
    filling: Filling
    untaken: list[UntakenCell] = field(default_factory=list)
    unchecked: dict[FormLimit, UntakenCell] = field(default_factory=dict)
    unfitted: list[UnfittedEntries] = field(default_factory=list)
    grown: list[tuple[Band, Shift]] = field(default_factory=list)
    sheets: dict[str, tuple[SheetPart, FormSheet]] = field(default_factory=dict)

    @cached_property
    def reader(self) -> SheetReader:
        return SheetReader(self.package)

    def fill(self) -> FilledForm:
        # all that is asked of the form is asked before it changes
        wanted = {one.sheet for one in self.filling.cells} | {band.sheet for band in self.filling.bands}
        parts = [part for part in self.package.sheets if part.title in wanted]
        self.sheets = {part.title: (part, self.reader.read(part)) for part in parts}
        entries = [*self._single_entries(), *(entry for band in self._bands() for entry in self._entries_of(band))]
        written: dict[str, set[Cell]] = defaultdict(set)
        added = self._grow(written)
        for entry in entries:
            if taken := self._take(entry):
                part, cell = taken
                written[part].add(cell)
        for part in written:
            self.package.touch(part)
        drop_old_results(self.reader, written, has_new_formulas=added)
        return FilledForm(
            self.package.packed(),
            self.package.changed_parts,
            tuple(self.untaken),
            tuple(self.unchecked.values()),
            tuple(self.unfitted),
            tuple(GrownBand(band.name, band.sheet, shift.last, shift.rows) for band, shift in self.grown),
        )

    def _single_entries(self) -> Iterator[_Entry]:
        for one in self.filling.cells:
            yield _Entry(one.sheet, one.ref, one.value)

    def _bands(self) -> Iterator[Band]:
        """Each band with the room that it gets; what then has none is named."""
        for band in self.filling.bands:
            missing = len(band.entries) - band.room
            if missing <= 0 or band.sheet not in self.sheets:
                yield band
                continue
            part, read = self.sheets[band.sheet]
            others = [other for other in self.filling.bands if other is not band and other.sheet == band.sheet]
            why = why_not_grow(self.reader, part, read, band, others)
            if why is None:
                self.grown.append((band, Shift(part.title, band.first_row, band.last_row, missing)))
            else:
                labels = tuple(entry.label for entry in band.entries[band.room :])
                self.unfitted.append(UnfittedEntries(band.name, labels, why))
                band = replace(band, entries=band.entries[: band.room])
            yield band

    def _entries_of(self, band: Band) -> Iterator[_Entry]:
        """The band's entries and, below them, blanks: a sample that the form came with is no data."""
        blank = BandEntry("", (None,) * len(band.columns))
        for number in range(max(band.room, len(band.entries))):
            entry = band.entries[number] if number < len(band.entries) else blank
            row = band.first_row + min(number, band.room - 1) * band.lines
            for column, value in zip(band.columns, entry.values, strict=True):
                yield _Entry(
                    band.sheet, f"{column.letters}{row + column.line}", value, entry.label, max(0, number - band.room + 1)
                )

    def _grow(self, written: dict[str, set[Cell]]) -> bool:
        """The lowest band first, so that those above still stand where the form has them."""
        added = False
        for _, shift in sorted(self.grown, key=lambda one: -one[1].last):
            part, _ = self.sheets[shift.sheet]
            added = bool(grow(self.reader, part, shift)) or added
        for _, shift in self.grown:
            part, _ = self.sheets[shift.sheet]
            first = self._row(shift.sheet, shift.last) + 1
            new = range(first, first + shift.rows)
            written[part.part] |= {cell for cell in self.reader.xml(part).cells if cell.row in new}
        return added

    def _row(self, sheet: str, row: int) -> int:
        """Where a row of the form as it came is now."""
        return row + sum(shift.rows for _, shift in self.grown if shift.sheet == sheet and shift.last < row)

    def _take(self, entry: _Entry) -> tuple[str, Cell] | None:
        """Part and place where the value was written."""
        why = self._why_not(entry)
        if why is not None:
            if entry.label or entry.value is not None:
                self.untaken.append(UntakenCell(entry.sheet, entry.ref, why, entry.label, entry.below))
            return None
        part, sheet = self.sheets[entry.sheet]
        at = sheet.cell(entry.ref)
        if at.limit is not None and at.limit.kind is LimitKind.UNCLEAR and entry.value not in (None, ""):
            self.unchecked.setdefault(
                at.limit, UntakenCell(entry.sheet, entry.ref, why_unchecked(at.limit), entry.label, entry.below)
            )
        place = Cell(self._row(sheet.title, at.cell.row) + entry.below, at.cell.column)
        changed = write_value(self.reader.xml(part), place, entry.value, shows_dates=at.shows_dates, epoch=self._epoch)
        return (part.part, place) if changed else None

    def _why_not(self, entry: _Entry) -> Why | None:
        found, cell = self.sheets.get(entry.sheet), find_cell(entry.ref)
        if found is None:
            return Why(NO_SUCH_SHEET, {"sheet": entry.sheet})
        if cell is None:
            return Why(NO_SUCH_CELL, {"ref": entry.ref})
        return why_no_place(found[1], cell) or why_no_value(found[1].at(cell), entry.value, epoch=self._epoch)

    @property
    def _epoch(self) -> datetime:
        return epoch_of(self.reader.is_1904)
