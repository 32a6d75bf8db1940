"""Writes a filling into a form: what is taken, what is not, and what does not fit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from tracker.domain.grid import Cell, find_cell
from tracker.rows.forms import (
    Band,
    FilledForm,
    Filling,
    FormSheet,
    FormValue,
    UnfittedEntries,
    UntakenCell,
    Why,
)
from tracker.workbooks.forms.parts import FormPackage, SheetPart, refusing_the_broken
from tracker.workbooks.forms.recalculation import drop_old_results
from tracker.workbooks.forms.sheets import SheetReader
from tracker.workbooks.forms.shown import epoch_of
from tracker.workbooks.forms.taking import why_no_place, why_no_value
from tracker.workbooks.forms.words import NO_ROOM, NO_SUCH_CELL, NO_SUCH_SHEET
from tracker.workbooks.forms.writing import write_value


def fill_form(data: bytes, filling: Filling) -> FilledForm:
    """The form with the filling in it. RuleBroken (``field="file"``) where the form itself cannot be read.

    What a cell does not take and what has no room is left out and named, all else is written.
    """
    with refusing_the_broken():
        return _Filler(FormPackage(data), filling).fill()


@dataclass(frozen=True, slots=True)
class _Entry:
    sheet: str
    ref: str
    value: FormValue
    label: str = ""


@dataclass(slots=True)
class _Filler:
    package: FormPackage
    filling: Filling
    untaken: list[UntakenCell] = field(default_factory=list)
    unfitted: list[UnfittedEntries] = field(default_factory=list)
    reader: SheetReader = field(init=False)
    sheets: dict[str, tuple[SheetPart, FormSheet]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.reader = SheetReader(self.package)

    def fill(self) -> FilledForm:
        written: dict[str, set[Cell]] = defaultdict(set)
        for entry in self._entries():
            taken = self._take(entry)
            if taken:
                part, cell = taken
                written[part].add(cell)
        for part in written:
            self.package.touch(part)
        drop_old_results(self.reader, written)
        return FilledForm(self.package.packed(), self.package.changed_parts, tuple(self.untaken), tuple(self.unfitted))

    def _entries(self) -> Iterator[_Entry]:
        for one in self.filling.cells:
            yield _Entry(one.sheet, one.ref, one.value)
        for band in self.filling.bands:
            yield from self._entries_of(band)

    def _entries_of(self, band: Band) -> Iterator[_Entry]:
        """The band's entries and, below them, blanks: a sample that the form came with is no data."""
        if left := band.entries[band.room :]:
            labels = tuple(entry.label for entry in left)
            self.unfitted.append(UnfittedEntries(band.name, labels, Why(NO_ROOM, {"room": band.room})))
        for number in range(band.room):
            entry = band.entries[number] if number < len(band.entries) else None
            for place, column in enumerate(band.columns):
                row = band.first_row + number * band.lines + column.line
                value = entry.values[place] if entry else None
                yield _Entry(band.sheet, f"{column.letters}{row}", value, entry.label if entry else "")

    def _take(self, entry: _Entry) -> tuple[str, Cell] | None:
        found = self._sheet(entry.sheet)
        cell = find_cell(entry.ref)
        why: Why | None
        if found is None:
            why = Why(NO_SUCH_SHEET, {"sheet": entry.sheet})
        elif cell is None:
            why = Why(NO_SUCH_CELL, {"ref": entry.ref})
        else:
            part, sheet = found
            epoch = epoch_of(self.reader.is_1904)
            at = sheet.at(cell)
            why = why_no_place(sheet, cell) or why_no_value(at, entry.value, epoch=epoch)
            if why is None:
                xml = self.reader.xml(part)
                changed = write_value(xml, cell, entry.value, shows_dates=at.shows_dates, epoch=epoch)
                return (part.part, cell) if changed else None
        if entry.label or entry.value is not None:
            self.untaken.append(UntakenCell(entry.sheet, entry.ref, why, entry.label))
        return None

    def _sheet(self, title: str) -> tuple[SheetPart, FormSheet] | None:
        if title not in self.sheets:
            part = next((one for one in self.package.sheets if one.title == title), None)
            if part is None:
                return None
            self.sheets[title] = (part, self.reader.read(part))
        return self.sheets[title]
