"""Days away: listed, noted, corrected, deleted and restored."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.calendar import Period
from tracker.domain.errors import Conflict, RuleBroken
from tracker.queries.absences import get_absence, list_absences
from tracker.queries.teams import list_candidates
from tracker.rows.staffing import PersonRow
from tracker.services.absences import correct_absence, delete_absence, note_absence, restore_absence
from tracker.web import viewing
from tracker.web.absences.forms import AbsenceForm
from tracker.web.conflicts import clash, settle
from tracker.web.refusals import pin, say
from tracker.web.rights import may
from tracker.web.writing import writes

bp = Blueprint("absences", __name__, url_prefix="/p/<programme>/absences")


@bp.get("/")
@may(Act.STAFF)
def index() -> str:
    viewer = viewing.viewer()
    return render_template("absences/index.html", rows=list_absences(viewer), deleted=list_absences(viewer, deleted=True))


@bp.route("/new", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def new() -> Response | tuple[str, int]:
    form = AbsenceForm()
    form.offer(_people())
    if form.validate_on_submit():
        try:
            note_absence(
                viewing.viewer(),
                producer_id=int(form.producer_id.data),
                starts_on=form.starts_on.data,
                ends_on=form.ends_on.data,
                reason=form.reason.data,
                now=viewing.now(),
                idempotency_key=form.idempotency_key.data,
            )
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("不在を登録しました。"), "success")
            return redirect(url_for("absences.index"))
    return render_template("absences/edit.html", form=form, row=None), 422 if form.is_submitted() else 200


@bp.route("/<int:absence_id>", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def edit(absence_id: int) -> Response | tuple[str, int]:
    row = get_absence(viewing.viewer(), absence_id)
    stored = {
        "producer_id": str(row.person.producer_id),
        "starts_on": row.period.starts_on,
        "ends_on": row.period.ends_on,
        "reason": row.reason,
    }
    form = AbsenceForm(data=stored | {"version": row.version})
    form.offer(_people(row.person))
    settle(form, stored)
    status, both = 422 if form.is_submitted() else 200, None
    if form.validate_on_submit():
        try:
            correct_absence(
                viewing.viewer(),
                absence_id,
                producer_id=int(form.producer_id.data),
                starts_on=form.starts_on.data,
                ends_on=form.ends_on.data,
                reason=form.reason.data,
                version=form.version.data,
            )
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            status, both = 409, clash(form, conflict)
        else:
            flash(_("不在の訂正を保存しました。"), "success")
            return redirect(url_for("absences.index"))
    return render_template("absences/edit.html", form=form, row=row, clash=both), status


@bp.route("/<int:absence_id>/delete", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def delete(absence_id: int) -> Response | str:
    row = get_absence(viewing.viewer(), absence_id)
    if request.method == "POST":
        delete_absence(viewing.viewer(), absence_id, now=viewing.now())
        flash(_("不在を削除しました。30日以内なら、一覧の下から元に戻せます。"), "success")
        return redirect(url_for("absences.index"))
    return render_template("absences/delete.html", row=row)


@bp.post("/<int:absence_id>/restore")
@may(Act.STAFF)
@writes
def restore(absence_id: int) -> Response:
    try:
        restore_absence(viewing.viewer(), absence_id, now=viewing.now())
    except RuleBroken as broken:
        flash(say(broken), "error")
    else:
        flash(_("不在を元に戻しました。"), "success")
    return redirect(url_for("absences.index"))


def _people(stored: PersonRow | None = None) -> list[PersonRow]:
    """Who is on the roster today or later, and whoever was chosen before."""
    today = viewing.today()
    people = [one.person for one in list_candidates(viewing.viewer(), Period(today), today=today)]
    return people if stored is None or stored in people else [*people, stored]
