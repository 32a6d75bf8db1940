"""What the styles of a workbook say of its cells: number format and lock."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.workbooks.forms.parts import MAIN, FormPackage

_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss", 49: "@",
} | dict.fromkeys((*range(27, 32), 34, 35, 36, *range(50, 59)), "yyyy/m/d") | {32: "h:mm", 33: "h:mm:ss"}  # fmt: skip
_SAID = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DAY = re.compile(r"[ydg]|(?<!e)e(?![+-])|m(?!m?:)(?<!:m)(?<!:mm)", re.IGNORECASE)
LONGEST_CODE = 255
"""Excel's own limit."""


@dataclass(frozen=True, slots=True)
class Look:
    """``shows_dates``: numbers are written as days; ``is_drawn``: a border or a ground shows where a blank cell is."""

    code: str = "General"
    is_unlocked: bool = False
    is_drawn: bool = False
    shows_dates: bool = False


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
            )
        )
    return Looks(looks)
