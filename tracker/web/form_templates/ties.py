"""Ties in words, and between the panel's form and the domain: what is tied now fills the form, what was sent becomes a tie."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _

from tracker.domain.errors import RuleBroken
from tracker.domain.form_fields import FormRecord, ValueKind, find_field
from tracker.domain.form_looks import labels_of
from tracker.domain.form_mapping import FIXED, BandTie, CellTie, ColumnTie, FormMapping, cell_of
from tracker.domain.formatters import SUITS, Format, Style, cells_of
from tracker.domain.grid import Cell, column_letters
from tracker.domain.words import N_
from tracker.rows.form_texts import texts_of_sheet
from tracker.rows.forms import FormSheet
from tracker.services.form_ties import NO_SOURCE
from tracker.web.form_templates.forms import BAND, CELL, USUAL, TieForm
from tracker.web.form_templates.words import say_source, say_style
from tracker.workbooks.form_filling import reach_of, run_of

NO_RECORD = N_("繰り返しの行には、まず企業・案件・訪問などの項目を1つ結びつけてください。")
IS_FORMULA = N_("%(cell)sは数式のセルです。数式は残すので、結びつけられません。")
GOES_ON = N_("%(cell)sは、%(first)sから1文字ずつ入れるセルの続きです。%(first)sを選んで変えてください。")
RUNS_INTO = N_("1文字ずつの続きが、%(cell)sの結びつきに重なります。セルの数を減らすか、そちらを先に外してください。")
ABOVE = N_("最後の行は、選んだセルの行（%(row)s行目）以後にしてください。")


@dataclass(frozen=True, slots=True)
class TieLine:
    """One tie in words; ``was``: where it stood in the version before; ``label``: the text beside it."""

    sheet: str
    ref: str
    url: str | None
    source: str
    style: str
    label: str
    was: str
    rows: str = ""  # of a band: from which row to which


def lines_of(mapping: FormMapping, url: Callable[[str, str], str | None], titles: Sequence[str]) -> list[TieLine]:
    """Every tie in the order of the sheets, from the top to the bottom; a band column by column."""
    lines = [_line(tie.sheet, tie.ref, url, say_source(tie.source, tie.nth), tie, tie.was) for tie in mapping.cells]
    for band in mapping.bands:
        for column in band.columns:
            ref = f"{column.column}{band.first_row + column.line}"
            line = _line(band.sheet, ref, url, say_source(column.source), column, band.was)
            lines.append(replace(line, rows=f"{band.first_row}–{band.last_row}"))
    places = {title: number for number, title in enumerate(titles)}
    return sorted(lines, key=lambda line: (places.get(line.sheet, len(places)), cell_of(line.ref)))


def _line(
    sheet: str, ref: str, url: Callable[[str, str], str | None], source: str, tie: CellTie | ColumnTie, was: str
) -> TieLine:
    label = _("／").join(label.text for label in tie.labels)
    return TieLine(sheet, ref, url(sheet, ref), source, say_style(tie.style), label, was)


def fill_from(form: TieForm, mapping: FormMapping, sheet: FormSheet, chosen: Cell | None) -> None:
    """The form as the chosen cell stands: what is tied to it, or, within a band or above free rows, what is likely meant."""
    if chosen is None:
        return
    for name, value in tied_at(mapping, sheet, chosen).items():
        form[name].data = value
    form.cell.data = chosen.ref
    form.seen.data = mark_of(mapping, sheet, chosen)


def tied_at(mapping: FormMapping, sheet: FormSheet, cell: Cell) -> dict[str, Any]:
    """What the panel says of a cell, by its fields."""
    tie: CellTie | ColumnTie | None = mapping.cell(sheet.title, cell)
    band = mapping.band_at(sheet.title, cell.row)
    said: dict[str, Any] = {
        "way": CELL,
        "source": "",
        "nth": None,
        "last_row": _last_free_row(sheet, cell) if band is None else band.last_row,
        "format": USUAL,
        "parameter": "",
        "dash": False,
    }
    if tie is None and band is not None:
        said["way"], tie = BAND, band.column_at(cell)
    if tie is not None:
        said |= {"source": tie.source, "format": tie.style.format.value, "parameter": tie.style.parameter, "dash": tie.style.dash}
    if isinstance(tie, CellTie):
        said["nth"] = tie.nth
    return said


def mark_of(mapping: FormMapping, sheet: FormSheet, cell: Cell) -> str:
    """A short sum of what is tied there: where it is the same, nobody changed this cell meanwhile."""
    return hashlib.sha256(repr(tied_at(mapping, sheet, cell)).encode()).hexdigest()[:16]


def _last_free_row(sheet: FormSheet, cell: Cell) -> int:
    """How far down cells like this one go on: as tall, blank, as free."""
    lines, first = _lines(sheet, cell), sheet.at(cell)
    last = cell.row + lines - 1
    used = sheet.used.last_row if sheet.used else cell.row
    while last + lines <= used:
        below = sheet.at(Cell(last + 1, cell.column))
        alike = below.is_unlocked == first.is_unlocked and not below.is_formula and not below.shown and not below.is_covered
        if not alike or _lines(sheet, Cell(last + 1, cell.column)) != lines:
            break
        last += lines
    return last


def _lines(sheet: FormSheet, cell: Cell) -> int:
    merged = sheet.at(cell).merged
    return merged.last_row - merged.first_row + 1 if merged is not None else 1


def source_of(form: TieForm) -> tuple[str, str | None]:
    """What goes in, and the value that is given with a new fixed name."""
    source = form.source.data or ""
    if source != FIXED:
        return source, None
    return FIXED + (form.fixed_name.data or ""), form.fixed_value.data or ""


def style_of(form: TieForm, source: str) -> Style:
    field = find_field(source)
    usual = SUITS[field.kind if field else ValueKind.TEXT][0]
    wanted = Format(form.format.data) if form.format.data else usual
    return Style(wanted, form.parameter.data or "", bool(form.dash.data))


def check_reach(mapping: FormMapping, sheet: FormSheet, first: Cell, style: Style) -> None:
    """RuleBroken on a formula, and where two ties would write into one cell, of which one goes on from a cell further left."""
    if sheet.at(first).is_formula:
        raise RuleBroken(IS_FORMULA, field="cell", cell=first.ref)
    reach = reach_of(mapping, sheet)
    begins = reach.get(first, first)
    if begins != first:
        raise RuleBroken(GOES_ON, field="cell", cell=first.ref, first=begins.ref)
    for cell in run_of(sheet, first, cells_of(style)):
        if reach.get(cell, first) != first:
            raise RuleBroken(RUNS_INTO, field="parameter", cell=reach[cell].ref)


def cell_tie(form: TieForm, mapping: FormMapping, sheet: FormSheet, cell: Cell) -> CellTie:
    source, _value = source_of(form)
    check_reach(mapping, sheet, cell, style_of(form, source))
    field = find_field(source)
    nth = (form.nth.data or 1) if field is not None and field.record is not FormRecord.PROGRAMME else None
    labels = labels_of(texts_of_sheet(sheet), cell)
    return CellTie(sheet.title, cell.ref, source, style_of(form, source), nth, labels)


def column_tie(form: TieForm, mapping: FormMapping, sheet: FormSheet, cell: Cell) -> tuple[BandTie, ColumnTie]:
    """The column and the band that it is in: the one that covers the row, else a new one that begins there."""
    source, _value = source_of(form)
    if not source:
        raise RuleBroken(NO_SOURCE, field="source")
    field, band = find_field(source), mapping.band_at(sheet.title, cell.row)
    first_row, lines = (band.first_row, band.lines) if band else (cell.row, _lines(sheet, cell))
    record = field.record if field is not None and field.record is not FormRecord.PROGRAMME else band.record if band else None
    if record is None:
        raise RuleBroken(NO_RECORD, field="source")
    last_row = form.last_row.data or (band.last_row if band else _last_free_row(sheet, cell))
    room = (last_row - first_row + 1) // lines
    if room < 1:
        raise RuleBroken(ABOVE, field="last_row", row=cell.row)
    line = (cell.row - first_row) % lines
    check_reach(mapping, sheet, cell, style_of(form, source))
    labels = labels_of(texts_of_sheet(sheet), Cell(first_row + line, cell.column))
    column = ColumnTie(column_letters(cell.column), source, style_of(form, source), line, labels)
    return BandTie(sheet.title, first_row, room, record, lines=lines), column
