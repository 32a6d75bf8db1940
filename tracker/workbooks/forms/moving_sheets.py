"""Moves what a worksheet says of places: rows and formulas, and all that stands around them."""

from __future__ import annotations

from collections.abc import Callable

from tracker.workbooks.forms.formulas import formulas_of
from tracker.workbooks.forms.parts import Element, FormPackage, SheetPart
from tracker.workbooks.forms.sheet_xml import CELL, SheetXml
from tracker.workbooks.forms.shifts import Shift
from tracker.workbooks.forms.validations import XM

_BLOCKS = {
    ("mergeCell", "ref"), ("hyperlink", "ref"), ("autoFilter", "ref"), ("sortState", "ref"), ("sortCondition", "ref"),
    ("dimension", "ref"), ("pane", "topLeftCell"), ("sheetView", "topLeftCell"), ("customSheetView", "topLeftCell"),
    ("selection", "activeCell"), ("selection", "sqref"), ("cellWatch", "r"), ("inputCells", "r"), ("cellSmartTags", "r"),
    ("webPublishItem", "sourceRef"),
}  # fmt: skip
_SPREADING = {
    ("dataValidation", "sqref"), ("conditionalFormatting", "sqref"), ("protectedRange", "sqref"), ("ignoredError", "sqref"),
}  # fmt: skip
_FORMULA_ATTRIBUTES = {("hyperlink", "location"), ("controlPr", "linkedCell"), ("controlPr", "listFillRange")}
_FORMULA_TEXTS = {"formula", "formula1", "formula2", "f"}
_SPREADING_PARENTS = {"dataValidation", "conditionalFormatting"}
_ANCHORS = {"anchor", "twoCellAnchor", "oneCellAnchor"}
_BLOCKS_BY_NAME = {name for name, _ in _BLOCKS | _SPREADING | _FORMULA_ATTRIBUTES}


def local(node: Element) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def move_rows(xml: SheetXml, shift: Shift) -> None:
    """Every row below the band, and what its cells call themselves."""
    for number, row in xml.rows.items():
        if number > shift.last:
            moved = shift.row(number)
            row.set("r", str(moved))
            for node in row.iterchildren(CELL):
                node.set("r", node.get("r").rstrip("0123456789") + str(moved))
    xml.index()


def move_formulas(package: FormPackage, sheet: SheetPart, xml: SheetXml, shift: Shift) -> None:
    """The formulas of any sheet, before its rows are moved. Those that share one text and read what moves get each their own."""
    is_own = shift.is_of(sheet.title)
    texts: list[tuple[Element, str, str | None]] = []
    reading_groups: set[str | None] = set()
    for one in formulas_of(xml):
        text = shift.formula(one.formula.text, sheet.title, one.cell.row)
        texts.append((one.element, text, one.element.get("si") if one.kind == "shared" else None))
        if text != one.formula.text:
            reading_groups.add(texts[-1][2])
            package.touch(sheet.part)
    for node, text, group in texts:
        if group is not None and group in reading_groups:
            for name in ("t", "si", "ref"):
                node.attrib.pop(name, None)
            node.text = text
        elif node.text and node.get("t") != "dataTable":
            node.text = text
        if is_own:
            for name in ("ref", "r1", "r2"):
                if name in node.attrib:
                    node.set(name, shift.blocks(node.get(name)))


def move_surroundings(package: FormPackage, sheet: SheetPart, root: Element, shift: Shift) -> None:
    """Merged blocks, lists, formats, links, breaks, anchors and the view; of other sheets what refers to this one."""
    changed = False
    is_own = shift.is_of(sheet.title)
    for part in root:
        if local(part) == "sheetData":
            continue
        for node in part.iter():
            changed = _move_node(node, sheet.title, shift, is_own=is_own) or changed
    if changed:
        package.touch(sheet.part)


def _move_node(node: Element, title: str, shift: Shift, *, is_own: bool) -> bool:
    name = local(node)
    changed = False
    if name in _FORMULA_TEXTS or (name == "sqref" and is_own):
        changed = _move_text(node, name, title, shift)
    elif name == "cfvo" and node.get("type") == "formula":
        changed = _set(node, "val", lambda text: shift.formula(text, title))
    elif name in _ANCHORS and is_own:
        changed = move_anchor(node, shift)
    elif name == "brk" and is_own and local(node.getparent()) == "rowBreaks":
        changed = _set(node, "id", lambda row: str(shift.row(int(row) + 1) - 1))
    elif name == "dataRef" and shift.is_of(node.get("sheet", title)):
        changed = _set(node, "ref", shift.blocks)
    if name in _BLOCKS_BY_NAME:
        for attribute in list(node.attrib):
            if (name, attribute) in _FORMULA_ATTRIBUTES:
                changed = _set(node, attribute, lambda text: shift.formula(text, title)) or changed
            elif is_own and (name, attribute) in _BLOCKS:
                changed = _set(node, attribute, shift.blocks) or changed
            elif is_own and (name, attribute) in _SPREADING:
                changed = _set(node, attribute, lambda refs: shift.blocks(refs, spreads=True)) or changed
    return changed


def _move_text(node: Element, name: str, title: str, shift: Shift) -> bool:
    if not node.text or len(node):
        return False
    if name == "sqref":
        moved = shift.blocks(node.text, spreads=local(node.getparent()) in _SPREADING_PARENTS)
    elif name == "f" and not node.tag.startswith(f"{{{XM}}}"):
        return False
    else:
        moved = shift.formula(node.text, title)
    if moved == " ".join(node.text.split()) or moved == node.text:
        return False
    node.text = moved
    return True


def _set(node: Element, attribute: str, move: Callable[[str], str]) -> bool:
    written = node.get(attribute)
    moved = move(written) if written else written
    if moved == written:
        return False
    node.set(attribute, moved)
    return True


def move_anchor(anchor: Element, shift: Shift) -> bool:
    """A drawing's or a control's place: it goes with its first row, and grows where it is tied to its last row as well."""
    ends = {local(end): row for end in anchor for row in end if local(row) == "row" and (row.text or "").isdecimal()}
    if "from" not in ends or anchor.get("editAs") == "absolute":
        return False
    is_control = local(anchor) == "anchor"
    sizes = anchor.get("sizeWithCells") in ("1", "true") if is_control else anchor.get("editAs", "twoCell") == "twoCell"
    if is_control and not sizes and anchor.get("moveWithCells") not in ("1", "true"):
        return False
    first = int(ends["from"].text)
    rows = shift.row(first + 1) - first - 1
    changed = bool(rows)
    ends["from"].text = str(first + rows)
    if "to" in ends:
        last = int(ends["to"].text)
        moved = shift.row(last + 1) - 1 if sizes and first + 1 < shift.last else last + rows
        changed = changed or moved != last
        ends["to"].text = str(moved)
    return changed
