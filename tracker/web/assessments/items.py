"""The competency items and their wording."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, RuleBroken
from tracker.queries import assessments
from tracker.services.items import word_item
from tracker.web import viewing
from tracker.web.assessments.blueprint import bp
from tracker.web.assessments.forms import WordItemForm
from tracker.web.conflicts import clash, settle
from tracker.web.refusals import pin
from tracker.web.rights import may
from tracker.web.writing import writes


@bp.get("/items")
@may(Act.SETTINGS)
def items() -> str:
    return render_template("assessments/items.html", rows=assessments.list_items(viewing.viewer()))


@bp.route("/items/<int:item_id>", methods=["GET", "POST"])
@may(Act.SETTINGS)
@writes
def edit_item(item_id: int) -> Response | tuple[str, int]:
    viewer = viewing.viewer()
    row = assessments.get_item(viewer, item_id)
    form = WordItemForm(obj=row)
    shown = {"form": form, "row": row, "wordings": assessments.list_wordings(viewer, item_id)}
    settle(form, {"short_label": row.short_label, "text": row.text, "is_complete": row.is_complete})
    if form.validate_on_submit():
        try:
            word_item(
                viewer,
                item_id=item_id,
                version=form.version.data,
                short_label=form.short_label.data,
                text=form.text.data,
                is_complete=form.is_complete.data,
                now=viewing.now(),
            )
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            return render_template("assessments/edit_item.html", **shown, clash=clash(form, conflict)), 409
        else:
            flash(_("評価項目%(number)sを保存しました。受付を始めた評価時期の文言は変わりません。", number=row.number), "success")
            if not form.is_complete.data:
                flash(
                    _("「原典の記載を確認中」の表示は残っています。原典どおりの文言なら、チェックを付けて保存してください。"),
                    "info",
                )
            return redirect(url_for("assessments.items"))
    return render_template("assessments/edit_item.html", **shown), 422 if form.is_submitted() else 200
