"""Takes away the saved results of formulas that depend on what was written, so that no program shows the old ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set

from lxml import etree

from tracker.domain.grid import Block, Cell
from tracker.workbooks.forms.formulas import SheetFormula, Workings, formulas_of
from tracker.workbooks.forms.parts import MAIN, FormPackage, SheetPart
from tracker.workbooks.forms.sheet_xml import FORMULA, INLINE, VALUE, SheetXml
from tracker.workbooks.forms.sheets import SheetReader

_SMALL = 32
_AFTER_CALCULATION = {
    f"{{{MAIN}}}{name}"
    for name in (
        "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr",
        "webPublishObjects", "extLst",
    )
}  # fmt: skip


def drop_old_results(reader: SheetReader, written: Mapping[str, Set[Cell]], *, has_new_formulas: bool = False) -> None:
    """``written``: cells by part. Excel calculates anew when it opens the file; LibreOffice only what has no result."""
    dependents = _Dependents(reader)
    dropped = dependents.reached(written)
    for sheet, formulas in dropped.items():
        xml = reader.xml(sheet)
        for formula in formulas:
            for cell in _result_cells(xml, formula.results):
                _drop(xml, cell)
        reader.package.touch(sheet.part)
    if dropped or has_new_formulas:
        _calculate_on_load(reader.package)


def _result_cells(xml: SheetXml, block: Block) -> Iterable[Cell]:
    if block.size <= len(xml.cells):
        return [cell for cell in block.cells() if cell in xml.cells]
    return [cell for cell in xml.cells if block.covers(cell)]


def _drop(xml: SheetXml, cell: Cell) -> None:
    node = xml.cells[cell]
    for child in [child for child in node if child.tag in (VALUE, INLINE)]:
        node.remove(child)
    if node.find(FORMULA) is not None or not len(node):
        node.attrib.pop("t", None)


def _calculate_on_load(package: FormPackage) -> None:
    root = package.tree(package.workbook)
    node = root.find(f"{{{MAIN}}}calcPr")
    if node is None:
        node = etree.Element(f"{{{MAIN}}}calcPr")
        after = next((child for child in root if child.tag in _AFTER_CALCULATION), None)
        if after is None:
            root.append(node)
        else:
            after.addprevious(node)
    if node.get("fullCalcOnLoad") not in ("1", "true"):
        node.set("fullCalcOnLoad", "1")
        package.touch(package.workbook)


class _Dependents:
    """Which formulas read which cells: found by row where a block is low, by column where it is narrow, else one by one."""

    def __init__(self, reader: SheetReader) -> None:
        self._reader = reader
        self._by_row: dict[tuple[str, int], list[int]] = defaultdict(list)
        self._by_column: dict[tuple[str, int], list[int]] = defaultdict(list)
        self._wide: dict[str, list[int]] = defaultdict(list)
        self._blocks: list[tuple[Block, int]] = []
        self._formulas: list[tuple[SheetPart, SheetFormula]] = []
        self._blind: list[int] = []
        self._titles = {sheet.part: sheet.title.casefold() for sheet in reader.package.sheets}
        workings = Workings(reader)
        for sheet in reader.package.sheets:
            for formula in formulas_of(reader.xml(sheet)):
                self._add(sheet, formula, workings)

    def _add(self, sheet: SheetPart, formula: SheetFormula, workings: Workings) -> None:
        number = len(self._formulas)
        self._formulas.append((sheet, formula))
        reads = workings.reads(formula.formula, sheet)
        if reads.is_blind:
            self._blind.append(number)
        for title, block in reads.blocks:
            place = len(self._blocks)
            self._blocks.append((block, number))
            if block.last_row - block.first_row < _SMALL:
                for row in range(block.first_row, block.last_row + 1):
                    self._by_row[title, row].append(place)
            elif block.last_column - block.first_column < _SMALL:
                for column in range(block.first_column, block.last_column + 1):
                    self._by_column[title, column].append(place)
            else:
                self._wide[title].append(place)

    def reached(self, written: Mapping[str, Set[Cell]]) -> dict[SheetPart, list[SheetFormula]]:
        """The formulas that read a written cell, or one that reads it, and so on."""
        pending = [(self._titles[part], cell) for part, cells in written.items() for cell in cells]
        reached: set[int] = set()
        if pending:
            self._reach(self._blind, reached, pending)
        while pending:
            title, cell = pending.pop()
            for places in (self._by_row[title, cell.row], self._by_column[title, cell.column], self._wide[title]):
                fresh = [place for place in places if self._blocks[place][1] not in reached]
                places[:] = fresh  # a formula that is reached is never asked again
                hit = [self._blocks[place][1] for place in fresh if self._blocks[place][0].covers(cell)]
                self._reach(hit, reached, pending)
        found: dict[SheetPart, list[SheetFormula]] = defaultdict(list)
        for number in sorted(reached):
            sheet, formula = self._formulas[number]
            found[sheet].append(formula)
        return found

    def _reach(self, numbers: Iterable[int], reached: set[int], pending: list[tuple[str, Cell]]) -> None:
        for number in numbers:
            if number not in reached:
                reached.add(number)
                sheet, formula = self._formulas[number]
                cells = _result_cells(self._reader.xml(sheet), formula.results)
                pending.extend((sheet.title.casefold(), cell) for cell in cells)
