"""Who must not be on which team: listed, noted, corrected, deleted and restored."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.calendar import Period
from tracker.domain.errors import Conflict, RuleBroken
from tracker.queries.exclusions import get_exclusion, list_exclusions
from tracker.queries.teams import list_candidates, staffing_of
from tracker.rows.staffing import PersonRow
from tracker.services.exclusions import correct_exclusion, delete_exclusion, note_exclusion, restore_exclusion
from tracker.web import viewing
from tracker.web.conflicts import clash, settle
from tracker.web.exclusions.forms import ExclusionForm
from tracker.web.refusals import pin, say
from tracker.web.rights import may
from tracker.web.writing import writes

bp = Blueprint("exclusions", __name__, url_prefix="/p/<programme>/exclusions")


@bp.get("/")
@may(Act.STAFF)
def index() -> str:
    viewer = viewing.viewer()
    return render_template("exclusions/index.html", rows=list_exclusions(viewer), deleted=list_exclusions(viewer, deleted=True))


@bp.route("/new", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def new() -> Response | tuple[str, int]:
    form = ExclusionForm()
    form.offer(_companies(), _people())
    if form.validate_on_submit():
        try:
            note_exclusion(viewing.viewer(), form.read(), now=viewing.now(), idempotency_key=form.idempotency_key.data)
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("担当しない組み合わせを登録しました。"), "success")
            return redirect(url_for("exclusions.index"))
    return render_template("exclusions/edit.html", form=form, row=None), 422 if form.is_submitted() else 200


@bp.route("/<int:exclusion_id>", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def edit(exclusion_id: int) -> Response | tuple[str, int]:
    row = get_exclusion(viewing.viewer(), exclusion_id)
    stored = {
        "enrolment_id": str(row.enrolment_id),
        "producer_id": str(row.person.producer_id),
        "kind": row.kind.value,
        "reason": row.reason,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
    }
    form = ExclusionForm(data=stored | {"version": row.version})
    form.offer(_companies(), _people(row.person))
    settle(form, stored)
    status, both = 422 if form.is_submitted() else 200, None
    if form.validate_on_submit():
        try:
            correct_exclusion(viewing.viewer(), exclusion_id, form.read(), version=form.version.data)
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            status, both = 409, clash(form, conflict)
        else:
            flash(_("担当しない組み合わせの訂正を保存しました。"), "success")
            return redirect(url_for("exclusions.index"))
    return render_template("exclusions/edit.html", form=form, row=row, clash=both), status


@bp.route("/<int:exclusion_id>/delete", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def delete(exclusion_id: int) -> Response | str:
    row = get_exclusion(viewing.viewer(), exclusion_id)
    if request.method == "POST":
        delete_exclusion(viewing.viewer(), exclusion_id, now=viewing.now())
        flash(_("担当しない組み合わせを削除しました。30日以内なら、一覧の下から元に戻せます。"), "success")
        return redirect(url_for("exclusions.index"))
    return render_template("exclusions/delete.html", row=row)


@bp.post("/<int:exclusion_id>/restore")
@may(Act.STAFF)
@writes
def restore(exclusion_id: int) -> Response:
    try:
        restore_exclusion(viewing.viewer(), exclusion_id, now=viewing.now())
    except RuleBroken as broken:
        flash(say(broken), "error")
    else:
        flash(_("担当しない組み合わせを元に戻しました。"), "success")
    return redirect(url_for("exclusions.index"))


def _people(stored: PersonRow | None = None) -> list[PersonRow]:
    """Who is on the roster today or later, and whoever was chosen before."""
    today = viewing.today()
    people = [one.person for one in list_candidates(viewing.viewer(), Period(today), today=today)]
    return people if stored is None or stored in people else [*people, stored]


def _companies() -> list[tuple[str, str]]:
    return [(str(row.enrolment_id), row.company_name) for row in staffing_of(viewing.viewer(), today=viewing.today())]
