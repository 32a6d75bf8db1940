"""Why a band may not get more rows: everything that Excel or we could not move along without doubt."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.domain.grid import LAST_ROW, Block, column_number
from tracker.rows.forms import Band, FormSheet, Why
from tracker.workbooks.forms import words as said
from tracker.workbooks.forms.formulas import SheetFormula, Workings, formulas_of
from tracker.workbooks.forms.moving_parts import charts_of
from tracker.workbooks.forms.moving_sheets import local
from tracker.workbooks.forms.new_rows import Unclear, formulas_to_copy
from tracker.workbooks.forms.parts import MAIN, Element, FormPackage, SheetPart
from tracker.workbooks.forms.references import Reference, read_formula
from tracker.workbooks.forms.sheet_tables import tables_on
from tracker.workbooks.forms.sheets import SheetReader
from tracker.workbooks.forms.shifts import Shift

_MOVABLE = {
    "drawing", "vmlDrawing", "comments", "threadedComment", "hyperlink", "printerSettings", "table", "ctrlProp", "control",
    "image", "oleObject", "package", "customProperty",
}  # fmt: skip
_RULES = {"formula", "formula1", "formula2", "f"}


def why_not_grow(reader: SheetReader, sheet: SheetPart, read: FormSheet, band: Band, others: list[Band]) -> Why | None:
    """None where the rows may be added; the first reason otherwise, what a person sees in the form first."""
    shift = Shift(sheet.title, band.first_row, band.last_row, len(band.entries) - band.room)
    return next(_reasons(reader, sheet, read, band, others, shift), None)


def _reasons(
    reader: SheetReader, sheet: SheetPart, read: FormSheet, band: Band, others: list[Band], shift: Shift
) -> Iterator[Why]:
    if not read.may_insert_rows:
        yield Why(said.PROTECTED)
    if band.lines > 1:
        yield Why(said.MORE_THAN_ONE_LINE, {"lines": band.lines})
    if any(other.first_row <= band.last_row and band.first_row <= other.last_row for other in others):
        yield Why(said.BANDS_OVERLAP)
    if max(reader.xml(sheet).rows, default=0) + shift.rows > LAST_ROW or band.last_row + shift.rows > LAST_ROW:
        yield Why(said.SHEET_IS_FULL)
    for merge in read.merges:
        if merge.first_row < merge.last_row and merge.meets_rows(shift.first, shift.last) and not _frames(merge, shift, band):
            yield Why(said.MERGED_BLOCK, {"block": merge.ref})
    package = reader.package
    for relation in package.relations(sheet.part):
        if relation.kind not in _MOVABLE:
            yield Why(said.UNKNOWN_PART, {"part": relation.kind})
    yield from _tables(package, sheet, shift)
    yield from _charts(package, sheet, shift)
    yield from _pivot_sources(package, shift)
    yield from _formulas(reader, sheet, shift)


def _frames(merge: Block, shift: Shift, band: Band) -> bool:
    """A label beside the whole band grows with it; nothing of the band is written under it."""
    columns = {column_number(column.letters) for column in band.columns}
    covers = merge.first_row <= shift.first and merge.last_row >= shift.last
    return covers and not any(merge.first_column <= column <= merge.last_column for column in columns)


def _tables(package: FormPackage, sheet: SheetPart, shift: Shift) -> Iterator[Why]:
    for table in tables_on(package, sheet):
        if table.block.meets_rows(shift.first, shift.last):
            yield Why(said.TABLE, {"block": table.block.ref})


def _charts(package: FormPackage, sheet: SheetPart, shift: Shift) -> Iterator[Why]:
    for part in charts_of(package):
        for node in package.tree(part).iter():
            text = node.text if local(node) in _RULES and not len(node) else None
            if text and any(_touches(one, None, shift) for one in read_formula(text).references):
                yield Why(said.CHART)
    for relation in package.relations(sheet.part):
        if relation.kind == "drawing" and relation.target:
            for anchor in package.tree(relation.target):
                if any(local(node) == "graphicFrame" for node in anchor.iter()) and _lies_over(anchor, shift):
                    yield Why(said.CHART)


def _lies_over(anchor: Element, shift: Shift) -> bool:
    rows = [
        int(row.text) + 1
        for end in anchor
        for row in end
        if local(end) in ("from", "to") and local(row) == "row" and (row.text or "").isdecimal()
    ]
    return len(rows) == 2 and min(rows) <= shift.last and max(rows) >= shift.first


def _pivot_sources(package: FormPackage, shift: Shift) -> Iterator[Why]:
    """A pivot table's source is told by the sheet's name and a block that nothing here moves."""
    for part in package.parts:
        if "pivotcachedefinition" in part.lower() and part.lower().endswith(".xml"):
            for node in package.tree(part).iter(f"{{{MAIN}}}worksheetSource"):
                if shift.is_of(node.get("sheet", "")):
                    yield Why(said.UNKNOWN_PART, {"part": "pivotTable"})


def _formulas(reader: SheetReader, sheet: SheetPart, shift: Shift) -> Iterator[Why]:
    workings = Workings(reader)
    for other in reader.package.sheets:
        xml = reader.xml(other)
        is_own = shift.is_of(other.title)
        for one in formulas_of(xml):
            yield from _formula(one, other, workings, shift, is_own=is_own)
        for part in xml.root:
            if local(part) != "sheetData":
                for node in part.iter():
                    if local(node) in _RULES and node.text and workings.reads(read_formula(node.text), other).is_blind:
                        yield Why(said.POINTS_BY_TEXT, {"place": other.title})
    for node in reader.package.tree(reader.package.workbook).iter(f"{{{MAIN}}}definedName"):
        if read_formula(node.text or "").is_blind:
            yield Why(said.POINTS_BY_TEXT, {"place": node.get("name", "")})
    try:
        formulas_to_copy(reader.xml(sheet), shift)
    except Unclear as unclear:
        yield Why(said.UNCLEAR_FORMULA, {"ref": unclear.cell.ref})


def _formula(one: SheetFormula, sheet: SheetPart, workings: Workings, shift: Shift, *, is_own: bool) -> Iterator[Why]:
    in_band = is_own and one.results.meets_rows(shift.first, shift.last)
    place = one.cell.ref if is_own else f"{sheet.title}!{one.cell.ref}"
    if in_band and one.kind == "shared":
        yield Why(said.SHARED_FORMULA, {"ref": place})
    touched = [reference for reference in one.formula.references if _touches(reference, sheet.title, shift)]
    if one.kind in ("array", "dataTable") and (in_band or touched):
        yield Why(said.ARRAY_FORMULA, {"ref": place})
    if workings.reads(one.formula, sheet).is_blind:
        yield Why(said.POINTS_BY_TEXT, {"place": place})
    if any(len({title.casefold() for title in reference.sheets or ()}) > 1 for reference in one.formula.references):
        yield Why(said.UNCLEAR_FORMULA, {"ref": place})
    # a sum that names the band's cells one by one would not see the new ones
    if not in_band and any(not _grows(reference, shift) for reference in touched):
        yield Why(said.UNCLEAR_FORMULA, {"ref": place})


def _touches(reference: Reference, title: str | None, shift: Shift) -> bool:
    """It reads rows of the band, and is no whole column."""
    own = reference.sheets[0] if reference.sheets else title
    return (
        not reference.is_external
        and own is not None
        and shift.is_of(own)
        and reference.first.row is not None
        and reference.block.meets_rows(shift.first, shift.last)
    )


def _grows(reference: Reference, shift: Shift) -> bool:
    block = reference.block
    return not reference.is_single and block.first_row <= shift.first and block.last_row >= shift.last
