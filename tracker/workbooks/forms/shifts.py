"""New rows below a band: where every row, block and reference is afterwards."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.domain.grid import LAST_ROW, Block, find_block
from tracker.workbooks.forms.references import Corner, Reference, read_formula


@dataclass(frozen=True, slots=True)
class Shift:
    """``rows`` new rows below row ``last`` of the sheet; the band that grows begins with row ``first``.

    What ends with the band grows with it, as if the rows had been inserted inside: a sum over the band is one over all its rows.
    """

    sheet: str
    first: int
    last: int
    rows: int

    def is_of(self, title: str) -> bool:
        return title.casefold() == self.sheet.casefold()

    def row(self, row: int) -> int:
        return min(row + self.rows, LAST_ROW) if row > self.last else row

    def end(self, first: int, last: int, *, grows: bool = True) -> int:
        """The last row of a block that goes from row ``first`` to row ``last``."""
        reaches_the_end = last == self.last and first <= self.first and grows
        return min(last + self.rows, LAST_ROW) if last > self.last or reaches_the_end else last

    def block(self, block: Block, *, spreads: bool = False) -> Block:
        """``spreads``: what holds for the band's last row (a list, a format) holds for the new ones as well."""
        if spreads and block.first_row <= self.last <= block.last_row:
            end = min(block.last_row + self.rows, LAST_ROW)
        else:
            end = self.end(block.first_row, block.last_row, grows=block.first_row < block.last_row)
        return Block(self.row(block.first_row), block.first_column, end, block.last_column)

    def blocks(self, refs: str, *, spreads: bool = False) -> str:
        """The same for a list of blocks parted by blanks; whole columns, and what is no block, stay as they are written."""
        return " ".join(
            self.block(block, spreads=spreads).ref if any(map(str.isdecimal, ref)) and (block := find_block(ref)) else ref
            for ref in refs.split()
        )

    def reference(self, reference: Reference, title: str | None, home: int | None = None) -> Reference:
        """As a formula on the sheet ``title`` in row ``home`` has to have it (None: a name, a chart, on no row).

        In a row of the band itself only a fixed end ($15) means the whole band; a free one means the row that it stands in.
        """
        own = reference.sheets[0] if reference.sheets else title
        if reference.is_external or own is None or not self.is_of(own) or reference.first.row is None:
            return reference
        first, last = reference.first, reference.last
        if first.row is None or last.row is None:
            return reference
        if reference.is_single:
            moved = _at(first, self.row(first.row))
            return _with(reference, moved, moved)
        if last.row < first.row:
            first, last = last, first
        in_band = home is not None and title is not None and self.is_of(title) and self.first <= home <= self.last
        grows = last.row_is_fixed or not in_band
        assert first.row is not None and last.row is not None
        return _with(reference, _at(first, self.row(first.row)), _at(last, self.end(first.row, last.row, grows=grows)))

    def formula(self, text: str, title: str | None, home: int | None = None) -> str:
        return read_formula(text).rewritten(lambda reference: self.reference(reference, title, home))

    def name(self, text: str, title: str | None) -> str:
        """The same for a defined name, whose free references mean places beside the cell that uses it."""
        return read_formula(text).rewritten(
            lambda reference: self.reference(reference, title) if reference.is_fixed else reference
        )


def _at(corner: Corner, row: int) -> Corner:
    return Corner(corner.column, row, corner.column_is_fixed, corner.row_is_fixed)


def _with(reference: Reference, first: Corner, last: Corner) -> Reference:
    return Reference(reference.start, reference.end, reference.sheets, reference.is_external, first, last, reference.is_single)
