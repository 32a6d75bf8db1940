"""Where a form wants to be filled in: blank boxes beside or below a label; on a protected sheet the unlocked cells."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass, field

from tracker.domain.grid import Block, Cell

LARGEST_BOX = 3_000  # cells; what goes on for longer is the sheet's ground


@dataclass(frozen=True, slots=True)
class RuledSheet:
    """What of a sheet tells where it wants to be filled in.

    ``lined_right`` and ``lined_below``: cells at whose right or lower edge a line is drawn (the left edge of A1 is the right one
    of row 1, column 0). ``shut``: struck through or grey, so nothing is to be written there. ``merged`` holds for every cell of a
    merged block that block, ``written`` is whatever is not blank, ``texts`` what of it was typed as words. ``asked``: on a
    protected sheet the cells that want a value, None on any other. ``printed``: the print areas (none: all is printed).
    """

    used: Block
    texts: Mapping[Cell, str]
    written: Set[Cell]
    lined_right: Set[Cell] = frozenset()
    lined_below: Set[Cell] = frozenset()
    shut: Set[Cell] = frozenset()
    merged: Mapping[Cell, Block] = field(default_factory=dict)
    hidden_rows: Set[int] = frozenset()
    hidden_columns: Set[int] = frozenset()
    printed: tuple[Block, ...] = ()
    asked: Collection[Cell] | None = None

    def is_seen(self, cell: Cell) -> bool:
        """It is drawn, and printed where the form says what is printed."""
        return (
            cell.row not in self.hidden_rows
            and cell.column not in self.hidden_columns
            and (not self.printed or any(block.covers(cell) for block in self.printed))
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Boxes to be filled in that share a label: one, or a row or a column of them."""

    label: str
    boxes: tuple[Block, ...]

    @property
    def first(self) -> Cell:
        return self.boxes[0].first

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The first cell of each box: where it is written into."""
        return tuple(box.first for box in self.boxes)

    @property
    def ref(self) -> str:
        """The cells to write into, from the first to the last."""
        first, last = self.boxes[0].first, self.boxes[-1].first
        return first.ref if first == last else f"{first.ref}:{last.ref}"


def find_places(sheet: RuledSheet) -> tuple[Place, ...]:
    """Every place to fill in, in reading order.

    A box is what lines close off on all sides, or a merged block; it wants a value where it is a blank rectangle and a label
    stands beside it (at the left, other blank boxes between) or above it, the corner of a table aside. On a protected sheet every
    cell that is asked for is a place, with a label or without: nobody unlocks a cell for nothing.
    """
    boxes = _Boxes(sheet)
    places: dict[Cell, list[Block]] = {}
    names: dict[Cell, str] = {}
    unnamed: dict[Block | None, Cell] = {}  # by box the first of those without a label that stand one below the other
    for box in boxes.asked():
        found = boxes.label(box)
        if found is None and sheet.asked is None:
            continue
        if found:
            key, names[found.first] = found.first, boxes.text(found)
        else:
            key = unnamed[box] = unnamed.get(boxes.beneath(box), box.first)
        places.setdefault(key, []).append(box)
    made = (Place(names.get(key, ""), tuple(of_key)) for key, of_key in places.items())
    return tuple(sorted(made, key=lambda place: place.first))


class _Boxes:
    """The boxes of a sheet by their cells, and what stands in them."""

    def __init__(self, sheet: RuledSheet) -> None:
        self.sheet = sheet
        self.at: dict[Cell, Block] = {}
        self.inside: dict[Block, Cell] = {}  # of a box that is not blank the first cell that can be read, or is written
        self._names: dict[Block, Block | None] = {}  # what stands above a box, as far as it was looked for
        open_cells: set[Cell] = set()
        for cell in sorted({*sheet.lined_right, *sheet.lined_below}):
            if sheet.used.covers(cell) and cell not in self.at and cell not in open_cells:
                found, is_closed = self._spread(cell, open_cells)
                block = _around(found)
                if is_closed and block.size == len(found):
                    self._keep(block, found)
                else:
                    open_cells |= found
        for cell in sorted(sheet.written):
            if cell not in self.at:
                block = sheet.merged.get(cell, Block(*cell, *cell))
                self.at[cell] = block
                self.inside[block] = cell
        for cell, block in sheet.merged.items():
            if cell not in self.at:
                self.at[cell] = block
        for cell in sheet.asked or ():
            block = self._own(cell)
            for one in block.cells() if block.size <= LARGEST_BOX else (cell,):
                self.at[one] = block

    def asked(self) -> Iterable[Block]:
        """The boxes that want a value, in reading order."""
        if self.sheet.asked is not None:
            own = (self._own(cell) for cell in self.sheet.asked if self.sheet.is_seen(cell))
            return sorted(dict.fromkeys(own))
        return sorted(
            block
            for block in dict.fromkeys(self.at.values())
            if block not in self.inside
            and self.sheet.is_seen(block.first)
            and not any(cell in self.sheet.shut for cell in block.cells())
        )

    def label(self, box: Block) -> Block | None:
        """What names the box: at its left, or above it; what goes on over more than the box only where nothing else does."""
        left, above = self._left_of(box), self._above(box)
        if left and (left.first_row, left.last_row) == (box.first_row, box.last_row):
            return left
        return None if not left and self._is_corner(box) else above or left

    def _is_corner(self, box: Block) -> bool:
        """Headings begin at its right, the names of rows under it."""
        beside = self.at.get(Cell(box.first_row, box.last_column + 1)), self.at.get(Cell(box.last_row + 1, box.first_column))
        return all(one is not None and self._is_label(one) for one in beside)

    def beneath(self, box: Block) -> Block | None:
        """The box that it stands under, if both are as wide."""
        over = self.at.get(Cell(box.first_row - 1, box.first_column))
        columns = (box.first_column, box.last_column)
        return over if over and (over.first_column, over.last_column) == columns else None

    def text(self, block: Block) -> str:
        return self.sheet.texts[self.inside[block]].strip()

    def _own(self, cell: Cell) -> Block:
        """The blank box that the cell is in, or the cell alone where something else stands in its box."""
        box = self.at.get(cell)
        return box if box is not None and box not in self.inside else self.sheet.merged.get(cell, Block(*cell, *cell))

    def _left_of(self, box: Block) -> Block | None:
        """Over boxes that name nothing and bare cells."""
        column = box.first_column - 1
        while column >= self.sheet.used.first_column:
            found = self.at.get(Cell(box.first_row, column))
            if found is not None and self._is_label(found):
                return found
            column = (found.first_column if found else column) - 1
        return None

    def _above(self, box: Block) -> Block | None:
        """Over boxes that name nothing; a bare cell ends the search, for what stands further up belongs to something else."""
        passed: list[Block] = []
        found: Block | None = box
        while found is not None and found not in self._names and (found is box or not self._is_label(found)):
            passed.append(found)
            found = self.at.get(Cell(found.first_row - 1, found.first_column))
        name = self._names.get(found, found) if found is not None else None
        self._names |= dict.fromkeys(passed, name)
        return name

    def _is_label(self, block: Block) -> bool:
        """Blanks, running numbers and what a formula comes to name nothing."""
        text = self.sheet.texts.get(self.inside[block], "") if block in self.inside else ""
        return any(character.isalpha() for character in text)

    def _keep(self, block: Block, found: Set[Cell]) -> None:
        for cell in found:
            self.at[cell] = block
        written = min((cell for cell in found if cell in self.sheet.written), default=None)
        readable = min((cell for cell in found if cell in self.sheet.texts), default=written)
        if readable is not None:
            self.inside[block] = readable

    def _spread(self, first: Cell, open_cells: Set[Cell]) -> tuple[set[Cell], bool]:
        """The cells that no line parts from ``first``; whether lines close them off."""
        found, waiting = {first}, deque([first])
        while waiting:
            cell = waiting.popleft()
            for there in self._beside(cell):
                if there in found:
                    continue
                if there in open_cells or not self.sheet.used.covers(there) or len(found) >= LARGEST_BOX:
                    return found, False
                found.add(there)
                waiting.append(there)
        return found, True

    def _beside(self, cell: Cell) -> Iterable[Cell]:
        """The neighbours from which no line parts the cell; inside a merged block none is drawn."""
        row, column = cell
        left, right = Cell(row, column - 1), Cell(row, column + 1)
        above, below = Cell(row - 1, column), Cell(row + 1, column)
        sheet = self.sheet
        for there, is_lined in (
            (left, left in sheet.lined_right),
            (right, cell in sheet.lined_right),
            (above, above in sheet.lined_below),
            (below, cell in sheet.lined_below),
        ):
            block = sheet.merged.get(cell)
            if not is_lined or (block is not None and block.covers(there)):
                yield there


def _around(cells: Set[Cell]) -> Block:
    rows, columns = [cell.row for cell in cells], [cell.column for cell in cells]
    return Block(min(rows), min(columns), max(rows), max(columns))
