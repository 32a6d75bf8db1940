"""Rounds: planned, opened, extended and closed by the manager; who has handed in."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, RuleBroken
from tracker.domain.rounds import next_default_round
from tracker.queries import assessments
from tracker.rows.assessments import ReachRow, RoundRow
from tracker.services.assessments import change_round, close_round, extend_round, open_round, plan_round
from tracker.web import viewing
from tracker.web.assessments.blueprint import bp
from tracker.web.assessments.forms import ChangeRoundForm, ExtendRoundForm, PlanRoundForm, StepForm
from tracker.web.conflicts import clash, settle
from tracker.web.refusals import pin
from tracker.web.rights import may
from tracker.web.writing import writes


@bp.get("/")
@may(Act.REPORT_MEANS)
def index() -> str:
    viewer = viewing.viewer()
    rows = assessments.list_rounds(viewer)
    offered = next_default_round(row.name for row in rows)
    return render_template("assessments/index.html", rows=rows, items=assessments.list_items(viewer), offered=offered)


@bp.get("/<int:round_id>")
@may(Act.REPORT_MEANS)
def show(round_id: int) -> str:
    viewer = viewing.viewer()
    row = assessments.get_round(viewer, round_id)
    return render_template(
        "assessments/show.html",
        row=row,
        items=assessments.items_of_round(viewer, row),
        hand_ins=assessments.list_hand_ins(viewer, round_id) if viewer.may(Act.HAND_INS) and not row.is_planned else (),
        reach=_reach(row) if viewer.may(Act.ROUNDS) and row.is_planned else (),
    )


@bp.route("/new", methods=["GET", "POST"])
@may(Act.ROUNDS)
@writes
def new() -> Response | tuple[str, int]:
    form = PlanRoundForm(name=request.args.get("name", "")[:40])
    if form.validate_on_submit():
        try:
            round_id = plan_round(
                viewing.viewer(),
                name=form.name.data,
                due_on=form.due_on.data,
                today=viewing.today(),
                now=viewing.now(),
                idempotency_key=form.key.data,
            )
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("評価時期を準備しました。評価できる人数を確かめてから、受付を始めてください。"), "success")
            return redirect(url_for("assessments.show", round_id=round_id))
    return render_template("assessments/new.html", form=form), 422 if form.is_submitted() else 200


@bp.route("/<int:round_id>/edit", methods=["GET", "POST"])
@may(Act.ROUNDS)
@writes
def edit(round_id: int) -> Response | tuple[str, int]:
    row = assessments.get_round(viewing.viewer(), round_id)
    form = ChangeRoundForm(obj=row)
    settle(form, {"name": row.name, "due_on": row.due_on})
    if form.validate_on_submit():
        try:
            change_round(
                viewing.viewer(),
                round_id=round_id,
                version=form.version.data,
                name=form.name.data,
                due_on=form.due_on.data,
                today=viewing.today(),
            )
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            return render_template("assessments/edit.html", form=form, row=row, clash=clash(form, conflict)), 409
        else:
            flash(_("評価時期を変更しました。"), "success")
            return redirect(url_for("assessments.show", round_id=round_id))
    return render_template("assessments/edit.html", form=form, row=row), 422 if form.is_submitted() else 200


@bp.route("/<int:round_id>/open", methods=["GET", "POST"], endpoint="open")
@may(Act.ROUNDS)
@writes
def open_(round_id: int) -> Response | tuple[str, int]:
    viewer = viewing.viewer()
    row = assessments.get_round(viewer, round_id)
    form = StepForm(obj=row)
    if form.validate_on_submit():
        try:
            open_round(viewer, round_id=round_id, version=form.version.data, today=viewing.today(), now=viewing.now())
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("「%(name)s」の受付を始めました。", name=row.name), "success")
            return redirect(url_for("assessments.show", round_id=round_id))
    page = render_template("assessments/open.html", form=form, row=row, reach=_reach(row), items=assessments.list_items(viewer))
    return page, 422 if form.is_submitted() else 200


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
            flash(_("締切を延ばしました。"), "success")
            return redirect(url_for("assessments.show", round_id=round_id))
    return render_template("assessments/extend.html", form=form, row=row), 422 if form.is_submitted() else 200


@bp.route("/<int:round_id>/close", methods=["GET", "POST"])
@may(Act.ROUNDS)
@writes
def close(round_id: int) -> Response | tuple[str, int]:
    row = assessments.get_round(viewing.viewer(), round_id)
    form = StepForm(obj=row)
    if form.validate_on_submit():
        try:
            close_round(viewing.viewer(), round_id=round_id, version=form.version.data, now=viewing.now())
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("「%(name)s」を締め切りました。全員が結果を見られます。", name=row.name), "success")
            return redirect(url_for("assessments.results", round_id=round_id))
    return render_template("assessments/close.html", form=form, row=row), 422 if form.is_submitted() else 200


def _reach(row: RoundRow) -> tuple[ReachRow, ...]:
    """Who would reach the minimum that the round would be opened under today."""
    viewer = viewing.viewer()
    minimum, _scale = assessments.minimum_and_scale(viewer)
    return assessments.list_reach(viewer, viewing.today(), minimum)
