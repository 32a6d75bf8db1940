"""Gives a band the rows that it needs, and moves along everything in the workbook that has to."""

from __future__ import annotations

from tracker.domain.grid import Cell
from tracker.workbooks.forms.moving_parts import move_calculation_chain, move_parts
from tracker.workbooks.forms.moving_sheets import move_formulas, move_rows, move_surroundings
from tracker.workbooks.forms.new_rows import add_rows, formulas_to_copy
from tracker.workbooks.forms.parts import SheetPart
from tracker.workbooks.forms.sheets import SheetReader
from tracker.workbooks.forms.shifts import Shift


def grow(reader: SheetReader, sheet: SheetPart, shift: Shift) -> list[Cell]:
    """Only where ``why_not_grow`` knows no reason. The cells of the new rows that hold formulas come back."""
    package, xml = reader.package, reader.xml(sheet)
    copies = formulas_to_copy(xml, shift)
    for other in package.sheets:
        move_formulas(package, other, reader.xml(other), shift)
        move_surroundings(package, other, reader.xml(other).root, shift)
    move_rows(xml, shift)
    move_parts(package, shift)
    added = add_rows(reader, xml, shift, copies)
    move_calculation_chain(package, sheet, shift, added)
    package.touch(sheet.part)
    return added
