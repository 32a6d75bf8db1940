"""The new rows of a band: copies of its last row, their formulas reading their own row."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace

from tracker.domain.grid import Block, Cell, column_letters, find_block, find_cell
from tracker.workbooks.forms.parts import MAIN, Element
from tracker.workbooks.forms.references import Corner, Formula, Reference, read_formula
from tracker.workbooks.forms.sheet_xml import CELL, FORMULA, INLINE, VALUE, SheetXml
from tracker.workbooks.forms.sheets import SheetReader
from tracker.workbooks.forms.shifts import Shift


class Unclear(Exception):
    """Nobody can say from the form what the formula of a new row would be; ``cell`` holds the one to copy."""

    def __init__(self, cell: Cell) -> None:
        super().__init__(cell.ref)
        self.cell = cell


@dataclass(frozen=True, slots=True)
class RowFormula:
    """A formula of the band's last row; ``steps`` says of each reference's two rows whether they go on with the rows."""

    column: int
    formula: Formula
    steps: tuple[tuple[bool, bool], ...]


def formulas_to_copy(xml: SheetXml, shift: Shift) -> list[RowFormula]:
    """Read before anything moves. How a reference goes on is seen from the row before; Unclear where it cannot be."""
    found = []
    for cell, _, node in xml.formulas():
        if cell.row == shift.last:
            formula = read_formula(node.text or "")
            above = xml.cells.get(Cell(cell.row - 1, cell.column))
            other = None if above is None or cell.row == shift.first else above.find(FORMULA)
            before = None if other is None else read_formula(other.text or "")
            found.append(RowFormula(cell.column, formula, tuple(_steps(formula, before, shift, cell))))
    return found


def _steps(formula: Formula, before: Formula | None, shift: Shift, cell: Cell) -> Iterator[tuple[bool, bool]]:
    alike = before is not None and _frame(before) == _frame(formula)
    for place, reference in enumerate(formula.references):
        earlier = before.references[place] if before and alike else None
        is_own = not reference.is_external and (reference.sheets is None or shift.is_of(reference.sheets[0]))
        yield (
            _goes_on(reference.first, earlier.first if earlier else None, shift, cell, is_own=is_own),
            _goes_on(reference.last, earlier.last if earlier else None, shift, cell, is_own=is_own),
        )


def _goes_on(corner: Corner, past: Corner | None, shift: Shift, cell: Cell, *, is_own: bool) -> bool:
    if corner.row is None or corner.row_is_fixed:
        return False
    if past is None:
        if is_own and corner.row == cell.row:
            return True
        raise Unclear(cell)
    went = corner.row - past.row if past.row is not None else None
    in_band = is_own and shift.first <= corner.row <= shift.last
    if went == 1 and (not is_own or corner.row <= shift.last):
        return True
    if went == 0 and not in_band:
        return False
    raise Unclear(cell)


def _frame(formula: Formula) -> str:
    """The formula without the rows that it reads."""

    def unrowed(reference: Reference) -> Reference:
        return replace(reference, first=replace(reference.first, row=None), last=replace(reference.last, row=None))

    return formula.rewritten(unrowed)


def add_rows(reader: SheetReader, xml: SheetXml, shift: Shift, formulas: list[RowFormula]) -> list[Cell]:
    """Put the new rows under the band, after all else was moved; the cells that got a formula come back."""
    template = xml.rows.get(shift.last)
    if template is None:
        return []
    shown = _shown(reader, xml, shift.last)
    before = _shown(reader, xml, shift.last - 1) if shift.first < shift.last else None
    copies = {one.column: one for one in formulas}
    added = []
    for step in range(shift.rows, 0, -1):
        number = shift.last + step
        row = deepcopy(template)
        row.tail = template.tail
        row.set("r", str(number))
        for node in row.iterchildren(CELL):
            place = find_cell(node.get("r"))
            assert place is not None  # the index has read it
            column = place.column
            node.set("r", f"{column_letters(column)}{number}")
            _strip(node)
            if column in copies:
                formula = node.find(FORMULA)
                formula.text = _copied(copies[column], shift, step)
                added.append(Cell(number, column))
            else:
                _continue_constant(node, shown[column], before.get(column, "") if before is not None else None, step)
        template.addnext(row)
    _copy_merges(xml, shift)
    xml.index()
    return added


def _strip(node: Element) -> None:
    for name in ("cm", "vm"):
        node.attrib.pop(name, None)
    if node.find(FORMULA) is not None:
        node.attrib.pop("t", None)
        for child in [child for child in node if child.tag in (VALUE, INLINE)]:
            node.remove(child)


def _copied(one: RowFormula, shift: Shift, step: int) -> str:
    steps = iter(one.steps)

    def change(reference: Reference) -> Reference:
        goes_on = next(steps)
        moved = shift.reference(reference, shift.sheet, shift.last)
        first, last = (
            replace(corner, row=corner.row + step) if goes and corner.row is not None else still
            for corner, still, goes in zip((reference.first, reference.last), (moved.first, moved.last), goes_on, strict=True)
        )
        return replace(moved, first=first, last=last)

    return one.formula.rewritten(change)


def _shown(reader: SheetReader, xml: SheetXml, row: int) -> dict[int, str]:
    return {cell.column: reader.shown(node)[1] for cell, node in xml.cells.items() if cell.row == row}


def _continue_constant(node: Element, shown: str, before: str | None, step: int) -> None:
    """What stands in every row (円) stands in the new ones, numbers that count go on counting, all else is blank.

    ``before`` is what the row before the last shows (None: the band has one row, so its words are those of every row).
    """
    value, is_number = node.find(VALUE), node.get("t", "n") == "n"
    if shown and (shown == before or (before is None and not is_number)):
        return
    if value is not None and is_number and before and shown.isdecimal() and before.isdecimal() and int(shown) == int(before) + 1:
        value.text = str(int(shown) + step)
        return
    node.attrib.pop("t", None)
    for child in [child for child in node if child.tag in (VALUE, INLINE)]:
        node.remove(child)


def _copy_merges(xml: SheetXml, shift: Shift) -> None:
    parent = xml.root.find(f"{{{MAIN}}}mergeCells")
    if parent is None:
        return
    for node in list(parent):
        block = _row_block(node, shift.last)
        if block:
            for step in range(1, shift.rows + 1):
                copy = deepcopy(node)
                copy.set("ref", Block(shift.last + step, block.first_column, shift.last + step, block.last_column).ref)
                parent.append(copy)
    if parent.get("count"):
        parent.set("count", str(len(parent)))


def _row_block(node: Element, row: int) -> Block | None:
    block = find_block(node.get("ref", ""))
    return block if block and block.first_row == block.last_row == row else None
