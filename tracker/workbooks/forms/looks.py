"""What the styles of a workbook say of its cells: number format and lock."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.rows.forms import NOTHING_DRAWN, Drawn
from tracker.workbooks.forms.parts import MAIN, Element, FormPackage

_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss", 49: "@",
} | dict.fromkeys((*range(27, 32), 34, 35, 36, *range(50, 59)), "yyyy/m/d") | {32: "h:mm", 33: "h:mm:ss"}  # fmt: skip
_SAID = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DAY = re.compile(r"[ydg]|(?<!e)e(?![+-])|m(?!m?:)(?<!:m)(?<!:mm)", re.IGNORECASE)
_DIAGONAL = f"{{{MAIN}}}diagonal"
_EDGES = {
    f"{{{MAIN}}}left": Drawn.LEFT, f"{{{MAIN}}}start": Drawn.LEFT, f"{{{MAIN}}}right": Drawn.RIGHT, f"{{{MAIN}}}end": Drawn.RIGHT,
    f"{{{MAIN}}}top": Drawn.TOP, f"{{{MAIN}}}bottom": Drawn.BOTTOM, _DIAGONAL: Drawn.STRUCK,
}  # fmt: skip
_GREYS = ("22", "23", "55", "63")  # of the palette that Excel numbers
LONGEST_CODE = 255
"""Excel's own limit."""


@dataclass(frozen=True, slots=True)
class Look:
    """``shows_dates``: numbers are written as days; ``is_drawn``: a border or a ground shows where a blank cell is."""

    code: str = "General"
    is_unlocked: bool = False
    is_drawn: bool = False
    shows_dates: bool = False
    drawn: Drawn = NOTHING_DRAWN


def shows_dates(code: str) -> bool:
    """The number format writes a day (a time of day alone is none)."""
    return code.lower() != "general" and _DAY.search(_SAID.sub("", code.split(";")[0])) is not None


class Looks:
    """The looks of a workbook by the number that cells, rows and columns carry."""

    def __init__(self, looks: Sequence[Look]) -> None:
        self._looks = looks

    def at(self, style: str | None) -> Look:
        number = int(style) if style and style.isdecimal() else 0
        return self._looks[number] if number < len(self._looks) else Look()


def looks_of(package: FormPackage) -> Looks:
    part = next((one.target for one in package.relations(package.workbook) if one.kind == "styles"), None)
    if part is None:
        return Looks(())
    root = package.tree(part)
    codes = dict(_BUILT_IN)
    for node in root.iterfind(f"{{{MAIN}}}numFmts/{{{MAIN}}}numFmt"):
        if node.get("numFmtId", "").isdecimal():
            codes[int(node.get("numFmtId"))] = node.get("formatCode", "")[:LONGEST_CODE]
    borders = tuple(_edges(node) for node in root.iterfind(f"{{{MAIN}}}borders/{{{MAIN}}}border"))
    grounds = tuple(_ground(node) for node in root.iterfind(f"{{{MAIN}}}fills/{{{MAIN}}}fill"))
    looks = []
    for node in root.iterfind(f"{{{MAIN}}}cellXfs/{{{MAIN}}}xf"):
        protection = node.find(f"{{{MAIN}}}protection")
        number = node.get("numFmtId", "0")
        code = codes.get(int(number) if number.isdecimal() else 0, "General")
        looks.append(
            Look(
                code,
                protection is not None and protection.get("locked") in ("0", "false"),
                node.get("borderId", "0") != "0" or node.get("fillId", "0") not in ("0", "1"),
                shows_dates(code),
                _numbered(borders, node.get("borderId")) | _numbered(grounds, node.get("fillId")),
            )
        )
    return Looks(looks)


def _numbered(all_drawn: Sequence[Drawn], number: str | None) -> Drawn:
    place = int(number) if number and number.isdecimal() else 0
    return all_drawn[place] if place < len(all_drawn) else NOTHING_DRAWN


def _edges(border: Element) -> Drawn:
    drawn = NOTHING_DRAWN
    for edge in border.iterchildren(*_EDGES):
        if edge.get("style", "none") == "none":
            continue
        if edge.tag == _DIAGONAL:
            drawn |= Drawn.STRUCK if {border.get("diagonalUp"), border.get("diagonalDown")} & {"1", "true"} else NOTHING_DRAWN
        else:
            drawn |= _EDGES[edge.tag]
    return drawn


def _ground(fill: Element) -> Drawn:
    """Grey says that nothing is to be written there; other colours often ask for it."""
    pattern = fill.find(f"{{{MAIN}}}patternFill")
    kind = "" if pattern is None else pattern.get("patternType", "")
    is_grey = "gray" in kind.lower() or (
        kind == "solid" and any(_is_grey(colour) for colour in pattern.iterchildren(f"{{{MAIN}}}fgColor"))
    )
    return Drawn.GREY if is_grey else NOTHING_DRAWN


def _is_grey(colour: Element) -> bool:
    if (theme := colour.get("theme")) is not None:
        tint = float(colour.get("tint", "0"))
        return (theme == "0" and tint < 0) or (theme == "1" and tint > 0) or theme == "2"
    if (indexed := colour.get("indexed")) is not None:
        return indexed in _GREYS
    red, green, blue = (int(pair, 16) for pair in re.findall("..", colour.get("rgb", "FFFFFFFF")[-6:]))
    return max(red, green, blue) - min(red, green, blue) <= 8 and 0x40 <= red <= 0xF7
