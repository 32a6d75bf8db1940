"""Deleting a visit and bringing it back."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, RuleBroken
from tracker.queries.visits import get_visit_to_delete
from tracker.services.visits import delete_visit, restore_visit
from tracker.web import viewing
from tracker.web.closing.asking import standing_on
from tracker.web.refusals import say
from tracker.web.rights import may
from tracker.web.typed import number_of
from tracker.web.visits.blueprint import bp
from tracker.web.writing import writes


@bp.route("/<int:visit_id>/delete", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def delete(visit_id: int) -> Response | tuple[str, int]:
    """The manager's; the rule LOG lets the query answer 403 to the team and 404 to everybody else."""
    viewer, today = viewing.viewer(), viewing.today()
    row = get_visit_to_delete(viewer, visit_id, today=today)
    sentence = ""
    if request.method == "POST":
        try:
            version = number_of(request.form.get("version"))
            delete_visit(viewer, visit_id=visit_id, version=version or 0, today=today, now=viewing.now())
        except Conflict as conflict:
            sentence = say(conflict)
        else:
            flash(_("訪問を削除しました。30日以内なら、「削除した訪問」から元に戻せます。"), "success")
            return redirect(url_for("visits.index"))
    standing = standing_on([row.enrolment_id], row.visit_on)
    return render_template("visits/delete.html", row=row, sentence=sentence, standing=standing), 409 if sentence else 200


@bp.post("/<int:visit_id>/restore")
@may(Act.STAFF)
@writes
def restore(visit_id: int) -> Response:
    try:
        restore_visit(viewing.viewer(), visit_id=visit_id, now=viewing.now())
    except RuleBroken as broken:
        flash(say(broken), "error")
        return redirect(url_for("visits.index", deleted=1))
    flash(_("訪問を元に戻しました。"), "success")
    return redirect(url_for("visits.show", visit_id=visit_id))
