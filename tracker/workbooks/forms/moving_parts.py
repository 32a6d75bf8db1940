"""Moves what other parts of the package say of a sheet's places: names, drawings, charts, comments, tables, the order of work."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from tracker.domain.grid import Cell, find_cell
from tracker.workbooks.forms.moving_sheets import local, move_anchor
from tracker.workbooks.forms.parts import MAIN, Element, FormPackage, SheetPart
from tracker.workbooks.forms.shifts import Shift

_CONTROL = ("fmlaLink", "fmlaRange", "fmlaTxbx", "fmlaGroup")
_VML_ROW = re.compile(rb"(<x:Row>\s*)(\d+)(\s*</x:Row>)")
_VML_ANCHOR = re.compile(rb"(<x:Anchor>)([^<]*)(</x:Anchor>)")
_VML_FORMULA = re.compile(rb"(<x:Fmla(?:Link|Range|Txbx|Group)>)([^<]*)(</x:Fmla(?:Link|Range|Txbx|Group)>)")
_TABLE_REFS = {"table", "autoFilter", "sortState", "sortCondition"}
_TABLE_FORMULAS = {"calculatedColumnFormula", "totalsRowFormula"}


def move_parts(package: FormPackage, shift: Shift) -> None:
    _move_names(package, shift)
    for sheet in package.sheets:
        for relation in package.relations(sheet.part):
            if relation.target is None:
                continue
            if relation.kind == "table":
                _move_table(package, relation.target, sheet, shift)
            elif relation.kind == "ctrlProp":
                _move_control(package, relation.target, sheet, shift)
            elif relation.kind == "drawing":
                _move_drawing(package, relation.target, sheet, shift)
            elif relation.kind in ("comments", "threadedComment") and shift.is_of(sheet.title):
                _move_comments(package, relation.target, shift)
            elif relation.kind == "vmlDrawing":
                package.replace(relation.target, _moved_vml(package.content(relation.target), sheet, shift))
    for part in charts_of(package):
        for node in package.tree(part).iter():
            if local(node) in ("f", "sqref", "formulaRef") and node.text and not len(node):
                _set_text(package, part, node, shift.formula(node.text, None))
    _move_connections(package, shift)


def charts_of(package: FormPackage) -> list[str]:
    """The parts of all charts, old and new kinds, chart sheets' too."""
    kinds = ("drawingml.chart+xml", "ms-office.chartex+xml")
    return [part for part in package.parts if package.content_types.get(part.lower(), "").lower().endswith(kinds)]


def _set_text(package: FormPackage, part: str, node: Element, text: str) -> None:
    if text != node.text:
        node.text = text
        package.touch(part)


def _set(package: FormPackage, part: str, node: Element, name: str, value: str) -> None:
    if value != node.get(name):
        node.set(name, value)
        package.touch(part)


def _move_names(package: FormPackage, shift: Shift) -> None:
    root = package.tree(package.workbook)
    for node in root.iterfind(f"{{{MAIN}}}definedNames/{{{MAIN}}}definedName"):
        if node.text:
            _set_text(package, package.workbook, node, shift.name(node.text, None))


def _move_table(package: FormPackage, part: str, sheet: SheetPart, shift: Shift) -> None:
    for node in package.tree(part).iter():
        if local(node) in _TABLE_REFS and node.get("ref") and shift.is_of(sheet.title):
            _set(package, part, node, "ref", shift.blocks(node.get("ref")))
        elif local(node) in _TABLE_FORMULAS and node.text:
            _set_text(package, part, node, shift.formula(node.text, sheet.title))


def _move_control(package: FormPackage, part: str, sheet: SheetPart, shift: Shift) -> None:
    node = package.tree(part)
    for name in _CONTROL:
        if node.get(name):
            _set(package, part, node, name, shift.formula(node.get(name), sheet.title))


def _move_drawing(package: FormPackage, part: str, sheet: SheetPart, shift: Shift) -> None:
    for node in package.tree(part).iter():
        if local(node) in ("twoCellAnchor", "oneCellAnchor") and shift.is_of(sheet.title) and move_anchor(node, shift):
            package.touch(part)
        if node.get("textlink"):
            _set(package, part, node, "textlink", shift.formula(node.get("textlink"), sheet.title))


def _move_comments(package: FormPackage, part: str, shift: Shift) -> None:
    for node in package.tree(part).iter():
        if local(node) in ("comment", "threadedComment") and node.get("ref"):
            _set(package, part, node, "ref", shift.blocks(node.get("ref")))


def _moved_vml(content: bytes, sheet: SheetPart, shift: Shift) -> bytes:
    """VML is not always well-formed, so it is changed where it stands and never parsed."""
    if shift.is_of(sheet.title):
        content = _VML_ROW.sub(lambda row: row[1] + str(shift.row(int(row[2]) + 1) - 1).encode() + row[3], content)
        content = _VML_ANCHOR.sub(lambda anchor: anchor[1] + _moved_anchor(anchor[2], shift) + anchor[3], content)
    return _VML_FORMULA.sub(
        lambda formula: (
            formula[1]
            + shift.formula(formula[2].decode("utf-8", "surrogateescape"), sheet.title).encode("utf-8", "surrogateescape")
            + formula[3]
        ),
        content,
    )


def _moved_anchor(anchor: bytes, shift: Shift) -> bytes:
    """Eight numbers, the third and the seventh are rows; the shape keeps its size."""
    numbers = anchor.split(b",")
    if len(numbers) != 8 or not all(number.strip().isdigit() for number in numbers):
        return anchor
    rows = shift.row(int(numbers[2]) + 1) - int(numbers[2]) - 1
    if rows:
        for place in (2, 6):
            numbers[place] = numbers[place].replace(numbers[place].strip(), str(int(numbers[place]) + rows).encode())
    return b",".join(numbers)


def _move_connections(package: FormPackage, shift: Shift) -> None:
    part = package.find("xl/connections.xml")
    if part is not None:
        for node in package.tree(part).iter(f"{{{MAIN}}}parameter"):
            if node.get("cell"):
                _set(package, part, node, "cell", shift.formula(node.get("cell"), None))


def move_calculation_chain(package: FormPackage, sheet: SheetPart, shift: Shift, added: Iterable[Cell]) -> None:
    """The order in which Excel last worked: an entry for a cell without a formula would make it offer a repair."""
    part = next((one.target for one in package.relations(package.workbook) if one.kind == "calcChain"), None)
    if part is None:
        return
    root = package.tree(part)
    number = ""
    for node in root:
        number = node.get("i", number)
        cell = find_cell(node.get("r", ""))
        if number == sheet.sheet_id and cell is not None:
            _set(package, part, node, "r", Cell(shift.row(cell.row), cell.column).ref)
    for cell in added:
        root.append(etree.Element(root[0].tag if len(root) else f"{{{MAIN}}}c", {"r": cell.ref, "i": sheet.sheet_id}))
        package.touch(part)
