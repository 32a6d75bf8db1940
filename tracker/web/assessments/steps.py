"""The steps of a round: its opening, a later deadline, its end, and the day on which the results are shown."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, RuleBroken
from tracker.queries import assessments, raters, round_plans
from tracker.services.assessments import close_round, end_round, extend_round, open_round
from tracker.web import viewing
from tracker.web.assessments.blueprint import bp
from tracker.web.assessments.forms import ExtendRoundForm, StepForm
from tracker.web.conflicts import clash, settle
from tracker.web.refusals import pin
from tracker.web.rights import may
from tracker.web.writing import writes


@bp.route("/<int:round_id>/open", methods=["GET", "POST"], endpoint="open")
@may(Act.ROUNDS)
@writes
def open_(round_id: int) -> Response | tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    row = assessments.get_round(viewer, round_id)
    form = StepForm(obj=row)
    if form.validate_on_submit():
        try:
            open_round(viewer, round_id=round_id, version=form.version.data, today=today, now=viewing.now())
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("「%(name)s」の受付を始めました。", name=row.name), "success")
            return redirect(url_for("assessments.show", round_id=round_id))
    plan, items = round_plans.get_plan(viewer, round_id, today), assessments.list_items(viewer)
    return render_template("assessments/open.html", form=form, row=row, plan=plan, items=items), (
        422 if form.is_submitted() else 200
    )


@bp.route("/<int:round_id>/extend", methods=["GET", "POST"])
@may(Act.ROUNDS)
@writes
def extend(round_id: int) -> Response | tuple[str, int]:
    row = assessments.get_round(viewing.viewer(), round_id)
    form = ExtendRoundForm(obj=row)
    settle(form, {"due_on": row.due_on})
    if form.validate_on_submit():
        try:
            extend_round(
                viewing.viewer(), round_id=round_id, version=form.version.data, due_on=form.due_on.data, today=viewing.today()
            )
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            return render_template("assessments/extend.html", form=form, row=row, clash=clash(form, conflict)), 409
        else:
            flash(_("受付を再開し、締切を延ばしました。") if row.is_ended else _("締切を延ばしました。"), "success")
            return redirect(url_for("assessments.show", round_id=round_id))
    return render_template("assessments/extend.html", form=form, row=row), 422 if form.is_submitted() else 200


@bp.route("/<int:round_id>/end", methods=["GET", "POST"])
@may(Act.ROUNDS)
@writes
def end(round_id: int) -> Response | tuple[str, int]:
    row = assessments.get_round(viewing.viewer(), round_id)
    form = StepForm(obj=row)
    if form.validate_on_submit():
        try:
            end_round(viewing.viewer(), round_id=round_id, version=form.version.data, now=viewing.now())
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("「%(name)s」を締め切りました。結果はまだだれにも示していません。", name=row.name), "success")
            return redirect(url_for("assessments.show", round_id=round_id))
    hand_ins = raters.list_hand_ins(viewing.viewer(), round_id, viewing.today())
    return render_template("assessments/end.html", form=form, row=row, hand_ins=hand_ins), 422 if form.is_submitted() else 200


@bp.route("/<int:round_id>/close", methods=["GET", "POST"])
@may(Act.ROUNDS)
@writes
def close(round_id: int) -> Response | tuple[str, int]:
    viewer = viewing.viewer()
    row = assessments.get_round(viewer, round_id)
    form = StepForm(obj=row)
    if form.validate_on_submit():
        try:
            close_round(viewer, round_id=round_id, version=form.version.data, now=viewing.now())
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("「%(name)s」の結果を公開しました。全員が結果を見られます。", name=row.name), "success")
            return redirect(url_for("assessments.results", round_id=round_id))
    shown = {
        "so_far": raters.list_so_far(viewer, round_id, viewing.today()),
        "hand_ins": raters.list_hand_ins(viewer, round_id, viewing.today()),
    }
    return render_template("assessments/close.html", form=form, row=row, **shown), 422 if form.is_submitted() else 200
