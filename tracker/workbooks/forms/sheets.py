"""Reads the worksheets of a form: cells, merged blocks, sizes, locks and lists."""

from __future__ import annotations

from dataclasses import replace

from tracker.domain.grid import Block, Cell, find_block
from tracker.rows.form_limits import FormLimit
from tracker.rows.forms import FormCell, FormColumns, FormLine, FormList, FormSheet
from tracker.workbooks.forms.extent import proposals, spread, used_block
from tracker.workbooks.forms.limits import limits_of, unclear
from tracker.workbooks.forms.lists import lists_of
from tracker.workbooks.forms.names import print_areas
from tracker.workbooks.forms.opened import ON, OpenedForm
from tracker.workbooks.forms.parts import MAIN, Element, SheetPart
from tracker.workbooks.forms.sheet_tables import tables_on
from tracker.workbooks.forms.sheet_xml import FORMULA, SheetXml
from tracker.workbooks.forms.shown import epoch_of


class SheetReader(OpenedForm):
    """Reads sheet after sheet of one package."""

    def read(self, sheet: SheetPart) -> FormSheet:
        xml = self.xml(sheet)
        protection = xml.root.find(f"{{{MAIN}}}sheetProtection")
        is_protected = protection is not None and protection.get("sheet") in ON
        merges = tuple(
            block
            for node in xml.root.iterfind(f"{{{MAIN}}}mergeCells/{{{MAIN}}}mergeCell")
            if (block := find_block(node.get("ref", "")))
        )
        lists = lists_of(self, sheet)
        limits = (
            *limits_of(xml.root, epoch=epoch_of(self.is_1904)),
            *(unclear(one.blocks, one.said) for one in lists if one.choices is None),
        )
        columns, lines = self._columns(xml.root), self._lines(xml)
        cells = self._cells(xml, merges, lists, limits, is_protected)
        sizes = xml.root.find(f"{{{MAIN}}}sheetFormatPr")
        read = FormSheet(
            title=sheet.title,
            is_visible=sheet.is_visible,
            used=None,
            cells=cells,
            merges=merges,
            columns=columns,
            lines=lines,
            lists=lists,
            limits=limits,
            headings=tuple(table.heading for table in tables_on(self.package, sheet) if table.has_heading),
            default_width=_size(sizes, "defaultColWidth", 8.43),
            default_height=_size(sizes, "defaultRowHeight", 15.0),
            is_protected=is_protected,
            printed=print_areas(self.package, sheet),
            may_insert_rows=not is_protected or (protection is not None and protection.get("insertRows") in ("0", "false")),
        )
        drawn = {cell for cell, node in xml.cells.items() if self.looks.at(node.get("s")).is_drawn}
        read = replace(read, used=used_block(read, drawn))
        return replace(read, proposals=proposals(read)) if is_protected else read

    def _cells(
        self,
        xml: SheetXml,
        merges: tuple[Block, ...],
        lists: tuple[FormList, ...],
        limits: tuple[FormLimit, ...],
        is_protected: bool,
    ) -> dict[Cell, FormCell]:
        merged = spread(xml.cells, [(block, block) for block in merges])
        # a cell that shows one of an array's results holds no formula of its own, but may not be written either
        arrays = [find_block(node.get("ref", "")) for _, _, node in xml.formulas() if node.get("t") in ("array", "dataTable")]
        results = spread(xml.cells, [(block, True) for block in arrays if block])
        choices = spread(xml.cells, [(block, one.choices) for one in lists for block in one.blocks])
        limited = spread(xml.cells, [(block, one) for one in limits for block in one.blocks])
        cells = {}
        for cell, node in xml.cells.items():
            look = self.looks.at(node.get("s"))
            kind, shown = self.shown(node)
            cells[cell] = FormCell(
                cell,
                shown,
                kind,
                node.find(FORMULA) is not None or cell in results,
                not is_protected or look.is_unlocked,
                look.shows_dates,
                merged.get(cell),
                choices.get(cell),
                limited.get(cell),
                look.drawn,
            )
        return cells

    def _columns(self, root: Element) -> tuple[FormColumns, ...]:
        return tuple(
            FormColumns(
                int(node.get("min", "1")),
                int(node.get("max", "1")),
                _size(node, "width", 8.43),
                node.get("hidden") in ON or _size(node, "width", 8.43) == 0,
                self.looks.at(node.get("style")).is_unlocked,
                self.looks.at(node.get("style")).shows_dates,
            )
            for node in root.iterfind(f"{{{MAIN}}}cols/{{{MAIN}}}col")
        )

    def _lines(self, xml: SheetXml) -> dict[int, FormLine]:
        lines = {}
        for number, node in xml.rows.items():
            look = self.looks.at(node.get("s")) if node.get("customFormat") in ON else None
            height = _size(node, "ht", 0.0) or None
            hidden = node.get("hidden") in ON
            if height or hidden or look:
                lines[number] = FormLine(height, hidden, look.is_unlocked if look else None, look.shows_dates if look else False)
        return lines


def _size(node: Element | None, name: str, otherwise: float) -> float:
    return float(node.get(name, otherwise)) if node is not None else otherwise
