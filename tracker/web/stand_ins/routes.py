"""Setting a stand-in, and ending one early: the company's lead and the manager."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, RuleBroken
from tracker.domain.stand_ins import last_day_to_offer
from tracker.queries.stand_ins import get_stand_in_form, get_stand_in_to_end
from tracker.services.stand_ins import end_stand_in, set_stand_in
from tracker.web import viewing
from tracker.web.conflicts import clash, settle
from tracker.web.refusals import pin
from tracker.web.rights import may
from tracker.web.staffing.words import candidate_notes
from tracker.web.stand_ins.forms import EndStandInForm, SetStandInForm
from tracker.web.writing import writes

bp = Blueprint("stand_ins", __name__, url_prefix="/p/<programme>/stand-ins")


# Whoever logs for the company is asked further by the query: its lead may, the rest of its team may not.
@bp.route("/new/<int:enrolment_id>", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def new(enrolment_id: int) -> Response | tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    form = SetStandInForm()
    about = get_stand_in_form(viewer, enrolment_id, today=today, chosen=form.producer_id.data)
    form.offer(about.people)
    if form.validate_on_submit():
        try:
            set_stand_in(
                viewer,
                enrolment_id=enrolment_id,
                producer_id=int(form.producer_id.data),
                starts_on=form.starts_on.data,
                ends_on=form.ends_on.data,
                reason=form.reason.data,
                today=today,
                now=viewing.now(),
            )
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("代行を登録しました。"), "success")
            return redirect(url_for("staffing.show", enrolment_id=enrolment_id, _anchor="stand-ins"))
    notes = candidate_notes(about.people, today)
    return render_template("stand_ins/new.html", form=form, about=about, notes=notes), 422 if form.is_submitted() else 200


@bp.route("/<int:stand_in_id>/end", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def end(stand_in_id: int) -> Response | tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    row = get_stand_in_to_end(viewer, stand_in_id, today=today)
    form = EndStandInForm(last_on=last_day_to_offer(row.period, today=today), version=row.version)
    settle(form, {"last_on": row.period.ends_on})
    status, both = 422 if form.is_submitted() else 200, None
    if form.validate_on_submit():
        try:
            end_stand_in(
                viewer,
                stand_in_id=stand_in_id,
                last_on=form.last_on.data,
                version=form.version.data,
                today=today,
                now=viewing.now(),
            )
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            status, both = 409, clash(form, conflict)
        else:
            flash(_("代行の終わりの日を変えました。"), "success")
            return redirect(url_for("staffing.show", enrolment_id=row.enrolment_id, _anchor="stand-ins"))
    return render_template("stand_ins/end.html", form=form, row=row, clash=both), status
