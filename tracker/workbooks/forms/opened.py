"""A form that was opened: its sheets as they are asked for, its texts and looks, and no more of it than can be handled."""

from __future__ import annotations

from functools import cached_property

from tracker.domain.grid import find_block
from tracker.rows.forms import CellKind
from tracker.workbooks.forms.extent import MAX_COVERED
from tracker.workbooks.forms.looks import Looks, looks_of
from tracker.workbooks.forms.parts import MAIN, Element, FormPackage, SheetPart
from tracker.workbooks.forms.sheet_xml import SheetXml, text_of_runs
from tracker.workbooks.forms.shown import epoch_of, shown_text, stored_text
from tracker.workbooks.forms.words import TOO_MANY_FORM_CELLS, TOO_MANY_FORMULAS
from tracker.workbooks.package import refusal

MAX_FORM_CELLS = 100_000
"""Of all sheets together: more than twice the largest form met, read within four seconds."""
MAX_FORMULAS = 30_000
MAX_FORMULA_LETTERS = 2_000_000
"""Of all together, shared ones counted where they stand."""
LONGEST_FORMULA = 20_000
"""Excel lets one have 8,192 letters, which the file may hold under longer names."""
ON = ("1", "true")
"""How a part says yes."""


class OpenedForm:
    """The package of a form, weighed while it is read; what several of its sheets need is read once."""

    def __init__(self, package: FormPackage) -> None:
        self.package = package
        self._cells_left = MAX_FORM_CELLS
        self._formulas_left = MAX_FORMULAS
        self._letters_left = MAX_FORMULA_LETTERS
        self.choices_left = MAX_COVERED
        self._xml: dict[str, SheetXml] = {}

    @cached_property
    def looks(self) -> Looks:
        return looks_of(self.package)

    @cached_property
    def strings(self) -> list[str]:
        part = next((one.target for one in self.package.relations(self.package.workbook) if one.kind == "sharedStrings"), None)
        return [text_of_runs(node) for node in self.package.tree(part).iterchildren(f"{{{MAIN}}}si")] if part else []

    @cached_property
    def is_1904(self) -> bool:
        node = self.package.tree(self.package.workbook).find(f"{{{MAIN}}}workbookPr")
        return node is not None and node.get("date1904") in ON

    def xml(self, sheet: SheetPart) -> SheetXml:
        if sheet.part not in self._xml:
            self._xml[sheet.part] = SheetXml(self.package.tree(sheet.part))
            self._weigh(self._xml[sheet.part])
        return self._xml[sheet.part]

    def _weigh(self, xml: SheetXml) -> None:
        """Refuse what could not be read, and later filled, while a person waits."""
        self._cells_left -= len(xml.cells)
        shared: dict[str, int] = {}
        for _, _, node in xml.formulas():
            length = len(node.text or "")
            if node.get("t") == "shared":
                length = shared.setdefault(node.get("si", ""), length)
            elif block := find_block(node.get("ref", "")):
                length += min(block.size, len(xml.cells))  # all of an array's results
            self._formulas_left -= 1
            is_possible = len(node.text or "") <= LONGEST_FORMULA
            self._letters_left -= length if is_possible else MAX_FORMULA_LETTERS + 1
        if self._cells_left < 0:
            raise refusal(TOO_MANY_FORM_CELLS, limit=f"{MAX_FORM_CELLS:,}")
        if self._formulas_left < 0 or self._letters_left < 0:
            raise refusal(TOO_MANY_FORMULAS, limit=f"{MAX_FORMULAS:,}")

    def shown(self, node: Element) -> tuple[CellKind, str]:
        kind, raw = stored_text(node, self.strings)
        return shown_text(kind, raw, self.looks.at(node.get("s")), epoch_of(self.is_1904))
