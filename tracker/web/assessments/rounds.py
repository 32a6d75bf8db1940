"""Rounds: the list, one round with its raters, and the set-up of a planned one."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, RuleBroken
from tracker.domain.rounds import next_default_round
from tracker.domain.scores import raters_needed
from tracker.queries import assessments, raters, round_plans
from tracker.services.assessments import change_round, plan_round
from tracker.web import viewing
from tracker.web.assessments.blueprint import bp
from tracker.web.assessments.forms import AddRatersForm, PlanRoundForm
from tracker.web.conflicts import clash, settle
from tracker.web.refusals import pin
from tracker.web.rights import may
from tracker.web.writing import writes


@bp.get("/")
@may(Act.REPORT_MEANS)
def index() -> str:
    viewer = viewing.viewer()
    rows = assessments.list_rounds(viewer, viewing.today())
    offered = next_default_round(row.name for row in rows)
    return render_template("assessments/index.html", rows=rows, items=assessments.list_items(viewer), offered=offered)


@bp.get("/<int:round_id>")
@may(Act.REPORT_MEANS)
def show(round_id: int) -> str:
    viewer, today = viewing.viewer(), viewing.today()
    row = assessments.get_round(viewer, round_id, today)
    runs_it = viewer.may(Act.ROUNDS)
    return render_template(
        "assessments/show.html",
        row=row,
        items=assessments.items_of_round(viewer, row),
        hand_ins=raters.list_hand_ins(viewer, round_id, today) if viewer.may(Act.HAND_INS) and not row.is_planned else (),
        so_far=raters.list_so_far(viewer, round_id, today) if runs_it and row.is_open else (),
        plan=round_plans.get_plan(viewer, round_id, today) if runs_it and row.is_planned else None,
        adding=AddRatersForm(version=row.version),
    )


@bp.route("/new", methods=["GET", "POST"])
@may(Act.ROUNDS)
@writes
def new() -> Response | tuple[str, int]:
    viewer = viewing.viewer()
    least = raters_needed(assessments.minimum_and_scale(viewer)[0])
    form = PlanRoundForm(name=request.args.get("name", "")[:40], minimum_raters=least)
    form.offer(round_plans.list_manager_choices(viewer, viewing.today()))
    if form.validate_on_submit():
        try:
            round_id = plan_round(viewer, **form.values, today=viewing.today(), now=viewing.now(), idempotency_key=form.key.data)
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("評価時期を準備しました。評価できる人数を確かめてから、受付を始めてください。"), "success")
            return redirect(url_for("assessments.show", round_id=round_id))
    return render_template("assessments/new.html", form=form, least=least), 422 if form.is_submitted() else 200


@bp.route("/<int:round_id>/edit", methods=["GET", "POST"])
@may(Act.ROUNDS)
@writes
def edit(round_id: int) -> Response | tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    row = assessments.get_round(viewer, round_id)
    stored = {
        "name": row.name,
        "due_on": row.due_on,
        "design": row.design.value,
        "manager_ids": list(round_plans.list_round_managers(viewer, round_id)),
        "minimum_raters": row.minimum_raters,
        "singles_visible": row.singles_visible,
    }
    form = PlanRoundForm(version=row.version, **stored).offer(round_plans.list_manager_choices(viewer, today))
    settle(form, stored)
    if form.validate_on_submit():
        try:
            change_round(viewer, round_id=round_id, version=form.version.data, **form.values, today=today)
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            return render_template("assessments/edit.html", form=form, row=row, clash=clash(form, conflict)), 409
        else:
            flash(_("評価時期を変更しました。"), "success")
            return redirect(url_for("assessments.show", round_id=round_id))
    return render_template("assessments/edit.html", form=form, row=row), 422 if form.is_submitted() else 200
