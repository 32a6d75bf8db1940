"""All formulas of a workbook's sheets with what each reads: shared ones spelled out, names and tables followed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tracker.domain.grid import LAST_COLUMN, LAST_ROW, Block, Cell, find_block
from tracker.workbooks.forms.parts import MAIN, Element, SheetPart
from tracker.workbooks.forms.references import Formula, read_formula
from tracker.workbooks.forms.sheet_tables import tables_on
from tracker.workbooks.forms.sheet_xml import SheetXml
from tracker.workbooks.forms.sheets import SheetReader

WHOLE = Block(1, 1, LAST_ROW, LAST_COLUMN)


@dataclass(frozen=True, slots=True)
class SheetFormula:
    """A formula in a cell: ``results`` are the cells that show what it comes to (an array's are several).

    ``kind`` is the file's: normal, shared, array, dataTable.
    """

    cell: Cell
    element: Element
    kind: str
    results: Block
    formula: Formula


@dataclass(frozen=True, slots=True)
class Reads:
    """What a formula depends on: blocks by the sheet's title (casefolded); ``is_blind``: on anything."""

    blocks: tuple[tuple[str, Block], ...]
    is_blind: bool


def formulas_of(xml: SheetXml) -> Iterator[SheetFormula]:
    """The formulas of a sheet in its order; a shared one is given to each cell in the words it would have there."""
    masters: dict[str, tuple[Cell, Formula]] = {}
    for cell, _, node in xml.formulas():
        kind, text = node.get("t", "normal"), node.text or ""
        results = Block(cell.row, cell.column, cell.row, cell.column)
        if kind == "shared":
            number = node.get("si", "")
            if text:
                masters[number] = (cell, read_formula(text))
            elif number in masters:
                home, formula = masters[number]
                text = formula.copied(cell.row - home.row, cell.column - home.column)
        elif kind in ("array", "dataTable"):
            results = find_block(node.get("ref", "")) or results
            if kind == "dataTable":
                text = WHOLE.ref
        yield SheetFormula(cell, node, kind, results, read_formula(text))


class Workings:
    """Follows what a formula reads through defined names and tables of the workbook."""

    def __init__(self, reader: SheetReader) -> None:
        self.reader = reader
        self.package = reader.package
        self._known: dict[tuple[str, int], Reads] = {}
        self.titles = [title.casefold() for title in self.package.tabs]

    def reads(self, formula: Formula, sheet: SheetPart) -> Reads:
        own = sheet.title.casefold()
        blocks: list[tuple[str, Block]] = []
        is_blind = formula.is_blind
        for reference in formula.references:
            if not reference.is_external:
                blocks += [(title, reference.block) for title in self._through(reference.sheets, own)]
        for name in formula.names & self._names.keys():
            found = self._name_reads(name, sheet)
            is_blind = is_blind or found.is_blind
            blocks += found.blocks
        for table in formula.tables:
            blocks += self.tables.get(table, []) if table else [one for ones in self.tables.values() for one in ones]
        return Reads(tuple(blocks), is_blind)

    def _name_reads(self, name: str, sheet: SheetPart) -> Reads:
        """Worked out once a sheet; a name that comes back to itself reads nothing more there."""
        key = (name, sheet.place)
        if key not in self._known:
            self._known[key] = Reads((), False)
            named = self._named(name, sheet)
            found = self.reads(named, sheet) if named else Reads((), False)
            if named and not all(one.is_fixed for one in named.references):
                # its places move with the cell that uses it, so it may mean any place of the sheet
                found = Reads(tuple((title, WHOLE) for title, _ in found.blocks), found.is_blind)
            self._known[key] = Reads(tuple(dict.fromkeys(found.blocks)), found.is_blind)
        return self._known[key]

    def _through(self, sheets: tuple[str, str] | None, own: str) -> list[str]:
        if sheets is None:
            return [own]
        first, last = (title.casefold() for title in sheets)
        if first == last or first not in self.titles or last not in self.titles:
            return [first]
        ends = sorted((self.titles.index(first), self.titles.index(last)))
        return self.titles[ends[0] : ends[1] + 1]

    def _named(self, name: str, sheet: SheetPart) -> Formula | None:
        known = self._names[name]
        return known.get(str(sheet.place), known.get(None))

    @cached_property
    def _names(self) -> dict[str, dict[str | None, Formula]]:
        names: dict[str, dict[str | None, Formula]] = {}
        root = self.package.tree(self.package.workbook)
        for node in root.iterfind(f"{{{MAIN}}}definedNames/{{{MAIN}}}definedName"):
            names.setdefault(node.get("name", "").casefold(), {})[node.get("localSheetId")] = read_formula(node.text or "")
        return names

    @cached_property
    def tables(self) -> dict[str, list[tuple[str, Block]]]:
        """By name (casefolded): the sheet's title (casefolded) and the block."""
        tables: dict[str, list[tuple[str, Block]]] = {}
        for sheet in self.package.sheets:
            for table in tables_on(self.package, sheet):
                tables.setdefault(table.name.casefold(), []).append((sheet.title.casefold(), table.block))
        return tables
