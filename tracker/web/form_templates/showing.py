"""One form: a sheet as a grid, and beside it what is tied to the cell that was chosen."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from flask import Response as FlaskResponse
from flask import make_response, render_template, request, url_for
from flask_babel import gettext as _

from tracker.domain.access import Act
from tracker.domain.form_mapping import BandTie, CellTie, FormMapping, Tie
from tracker.domain.grid import Cell
from tracker.queries.form_templates import get_form
from tracker.rows.form_templates import FormRow
from tracker.rows.forms import FormName, FormSheet
from tracker.web import viewing
from tracker.web.conflicts import Clash
from tracker.web.downloads import XLSX, named
from tracker.web.form_templates.blueprint import bp
from tracker.web.form_templates.books import book_of, content_of
from tracker.web.form_templates.forms import TieForm
from tracker.web.form_templates.grid import Grid, grid_of
from tracker.web.form_templates.moved import moved_lines
from tracker.web.form_templates.place import chosen_cell, sheet_of, tabs_of, wanted_stretch
from tracker.web.form_templates.places import place_lines
from tracker.web.form_templates.ties import fill_from, lines_of
from tracker.web.rights import may
from tracker.web.typed import number_of
from tracker.workbooks.form_places import left_places, open_places


@dataclass(frozen=True, slots=True)
class ChosenCell:
    """What stands in the cell, whether it may be written, and what it takes; whether it may be left blank, or is."""

    ref: str
    text: str
    is_formula: bool
    is_locked: bool
    choices: tuple[str, ...]
    tie: Tie | None
    is_open: bool
    is_left: bool


@dataclass(frozen=True, slots=True)
class NameLine:
    """A defined name and the cell that it points to, or why to none."""

    name: str
    place: str
    url: str | None
    problem: str


@bp.get("/<int:form_id>")
@may(Act.REPORT)
def show(form_id: int) -> str:
    row = get_form(viewing.viewer(), form_id, number=number_of(request.args.get("number")))
    return page(row, None)


@bp.get("/<int:form_id>/original")
@may(Act.REPORT)
def original(form_id: int) -> FlaskResponse:
    """The blank form, as it was uploaded."""
    row = get_form(viewing.viewer(), form_id, number=number_of(request.args.get("number")))
    return hand_out(content_of(row.shown), row.shown.file_name)


def hand_out(content: bytes, file_name: str) -> FlaskResponse:
    """A workbook to keep."""
    response = make_response(content)
    response.mimetype = XLSX
    response.headers["Content-Disposition"] = named(file_name, "form.xlsx")
    return response


def page(row: FormRow, form: TieForm | None, clash: Clash | None = None) -> str:
    """The page of a form; ``form`` is one that was sent and not taken, ``clash`` what somebody else tied there first."""
    book = book_of(row.shown)
    number, sheet = sheet_of(book)
    chosen = chosen_cell(sheet, form.cell.data if form else None)
    mapping = row.shown.mapping
    may_tie = row.is_newest and viewing.viewer().may(Act.REPORT_WRITE)
    if form is None and may_tie:
        form = TieForm(formdata=None)
        form.offer(row)
        form.version.data = row.shown.version
        fill_from(form, mapping, sheet, chosen)
    free, left = open_places(mapping, sheet), left_places(mapping, sheet)
    wanted = frozenset(cell for place in free for cell in place.cells)
    grid = grid_of(sheet, mapping=mapping, chosen=chosen, wanted=wanted, page=wanted_stretch())
    numbers = {one.title: place for place, one in enumerate(book.sheets, start=1)}

    def url(title: str, ref: str) -> str | None:
        if title not in numbers:
            return None
        at: dict[str, Any] = {"sheet": numbers[title], "cell": ref, "number": None if row.is_newest else row.shown.number}
        return url_for("form_templates.show", form_id=row.form_id, **at, _anchor="panel")

    order = tuple(numbers)
    counts = Counter(tie.sheet for tie in mapping.cells) + Counter({band.sheet: len(band.columns) for band in mapping.bands})
    of_version = {} if row.is_newest else {"number": row.shown.number}
    return render_template(
        "form_templates/show.html",
        row=row,
        sheet=sheet,
        sheet_number=number,
        grid=grid,
        here=_here(row, number, grid),
        tabs=tabs_of(book, number, "form_templates.show", {"form_id": row.form_id, **of_version}, counts),
        hidden=[one.title for one in book.sheets if not one.is_visible],
        form=form,
        clash=clash,
        may_tie=may_tie,
        chosen=_chosen(sheet, mapping, chosen, wanted),
        lines=lines_of(mapping, url, order),
        moved=moved_lines(mapping, url),
        lost=lines_of(FormMapping(*_only(mapping.lost)), lambda _title, _ref: None, row.shown.titles),
        names=[_name(name, url) for name in book.names],
        places=place_lines(free, lambda ref: url(sheet.title, ref)),
        left=place_lines(left, lambda _ref: None),
    )


def _here(row: FormRow, number: int, grid: Grid) -> dict[str, Any]:
    """The address of this sheet, without a cell."""
    at = {} if row.is_newest else {"number": row.shown.number}
    return {"form_id": row.form_id, "sheet": number, "page": grid.page if len(grid.stretches) > 1 else None, **at}


def _only(ties: tuple[Tie, ...]) -> tuple[tuple[CellTie, ...], tuple[BandTie, ...]]:
    return tuple(tie for tie in ties if isinstance(tie, CellTie)), tuple(tie for tie in ties if isinstance(tie, BandTie))


def _chosen(sheet: FormSheet, mapping: FormMapping, cell: Cell | None, wanted: frozenset[Cell]) -> ChosenCell | None:
    if cell is None:
        return None
    one = sheet.at(cell)
    band = mapping.band_at(sheet.title, cell.row)
    tie: Tie | None = mapping.cell(sheet.title, cell)
    if tie is None and band is not None and band.column_at(cell) is not None:
        tie = band
    is_left = cell in mapping.left_blank_on(sheet.title)
    return ChosenCell(
        cell.ref, one.shown, one.is_formula, not one.is_unlocked, one.choices or (), tie, cell in wanted, is_left and tie is None
    )


def _name(name: FormName, url: Any) -> NameLine:
    place = f"{name.sheet}!{name.block.ref}" if name.block is not None else ""
    to = url(name.sheet, name.block.first.ref) if name.block is not None else None
    return NameLine(name.name, place, to, _(name.problem) if name.problem else "")
