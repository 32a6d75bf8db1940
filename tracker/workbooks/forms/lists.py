"""The lists that validations hold cells to, old ones and those of Excel 2010 (x14), worked out to their values."""

from __future__ import annotations

import re
from itertools import islice

from tracker.domain.grid import Block, find_block
from tracker.rows.forms import CellKind, FormList
from tracker.workbooks.forms.opened import OpenedForm
from tracker.workbooks.forms.parts import MAIN, Element, SheetPart
from tracker.workbooks.forms.validations import validations_of

MAX_CHOICES = 2_000
_PLACE = re.compile(r"(?:(?:'((?:[^']|'')+)'|([^'!\s(),]+))!)?([$A-Za-z0-9:]+)")


def lists_of(form: OpenedForm, sheet: SheetPart) -> tuple[FormList, ...]:
    """The lists of a sheet in the order of the file; ``choices`` is None where only Excel can work them out."""
    found = [(one.blocks, one.formulas[0]) for one in validations_of(form.xml(sheet).root) if one.kind == "list"]
    worked_out: dict[str, tuple[str, ...] | None] = {}
    for _, formula in found:
        if formula not in worked_out:
            worked_out[formula] = _choices(form, sheet, formula)
    return tuple(FormList(blocks, worked_out[formula], formula) for blocks, formula in found)


def _choices(form: OpenedForm, sheet: SheetPart, formula: str, depth: int = 0) -> tuple[str, ...] | None:
    if len(formula) >= 2 and formula.startswith('"') and formula.endswith('"'):
        return tuple(choice.strip() for choice in formula[1:-1].replace('""', '"').split(","))
    place = _PLACE.fullmatch(formula.removeprefix("="))
    if place and (block := find_block(place[3])):
        title = (place[1] or place[2] or sheet.title).replace("''", "'").casefold()
        other = next((one for one in form.package.sheets if one.title.casefold() == title), None)
        return None if other is None else _values(form, other, block)
    named = None if depth else _named(form, sheet, formula.removeprefix("="))
    return None if named is None else _choices(form, sheet, named, depth + 1)


def _named(form: OpenedForm, sheet: SheetPart, name: str) -> str | None:
    """What the name stands for; one of the sheet's own goes before one of the workbook."""
    found: dict[bool, str] = {}
    nodes: list[Element] = list(
        form.package.tree(form.package.workbook).iterfind(f"{{{MAIN}}}definedNames/{{{MAIN}}}definedName")
    )
    for node in nodes:
        if node.get("name", "").casefold() == name.casefold() and node.get("localSheetId") in (None, str(sheet.place)):
            found[node.get("localSheetId") is not None] = (node.text or "").strip()
    return found.get(True, found.get(False))


def _values(form: OpenedForm, sheet: SheetPart, block: Block) -> tuple[str, ...] | None:
    cells = form.xml(sheet).cells
    form.choices_left -= min(block.size, len(cells))
    if form.choices_left < 0:
        return None
    here = block.cells() if block.size <= len(cells) else sorted(cell for cell in cells if block.covers(cell))
    values = (form.shown(cells[cell]) for cell in here if cell in cells)
    choices = tuple(islice((shown for kind, shown in values if kind is not CellKind.BLANK), MAX_CHOICES + 1))
    return tuple(dict.fromkeys(choices)) if len(choices) <= MAX_CHOICES else None
