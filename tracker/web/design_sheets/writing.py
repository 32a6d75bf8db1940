"""Writing a sheet: all boxes at the desk, one after the other on the phone, saved versions, and back to one of them."""

from __future__ import annotations

from collections.abc import Iterable

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.design_sheets import PARTS, Box, box_after
from tracker.domain.errors import Conflict, NotFound, RuleBroken
from tracker.queries.cases import list_cases
from tracker.queries.design_sheets import get_sheet, get_snapshot
from tracker.rows.design_sheets import SheetRow
from tracker.services.design_sheets import restore_snapshot, start_sheet, take_snapshot, write_boxes
from tracker.web import viewing
from tracker.web.conflicts import clash, settle
from tracker.web.design_sheets.blueprint import bp
from tracker.web.design_sheets.forms import RestoreForm, SaveVersionForm, SheetForm, StartSheetForm, sheet_form, stored_words
from tracker.web.refusals import pin
from tracker.web.rights import may
from tracker.web.writing import writes


@bp.post("/of/<int:enrolment_id>")
@may(Act.LOG)
@writes
def start(enrolment_id: int) -> Response:
    """Start a sheet, or open the one that is there."""
    viewer, today = viewing.viewer(), viewing.today()
    form, back = StartSheetForm(), redirect(url_for("companies.design_sheets", enrolment_id=enrolment_id))
    form.offer(list_cases(viewer, enrolment_ids=[enrolment_id]), ())
    if not form.validate():
        flash(_("何についてのシートかを選んでください。"), "error")
        return back
    sheet_id, is_new = start_sheet(
        viewer,
        enrolment_id=enrolment_id,
        case_id=int(form.case_id.data) if form.case_id.data else None,
        today=today,
        now=viewing.now(),
        idempotency_key=form.idempotency_key.data,
    )
    if is_new:
        flash(_("シートを作りました。1欄ずつでも、まとめてでも書けます。"), "success")
    else:
        flash(_("このシートはもう作られています。続きを書いてください。"), "info")
    return redirect(url_for("design_sheets.show", sheet_id=sheet_id))


@bp.route("/<int:sheet_id>/edit", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def edit(sheet_id: int) -> Response | tuple[str, int]:
    """The whole sheet on one page."""
    return _write(_sheet(sheet_id), Box, "design_sheets/edit.html", None)


@bp.route("/<int:sheet_id>/boxes/<box>", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def edit_box(sheet_id: int, box: str) -> Response | tuple[str, int]:
    """One box on a small page; 「保存して次へ」 leads to the next."""
    if box not in set(Box):
        raise NotFound
    return _write(_sheet(sheet_id), [Box(box)], "design_sheets/edit_box.html", Box(box))


@bp.route("/<int:sheet_id>/versions/new", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def save_version(sheet_id: int) -> Response | tuple[str, int]:
    sheet, form = _sheet(sheet_id), SaveVersionForm(taken_on=viewing.today())
    if form.validate_on_submit():
        try:
            take_snapshot(
                viewing.viewer(),
                sheet_id,
                title=form.title.data or "",
                taken_on=form.taken_on.data,
                today=viewing.today(),
                now=viewing.now(),
                idempotency_key=form.idempotency_key.data,
            )
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("保存版を残しました。"), "success")
            return redirect(url_for("design_sheets.show", sheet_id=sheet_id))
    return render_template("design_sheets/save_version.html", form=form, sheet=sheet), 422 if form.is_submitted() else 200


@bp.route("/<int:sheet_id>/versions/<int:snapshot_id>/restore", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def restore(sheet_id: int, snapshot_id: int) -> Response | str | tuple[str, int]:
    _sheet(sheet_id)
    sheet, row, _words = get_snapshot(viewing.viewer(), sheet_id, snapshot_id, today=viewing.today())
    form = RestoreForm()
    if form.validate_on_submit():
        restore_snapshot(
            viewing.viewer(),
            sheet_id,
            snapshot_id,
            today=viewing.today(),
            now=viewing.now(),
            idempotency_key=form.idempotency_key.data,
        )
        flash(_("保存版の内容に戻しました。戻す前の内容も保存版に残っています。"), "success")
        return redirect(url_for("design_sheets.show", sheet_id=sheet_id))
    return render_template("design_sheets/restore.html", form=form, sheet=sheet, snapshot=row)


def _sheet(sheet_id: int) -> SheetRow:
    return get_sheet(viewing.viewer(), sheet_id, today=viewing.today(), act=Act.LOG)


def _write(sheet: SheetRow, boxes: Iterable[Box], template: str, box: Box | None) -> Response | tuple[str, int]:
    form: SheetForm = sheet_form(sheet, boxes)
    theirs = {name: words for name, words in stored_words(sheet).items() if name in form}
    settle(form, theirs)
    both = None
    if form.validate_on_submit():
        try:
            count = write_boxes(viewing.viewer(), sheet.sheet_id, written=form.read(), today=viewing.today())
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            both = clash(form, conflict)
            form.take_theirs(sheet, conflict.theirs)
        else:
            if count:
                flash(ngettext("%(count)s欄を保存しました。", "%(count)s欄を保存しました。", count, count=count), "success")
            return redirect(_after(sheet, box))
    status = 409 if both else 422 if form.is_submitted() else 200
    return render_template(template, form=form, sheet=sheet, clash=both, parts=PARTS, box=box), status


def _after(sheet: SheetRow, box: Box | None) -> str:
    following = box_after(box) if box is not None and "next" in request.form else None
    if following is not None:
        return url_for("design_sheets.edit_box", sheet_id=sheet.sheet_id, box=following.value)
    return url_for("design_sheets.show", sheet_id=sheet.sheet_id)
