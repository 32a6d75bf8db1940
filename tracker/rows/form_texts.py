"""What a form shows, cell by cell: what labels are looked for in."""

from __future__ import annotations

from tracker.domain.form_carrying import Texts
from tracker.rows.forms import FormBook, FormSheet


def texts_of(book: FormBook) -> dict[str, Texts]:
    """Of every sheet in its order the cells that show something."""
    return {sheet.title: texts_of_sheet(sheet) for sheet in book.sheets}


def texts_of_sheet(sheet: FormSheet) -> Texts:
    return {cell: one.shown.strip() for cell, one in sheet.cells.items() if one.shown.strip() and not one.is_covered}
