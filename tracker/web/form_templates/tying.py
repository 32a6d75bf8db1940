"""Tying a cell or a column, untying it, and settling what a new version moved: each kept at once, so nothing is half lost."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, RuleBroken
from tracker.domain.form_places import Place
from tracker.domain.grid import find_cell
from tracker.domain.text import fold_width
from tracker.queries.form_templates import get_form
from tracker.rows.form_templates import FormRow
from tracker.rows.forms import FormSheet
from tracker.services import transaction
from tracker.services.form_ties import ask_for_blank, confirm_moved, drop_lost, leave_blank, tie_cell, tie_column, untie
from tracker.web import viewing
from tracker.web.conflicts import clash, settle
from tracker.web.form_templates.blueprint import bp
from tracker.web.form_templates.books import book_of
from tracker.web.form_templates.forms import BAND, TieForm
from tracker.web.form_templates.place import anchor_of, sheet_of, typed_cell
from tracker.web.form_templates.places import chosen_cells
from tracker.web.form_templates.showing import page
from tracker.web.form_templates.ties import cell_tie, column_tie, mark_of, source_of, tied_at
from tracker.web.refusals import pin, say
from tracker.web.rights import may
from tracker.web.typed import number_of
from tracker.web.writing import writes
from tracker.workbooks.form_places import left_places, open_places


@bp.post("/<int:form_id>/tie")
@may(Act.REPORT_WRITE)
@writes
def tie(form_id: int) -> Response | tuple[str, int]:
    row = get_form(viewing.viewer(), form_id)
    number, sheet = sheet_of(book_of(row.shown))
    form = TieForm()
    form.offer(row)
    cell = find_cell(fold_width(form.cell.data or ""))
    now = tied_at(row.shown.mapping, sheet, anchor_of(sheet, cell)) if cell else {}
    settle(form, now)
    if form.validate_on_submit():
        try:
            ref = _tie(row, sheet, form)
        except RuleBroken as broken:
            transaction.abandon()
            pin(form, broken)
        except Conflict as conflict:
            transaction.abandon()
            if BAND not in (form.way.data, now["way"]):
                del now["last_row"]  # it is proposed of every cell, and says nothing of a single one
            both = clash(form, Conflict(conflict.sentence, theirs=now, version=conflict.version, thing=conflict.thing))
            return page(row, form, both), 409
        else:
            flash(_("%(cell)sを結びつけました。", cell=ref), "success")
            return redirect(_back(form_id, number, ref))
    return page(row, form), 422


@bp.post("/<int:form_id>/untie")
@may(Act.REPORT_WRITE)
@writes
def remove(form_id: int) -> Response:
    row = get_form(viewing.viewer(), form_id)
    number, sheet = sheet_of(book_of(row.shown))
    cell = typed_cell(sheet, request.form.get("cell", ""))
    untie(viewing.viewer(), row.shown.version_id, sheet=sheet.title, cell=cell, version=_version())
    flash(_("%(cell)sの結びつきを外しました。", cell=cell.ref), "success")
    return redirect(_back(form_id, number, cell.ref))


@bp.post("/<int:form_id>/confirm")
@may(Act.REPORT_WRITE)
@writes
def confirm(form_id: int) -> Response:
    """What is ticked of what moved stands where it was found."""
    row = get_form(viewing.viewer(), form_id)
    try:
        confirm_moved(viewing.viewer(), row.shown.version_id, places=request.form.getlist("place"), version=_version())
    except RuleBroken as broken:
        flash(say(broken), "error")
    else:
        flash(_("印の付いた項目を、今の場所で確かめました。"), "success")
    return redirect(url_for("form_templates.show", form_id=form_id))


@bp.post("/<int:form_id>/drop-lost")
@may(Act.REPORT_WRITE)
@writes
def drop(form_id: int) -> Response:
    """What was not found in this version is not wanted any more."""
    row = get_form(viewing.viewer(), form_id)
    drop_lost(viewing.viewer(), row.shown.version_id, version=_version())
    flash(_("見つからなかった項目を一覧から消しました。"), "success")
    return redirect(url_for("form_templates.show", form_id=form_id))


@bp.post("/<int:form_id>/leave")
@may(Act.REPORT_WRITE)
@writes
def leave(form_id: int) -> Response:
    """Without a version: of what was ticked those stay blank that nobody tied meanwhile."""
    number, count = _take_chosen(form_id, open_places, leave_blank)
    if count:
        flash(ngettext("%(count)s欄を空欄のままにします。", "%(count)s欄を空欄のままにします。", count, count=count), "success")
    return redirect(_places(form_id, number))


@bp.post("/<int:form_id>/ask")
@may(Act.REPORT_WRITE)
@writes
def ask(form_id: int) -> Response:
    """What was to stay blank is among the open places again."""
    number, count = _take_chosen(form_id, left_places, ask_for_blank)
    if count:
        flash(ngettext("%(count)s欄を一覧に戻しました。", "%(count)s欄を一覧に戻しました。", count, count=count), "success")
    return redirect(_places(form_id, number))


def _take_chosen(form_id: int, places: Callable[..., tuple[Place, ...]], act: Callable[..., None]) -> tuple[int, int]:
    """``act`` takes the ticked boxes of ``places``: the number of their sheet, and how many; none where it refused."""
    row = get_form(viewing.viewer(), form_id)
    number, sheet = sheet_of(book_of(row.shown))
    cells = chosen_cells(places(row.shown.mapping, sheet))
    try:
        act(viewing.viewer(), row.shown.version_id, sheet=sheet.title, cells=cells, version=row.shown.version)
    except RuleBroken as broken:
        flash(say(broken), "error")
        return number, 0
    return number, len(cells)


def _places(form_id: int, number: int) -> str:
    return url_for("form_templates.show", form_id=form_id, sheet=number, _anchor="places")


def _tie(row: FormRow, sheet: FormSheet, form: TieForm) -> str:
    viewer, version_id = viewing.viewer(), row.shown.version_id
    cell = typed_cell(sheet, form.cell.data or "")
    # what somebody else tied elsewhere meanwhile is not in the way
    is_untouched = form.seen.data == mark_of(row.shown.mapping, sheet, cell)
    version = row.shown.version if is_untouched else form.version.data
    _source, value = source_of(form)
    if form.way.data == BAND:
        band, column = column_tie(form, row.shown.mapping, sheet, cell)
        tie_column(viewer, version_id, band=band, tie=column, version=version, fixed_value=value)
    else:
        tie_cell(viewer, version_id, tie=cell_tie(form, row.shown.mapping, sheet, cell), version=version, fixed_value=value)
    return cell.ref


def _version() -> int:
    return number_of(request.form.get("version")) or 0


def _back(form_id: int, number: int, ref: str) -> str:
    return url_for("form_templates.show", form_id=form_id, sheet=number, cell=ref, _anchor="panel")
