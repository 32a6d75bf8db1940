"""How a form looks, cell by cell: what its ties are looked for by in the next version."""

from __future__ import annotations

from tracker.domain.form_looks import FormLook, SheetLook, Texts
from tracker.rows.forms import CellKind, FormBook, FormCell, FormSheet


def look_of(book: FormBook) -> FormLook:
    """Every sheet in its order, and the names that point to a place."""
    names = {
        f"{name.scope or ''}!{name.name}": (name.sheet, name.block.first) for name in book.names if name.sheet and name.block
    }
    return FormLook({sheet.title: look_of_sheet(sheet) for sheet in book.sheets}, names)


def look_of_sheet(sheet: FormSheet) -> SheetLook:
    return SheetLook(
        texts=texts_of_sheet(sheet),
        marks={cell: _mark(one) for cell, one in sheet.cells.items() if not one.is_covered},
        widths={
            number: round(columns.width)
            for columns in sheet.columns
            for number in range(columns.first, min(columns.last, sheet.used.last_column if sheet.used else 0) + 1)
        },
        last_row=sheet.used.last_row if sheet.used else 0,
        last_column=sheet.used.last_column if sheet.used else 0,
    )


def texts_of_sheet(sheet: FormSheet) -> Texts:
    """The cells that show something; the number that a formula comes to is no label."""
    return {
        cell: one.shown.strip()
        for cell, one in sheet.cells.items()
        if one.shown.strip() and not one.is_covered and not (one.is_formula and one.kind is CellKind.NUMBER)
    }


def _mark(one: FormCell) -> str:
    """What tells a cell apart whatever stands in it."""
    size = (
        f"{one.merged.last_row - one.merged.first_row}×{one.merged.last_column - one.merged.first_column}" if one.merged else ""
    )
    takes = (one.is_formula, one.is_unlocked, one.shows_dates, one.choices is not None, one.limit is not None)
    return size + "".join("01"[flag] for flag in takes)
