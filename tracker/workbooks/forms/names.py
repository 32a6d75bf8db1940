"""The defined names of a workbook: where each points, or why nowhere."""

from __future__ import annotations

import re

from tracker.domain.grid import Block, find_block
from tracker.rows.forms import FormName
from tracker.workbooks.forms.parts import MAIN, FormPackage, SheetPart
from tracker.workbooks.forms.words import (
    NAME_HAS_NO_SHEET,
    NAME_IS_BROKEN,
    NAME_IS_NO_PLACE,
    NAME_IS_SEVERAL,
    NAME_LEAVES_THE_BOOK,
)

_BUILT_IN = "_xlnm."
_PRINT_AREA = f"{_BUILT_IN}print_area"
_PLACE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!\s(),]+))!([$A-Za-z0-9:]+)")


def names_of(package: FormPackage) -> tuple[FormName, ...]:
    """All names that a person made, in the order of the file; hidden ones and those of Excel itself are left out."""
    titles = {sheet.title.casefold(): sheet.title for sheet in package.sheets}
    return tuple(
        _name(node.get("name", ""), _scope(node.get("localSheetId"), package), (node.text or "").strip(), titles)
        for node in package.tree(package.workbook).iterfind(f"{{{MAIN}}}definedNames/{{{MAIN}}}definedName")
        if node.get("hidden") not in ("1", "true") and not node.get("name", "").lower().startswith(_BUILT_IN)
    )


def print_areas(package: FormPackage, sheet: SheetPart) -> tuple[Block, ...]:
    """What of the sheet is printed; nothing where the form does not say, or says it by a formula."""
    for node in package.tree(package.workbook).iterfind(f"{{{MAIN}}}definedNames/{{{MAIN}}}definedName"):
        if node.get("name", "").lower() == _PRINT_AREA and node.get("localSheetId") == str(sheet.place):
            places = [found[3] for piece in (node.text or "").split(",") if (found := _PLACE.fullmatch(piece.strip()))]
            return tuple(block for place in places if (block := find_block(place)))
    return ()


def _scope(place: str | None, package: FormPackage) -> str | None:
    return package.tabs[int(place)] if place and place.isdecimal() and int(place) < len(package.tabs) else None


def _name(name: str, scope: str | None, text: str, titles: dict[str, str]) -> FormName:
    if "#REF!" in text:
        return FormName(name, scope, problem=NAME_IS_BROKEN)
    if "[" in text:
        return FormName(name, scope, problem=NAME_LEAVES_THE_BOOK)
    found = _PLACE.fullmatch(text)
    block = find_block(found[3]) if found else None
    if found is None and _is_list_of_places(text):
        return FormName(name, scope, problem=NAME_IS_SEVERAL)
    if found is None or block is None:
        return FormName(name, scope, problem=NAME_IS_NO_PLACE)
    title = titles.get((found[1] or found[2]).replace("''", "'").casefold())
    if title is None:
        return FormName(name, scope, problem=NAME_HAS_NO_SHEET)
    return FormName(name, scope, title, block)


def _is_list_of_places(text: str) -> bool:
    return "," in text and all(_PLACE.fullmatch(piece) for piece in text.split(","))
