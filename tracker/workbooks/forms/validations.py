"""The validations of a sheet as they are written: old ones, and those of Excel 2010 (x14)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tracker.domain.grid import Block, find_blocks
from tracker.workbooks.forms.parts import MAIN, Element

X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"


@dataclass(frozen=True, slots=True)
class Validation:
    kind: str
    operator: str
    blocks: tuple[Block, ...]
    formulas: tuple[str, str]


def validations_of(root: Element) -> Iterator[Validation]:
    """In the order of the file; those that hold nowhere, or let in anything, are left out."""
    for node in root.iterfind(f"{{{MAIN}}}dataValidations/{{{MAIN}}}dataValidation"):
        first, second = (node.findtext(f"{{{MAIN}}}formula{number}") or "" for number in (1, 2))
        yield from _validation(node, node.get("sqref", ""), first, second)
    for node in root.iter(f"{{{X14}}}dataValidation"):
        first, second = (node.findtext(f"{{{X14}}}formula{number}/{{{XM}}}f") or "" for number in (1, 2))
        yield from _validation(node, node.findtext(f"{{{XM}}}sqref") or "", first, second)


def _validation(node: Element, refs: str, first: str, second: str) -> Iterator[Validation]:
    kind, blocks = node.get("type", "none"), find_blocks(refs)
    if kind != "none" and blocks:
        yield Validation(kind, node.get("operator", "between"), blocks, (first.strip(), second.strip()))
