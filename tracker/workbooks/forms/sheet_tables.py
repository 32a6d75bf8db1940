"""The tables that lie on a sheet, as Excel means the word: blocks with a name and a heading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tracker.domain.grid import Block, find_block
from tracker.workbooks.forms.parts import FormPackage, SheetPart


@dataclass(frozen=True, slots=True)
class SheetTable:
    name: str
    block: Block
    has_heading: bool

    @property
    def heading(self) -> Block:
        return Block(self.block.first_row, self.block.first_column, self.block.first_row, self.block.last_column)


def tables_on(package: FormPackage, sheet: SheetPart) -> Iterator[SheetTable]:
    for relation in package.relations(sheet.part):
        if relation.kind == "table" and relation.target:
            root = package.tree(relation.target)
            if block := find_block(root.get("ref", "")):
                yield SheetTable(root.get("displayName") or root.get("name", ""), block, root.get("headerRowCount") != "0")
