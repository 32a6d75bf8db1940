"""A worksheet's rows and cells in its tree: found by place, and made where they are missing, in the order of the schema."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator

from lxml import etree

from tracker.domain.grid import Cell, find_block, find_cell
from tracker.workbooks.forms.parts import MAIN, Element
from tracker.workbooks.package import BROKEN, refusal

ROW = f"{{{MAIN}}}row"
CELL = f"{{{MAIN}}}c"
FORMULA = f"{{{MAIN}}}f"
VALUE = f"{{{MAIN}}}v"
INLINE = f"{{{MAIN}}}is"
TEXT = f"{{{MAIN}}}t"
RUN = f"{{{MAIN}}}r"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class SheetXml:
    """Row and cell elements by their numbers; what the file leaves to be counted is written out."""

    def __init__(self, root: Element) -> None:
        self.root = root
        data = root.find(f"{{{MAIN}}}sheetData")
        if data is None:
            raise refusal(BROKEN)
        self.data = data
        self.index()

    def index(self) -> None:
        """Read the places anew; a file whose rows or cells stand out of order is no workbook that Excel opens."""
        self._rows: dict[int, Element] = {}
        self._cells: dict[Cell, Element] = {}
        number = 0
        for row in self.data.iterchildren(ROW):
            number = _next(row.get("r"), number)
            row.set("r", str(number))
            self._rows[number] = row
            column = 0
            for node in row.iterchildren(CELL):
                if ref := node.get("r"):
                    cell = find_cell(ref)
                    if cell is None or cell.row != number or cell.column <= column:
                        raise refusal(BROKEN)
                    column = cell.column
                else:
                    column += 1
                    node.set("r", Cell(number, column).ref)
                self._cells[Cell(number, column)] = node

    @property
    def rows(self) -> dict[int, Element]:
        return self._rows

    @property
    def cells(self) -> dict[Cell, Element]:
        return self._cells

    def formulas(self) -> Iterator[tuple[Cell, Element, Element]]:
        """Cell, its element, its formula's element."""
        for cell, node in self._cells.items():
            formula = node.find(FORMULA)
            if formula is not None:
                yield cell, node, formula

    def make(self, cell: Cell) -> Element:
        """The element of the cell; a new one looks as its row or its column says."""
        found = self._cells.get(cell)
        if found is not None:
            return found
        row = self._make_row(cell.row)
        node = etree.Element(CELL, {"r": cell.ref}, nsmap=None)
        style = row.get("s") if row.get("customFormat") in ("1", "true") else self._column_style(cell.column)
        if style and style != "0":
            node.set("s", style)
        siblings = list(row.iterchildren(CELL))
        places = [found.column for sibling in siblings if (found := find_cell(sibling.get("r", "")))]
        place = bisect(places, cell.column)
        if place < len(siblings):
            siblings[place].addprevious(node)
        elif siblings:
            siblings[-1].addnext(node)
        else:
            row.insert(0, node)
        self._cells[cell] = node
        self._widen(row, cell)
        return node

    def _make_row(self, number: int) -> Element:
        found = self._rows.get(number)
        if found is not None:
            return found
        row = etree.Element(ROW, {"r": str(number)})
        before = max((other for other in self._rows if other < number), default=None)
        if before is None:
            self.data.insert(0, row)
        else:
            self._rows[before].addnext(row)
        self._rows[number] = row
        return row

    def _column_style(self, column: int) -> str | None:
        for node in self.root.iterfind(f"{{{MAIN}}}cols/{{{MAIN}}}col"):
            if int(node.get("min", "0")) <= column <= int(node.get("max", "0")):
                style: str | None = node.get("style")
                return style
        return None

    def _widen(self, row: Element, cell: Cell) -> None:
        """The hints of where cells are take the new one in."""
        first, _, last = row.get("spans", "").partition(":")
        if last.isdecimal() and not int(first) <= cell.column <= int(last):
            row.set("spans", f"{min(int(first), cell.column)}:{max(int(last), cell.column)}")
        dimension = self.root.find(f"{{{MAIN}}}dimension")
        block = None if dimension is None else find_block(dimension.get("ref", ""))
        if dimension is not None and block is not None and not block.covers(cell):
            one = Cell(min(block.first_row, cell.row), min(block.first_column, cell.column))
            other = Cell(max(block.last_row, cell.row), max(block.last_column, cell.column))
            dimension.set("ref", f"{one.ref}:{other.ref}")


def _next(written: str | None, last: int) -> int:
    if written is None:
        return last + 1
    if not written.isdecimal() or int(written) <= last:
        raise refusal(BROKEN)
    return int(written)


def text_of_runs(node: Element | None) -> str:
    """The letters of a string item, its runs joined, without the reading aids."""
    if node is None:
        return ""
    runs = [child for child in node if child.tag in (TEXT, RUN)]
    letters = "".join(
        (child.text or "") if child.tag == TEXT else "".join(text.text or "" for text in child.iterchildren(TEXT))
        for child in runs
    )
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), letters)
