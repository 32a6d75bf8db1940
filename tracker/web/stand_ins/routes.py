"""代行: the lead of a company, or the manager, says who stands in and until when."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, NotFound, RuleBroken
from tracker.queries import stand_ins
from tracker.services.stand_ins import change_stand_in, end_stand_in, set_stand_in
from tracker.web import viewing
from tracker.web.conflicts import clash, settle
from tracker.web.refusals import pin
from tracker.web.rights import may
from tracker.web.stand_ins.forms import StandInForm
from tracker.web.writing import writes

bp = Blueprint("stand_ins", __name__, url_prefix="/p/<programme>/stand-ins")


@bp.route("/new", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def new() -> Response | tuple[str, int]:
    """``?company=`` says for which company."""
    viewer, today = viewing.viewer(), viewing.today()
    about = stand_ins.get_stand_in_form(viewer, _company(), today=today)
    form = StandInForm(starts_on=today)
    form.offer(about)
    if form.validate_on_submit():
        try:
            set_stand_in(viewer, enrolment_id=about.enrolment_id, plan=form.read(), today=today, now=viewing.now())
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("代行を登録しました。期間中、この企業の記録を読み書きできます。"), "success")
            return redirect(url_for("staffing.show", enrolment_id=about.enrolment_id))
    return render_template("stand_ins/edit.html", form=form, about=about, row=None), 422 if form.is_submitted() else 200


@bp.route("/<int:stand_in_id>/edit", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def edit(stand_in_id: int) -> Response | tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    row = stand_ins.get_stand_in_to_change(viewer, stand_in_id, today=today)
    about = stand_ins.get_stand_in_form(viewer, row.enrolment_id, today=today, keep=row.producer_id)
    form = StandInForm(obj=row)
    del form.producer_id  # who it is stays
    stored = {"starts_on": row.starts_on, "ends_on": row.ends_on, "reason": row.reason}
    settle(form, stored)
    status, both = 422 if form.is_submitted() else 200, None
    if form.validate_on_submit():
        try:
            change_stand_in(viewer, stand_in_id, plan=form.read(row.producer_id), version=form.version.data, today=today)
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            conflict.theirs = stored
            status, both = 409, clash(form, conflict)
        else:
            flash(_("代行を直しました。"), "success")
            return redirect(url_for("staffing.show", enrolment_id=row.enrolment_id))
    return render_template("stand_ins/edit.html", form=form, about=about, row=row, clash=both), status


@bp.post("/<int:stand_in_id>/end")
@may(Act.LOG)
@writes
def end(stand_in_id: int) -> Response:
    viewer, today = viewing.viewer(), viewing.today()
    row = stand_ins.get_stand_in_to_change(viewer, stand_in_id, today=today)
    end_stand_in(viewer, stand_in_id, today=today, now=viewing.now())
    flash(_("%(name)sさんの代行を終えました。", name=row.name), "success")
    return redirect(url_for("staffing.show", enrolment_id=row.enrolment_id))


def _company() -> int:
    text = request.args.get("company", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise NotFound
    return int(text)
