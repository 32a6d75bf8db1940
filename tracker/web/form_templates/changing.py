"""A form's name and fixed values, deleted, brought back."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, RuleBroken
from tracker.queries.form_templates import get_form
from tracker.services.form_templates import delete_form, name_form, restore_form
from tracker.web import viewing
from tracker.web.conflicts import settle
from tracker.web.form_templates.blueprint import bp
from tracker.web.form_templates.fixed_values import clash_of, settle_values
from tracker.web.form_templates.forms import NameFormForm
from tracker.web.refusals import pin, say
from tracker.web.rights import may
from tracker.web.writing import writes


@bp.route("/<int:form_id>/edit", methods=["GET", "POST"])
@may(Act.REPORT_WRITE)
@writes
def edit(form_id: int) -> Response | tuple[str, int]:
    row = get_form(viewing.viewer(), form_id)
    fixed = [{"fixed_name": name, "fixed_value": value} for name, value in row.fixed_values.items()]
    form = NameFormForm(data={"name": row.name, "version": row.version, "fixed": [*fixed, {}]})
    settle(form, {"name": row.name})
    settle_values(form, row.fixed_values)
    if form.validate_on_submit():
        try:
            name_form(viewing.viewer(), form_id, name=form.name.data or "", fixed_values=form.values(), version=form.version.data)
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            return render_template("form_templates/edit.html", form=form, row=row, clash=clash_of(form, conflict)), 409
        else:
            flash(_("保存しました。"), "success")
            return redirect(url_for("form_templates.show", form_id=form_id))
    return render_template("form_templates/edit.html", form=form, row=row, clash=None), 422 if form.is_submitted() else 200


@bp.route("/<int:form_id>/delete", methods=["GET", "POST"])
@may(Act.REPORT_WRITE)
@writes
def delete(form_id: int) -> Response | str:
    row = get_form(viewing.viewer(), form_id)
    if request.method == "POST":
        delete_form(viewing.viewer(), form_id, now=viewing.now())
        flash(_("様式を削除しました。30日以内なら、このページから元に戻せます。"), "success")
        return redirect(url_for("form_templates.index"))
    return render_template("form_templates/delete.html", row=row)


@bp.post("/<int:form_id>/restore")
@may(Act.REPORT_WRITE)
@writes
def restore(form_id: int) -> Response:
    try:
        restore_form(viewing.viewer(), form_id, now=viewing.now())
    except RuleBroken as broken:
        flash(say(broken), "error")
    else:
        flash(_("様式を元に戻しました。"), "success")
    return redirect(url_for("form_templates.index"))
