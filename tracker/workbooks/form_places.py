"""The places of an uploaded form that want to be filled in; those that are tied or left blank on purpose told apart."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass, replace

from tracker.domain.form_mapping import FormMapping
from tracker.domain.form_places import LARGEST_BOX, Place, RuledSheet, find_places
from tracker.domain.grid import Block, Cell
from tracker.rows.forms import CellKind, Drawn, FormBook, FormSheet
from tracker.workbooks.form_filling import reach_of

MOST_MERGED = 200_000  # cells that blocks are spread over beyond those that the file holds
_SHUT = frozenset({Drawn.STRUCK, Drawn.GREY})
# what is drawn by its number: a flag's own arithmetic costs more than all the rest
_DRAWN = {drawn: frozenset(flag for flag in Drawn if flag in drawn) for drawn in map(Drawn, range(2 ** len(Drawn)))}


@dataclass(frozen=True, slots=True)
class SheetPlaces:
    """A sheet that is seen, by its number from 1 on, and its places."""

    number: int
    title: str
    places: tuple[Place, ...]

    @property
    def count(self) -> int:
        """The boxes of all places."""
        return sum(len(place.boxes) for place in self.places)


def open_places(mapping: FormMapping, sheet: FormSheet) -> tuple[Place, ...]:
    """What nothing is tied to, and of which nobody said that it stays blank."""
    tied, left = reach_of(mapping, sheet).keys(), mapping.left_blank_on(sheet.title)
    return _only(places_of(sheet), lambda box: box.first not in left and not _meets(box, tied))


def left_places(mapping: FormMapping, sheet: FormSheet) -> tuple[Place, ...]:
    """What somebody said to stay blank."""
    tied, left = reach_of(mapping, sheet).keys(), mapping.left_blank_on(sheet.title)
    return _only(places_of(sheet), lambda box: box.first in left and not _meets(box, tied))


def open_by_sheet(mapping: FormMapping, book: FormBook) -> tuple[SheetPlaces, ...]:
    """Of every sheet that is seen and has open places."""
    found = (
        SheetPlaces(number, sheet.title, open_places(mapping, sheet))
        for number, sheet in enumerate(book.sheets, start=1)
        if sheet.is_visible
    )
    return tuple(one for one in found if one.places)


def places_of(sheet: FormSheet) -> tuple[Place, ...]:
    """Every place of the sheet that wants to be filled in."""
    return find_places(_ruled(sheet)) if sheet.used else ()


def _merged(sheet: FormSheet) -> dict[Cell, Block]:
    """By cell the block; cells that the file does not hold are cells of it too."""
    merged = {cell: one.merged for cell, one in sheet.cells.items() if one.merged is not None}
    left = MOST_MERGED
    for block in sheet.merges:
        left -= block.size
        if left < 0:
            break
        merged |= {cell: block for cell in block.cells() if cell not in merged}
    return merged


def _only(places: tuple[Place, ...], wanted: Callable[[Block], bool]) -> tuple[Place, ...]:
    kept = (replace(place, boxes=tuple(filter(wanted, place.boxes))) for place in places)
    return tuple(place for place in kept if place.boxes)


def _meets(box: Block, cells: Set[Cell]) -> bool:
    return box.first in cells if box.size > LARGEST_BOX else not cells.isdisjoint(box.cells())


def _ruled(sheet: FormSheet) -> RuledSheet:
    assert sheet.used is not None
    right: set[Cell] = set()
    below: set[Cell] = set()
    shut: set[Cell] = set()
    for cell, one in sheet.cells.items():
        drawn = _DRAWN[one.drawn]
        if Drawn.RIGHT in drawn:
            right.add(cell)
        if Drawn.LEFT in drawn:
            right.add(Cell(cell.row, cell.column - 1))
        if Drawn.BOTTOM in drawn:
            below.add(cell)
        if Drawn.TOP in drawn:
            below.add(Cell(cell.row - 1, cell.column))
        if drawn & _SHUT:
            shut.add(cell)
    return RuledSheet(
        used=sheet.used,
        texts={
            cell: one.shown
            for cell, one in sheet.cells.items()
            if one.kind is CellKind.TEXT and not one.is_formula and not one.is_covered
        },
        written={
            cell for cell, one in sheet.cells.items() if (one.kind is not CellKind.BLANK or one.is_formula) and not one.is_covered
        },
        lined_right=right,
        lined_below=below,
        shut=shut,
        merged=_merged(sheet),
        hidden_rows={number for number, line in sheet.lines.items() if line.is_hidden},
        hidden_columns={
            number
            for columns in sheet.columns
            if columns.is_hidden
            for number in range(columns.first, min(columns.last, sheet.used.last_column) + 1)
        },
        printed=sheet.printed,
        asked=sheet.proposals if sheet.is_protected else None,
    )
