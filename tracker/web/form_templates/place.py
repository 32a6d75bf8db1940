"""Where on a form one is: its sheet, the cell that was chosen and the stretch of rows, from the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from tracker.domain.errors import NotFound
from tracker.domain.form_mapping import cell_of
from tracker.domain.grid import Cell, find_cell
from tracker.domain.text import fold_width
from tracker.rows.forms import FormBook, FormSheet
from tracker.web.typed import number_of


@dataclass(frozen=True, slots=True)
class SheetTab:
    """A visible sheet; ``number`` counts from 1 over all of them."""

    label: str
    url: str
    is_current: bool
    count: int | None = None


def sheet_of(book: FormBook) -> tuple[int, FormSheet]:
    """The sheet that the address names by its number, else the first one to be seen; NotFound beyond the last."""
    wanted = number_of(request.args.get("sheet"))
    if wanted is None:
        return next(((place, one) for place, one in enumerate(book.sheets, start=1) if one.is_visible), (1, book.sheets[0]))
    if wanted > len(book.sheets) or wanted == 0:
        raise NotFound
    return wanted, book.sheets[wanted - 1]


def chosen_cell(sheet: FormSheet, typed: str | None = None) -> Cell | None:
    """The cell that was typed, or that the address names, of a merged block its first; None for none, or what is no cell."""
    cell = find_cell(fold_width(typed or request.args.get("cell", "")))
    return anchor_of(sheet, cell) if cell is not None else None


def anchor_of(sheet: FormSheet, cell: Cell) -> Cell:
    merged = sheet.at(cell).merged
    return merged.first if merged is not None else cell


def typed_cell(sheet: FormSheet, text: str) -> Cell:
    """A cell as somebody typed it; RuleBroken on ``cell`` for what is none."""
    return anchor_of(sheet, cell_of(text))


def wanted_stretch() -> int | None:
    return number_of(request.args.get("page"))


def tabs_of(
    book: FormBook, current: int, endpoint: str, values: Mapping[str, Any], counts: Mapping[str, int] | None = None
) -> list[SheetTab]:
    """The sheets that are not hidden."""
    return [
        SheetTab(
            sheet.title,
            url_for(endpoint, sheet=number, **values),
            number == current,
            counts.get(sheet.title) if counts else None,
        )
        for number, sheet in enumerate(book.sheets, start=1)
        if sheet.is_visible or number == current
    ]
