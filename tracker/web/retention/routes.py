"""保存期間: the years, for how long they are kept, holding one, and taking one away."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, RuleBroken
from tracker.queries.retention import get_year, list_holds, list_purges, list_years, plan_purge
from tracker.services import purge_steps
from tracker.services.purges import begin_purge
from tracker.services.retention import hold_records, lift_hold, set_retention
from tracker.services.transaction import sweep, writing
from tracker.web import viewing
from tracker.web.conflicts import clash, settle
from tracker.web.forms import BaseForm
from tracker.web.refusals import pin
from tracker.web.retention.forms import HoldForm, KeepForm, LiftForm, PurgeForm
from tracker.web.rights import may
from tracker.web.writing import writes

# A browser waits for a minute (deploy/nginx.conf): a large year takes several of these, or the command.
LONGEST_SECONDS = 20

bp = Blueprint("retention", __name__, url_prefix="/p/<programme>/retention")


@bp.get("/")
@may(Act.STAFF)
def index() -> str:
    viewer, today = viewing.viewer(), viewing.today()
    return render_template(
        "retention/index.html",
        year=get_year(viewer, today=today),
        years=list_years(viewer, today=today),
        holds=list_holds(viewer),
        purges=list_purges(viewer),
    )


@bp.route("/years", methods=["GET", "POST"])
@may(Act.SETTINGS)
@writes
def edit() -> Response | tuple[str, int]:
    row = get_year(viewing.viewer(), today=viewing.today())
    stored = {"years": row.years}
    form = KeepForm(data={**stored, "version": row.version})
    settle(form, stored)
    status, both = 422 if form.is_submitted() else 200, None
    if form.validate_on_submit():
        try:
            set_retention(viewing.viewer(), years=form.years.data, version=form.version.data)
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            status, both = 409, clash(form, conflict)
        else:
            flash(_("保存する年数を保存しました。"), "success")
            return redirect(url_for("retention.index"))
    return render_template("retention/edit.html", form=form, year=row, clash=both), status


@bp.route("/hold", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def hold() -> Response | tuple[str, int]:
    form = HoldForm()
    return _act(
        form,
        "retention/hold.html",
        lambda: hold_records(viewing.viewer(), reason=form.reason.data, key=form.idempotency_key.data, now=viewing.now()),
        _("保全しました。解除するまで消去できません。"),
    )


@bp.route("/lift", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def lift() -> Response | tuple[str, int]:
    row = get_year(viewing.viewer(), today=viewing.today())
    if row.hold is None:
        return redirect(url_for("retention.index"))
    form = LiftForm(data={"version": row.hold.version})
    return _act(
        form,
        "retention/lift.html",
        lambda: lift_hold(viewing.viewer(), reason=form.reason.data, version=form.version.data, now=viewing.now()),
        _("保全を解除しました。"),
    )


@bp.route("/purge", methods=["GET", "POST"])
@may(Act.STAFF)
def purge() -> Response | tuple[str, int]:
    """Not marked as writing: everything is counted before, and no other writer should wait for that."""
    form = PurgeForm()
    if form.validate_on_submit():
        try:
            with writing():
                begin_purge(
                    viewing.viewer(),
                    year=form.year.data,
                    reason=form.reason.data,
                    rows_seen=form.seen.data,
                    idempotency_key=form.idempotency_key.data,
                    now=viewing.now(),
                )
        except RuleBroken as broken:
            pin(form, broken)
        else:
            return _take_away()
    viewer = viewing.viewer()
    plan = plan_purge(viewer, now=viewing.now())
    form.seen.data = plan.rows
    year = get_year(viewer, today=viewing.today())
    page = render_template("retention/purge.html", form=form, year=year, plan=plan)
    return page, 422 if form.is_submitted() else 200


@bp.post("/purge/rest")
@may(Act.STAFF)
def carry_on() -> Response:
    """Not marked either: each step is a transaction of its own."""
    if not get_year(viewing.viewer(), today=viewing.today()).is_being_purged:
        return redirect(url_for("retention.purge"))
    return _take_away()


def _take_away() -> Response:
    """As much as fits into one request; at the end the database leaves no trace of what it wrote over."""
    folder = current_app.config["TRACKER"].attachments
    if not purge_steps.carry_on(viewing.viewer(), folder=folder, now=viewing.now(), seconds=LONGEST_SECONDS):
        flash(_("途中まで消去しました。残りがあります。"))
        return redirect(url_for("retention.purge"))
    sweep()
    flash(_("消去しました。"), "success")
    return redirect(url_for("retention.index"))


def _act(form: BaseForm, template: str, do: Callable[[], None], said: str) -> Response | tuple[str, int]:
    if form.validate_on_submit():
        try:
            do()
        except (RuleBroken, Conflict) as refused:
            pin(form, refused if isinstance(refused, RuleBroken) else RuleBroken(refused.sentence, **refused.params))
        else:
            flash(said, "success")
            return redirect(url_for("retention.index"))
    year = get_year(viewing.viewer(), today=viewing.today())
    return render_template(template, form=form, year=year), 422 if form.is_submitted() else 200
