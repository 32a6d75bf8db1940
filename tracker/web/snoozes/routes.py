"""Exceptions that were put aside: listed, set, withdrawn."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import RuleBroken
from tracker.queries.single_exceptions import get_exception, list_snoozed
from tracker.services.snoozes import snooze, withdraw_snooze
from tracker.web import exception_words, viewing
from tracker.web.refusals import pin
from tracker.web.rights import may
from tracker.web.snoozes.forms import SnoozeForm
from tracker.web.writing import writes

bp = Blueprint("snoozes", __name__, url_prefix="/p/<programme>/snoozes")


@bp.get("/")
@may(Act.BOARD)
def index() -> str:
    viewer, today = viewing.viewer(), viewing.today()
    lines = [(one.snooze, exception_words.said(one.rows[0])) for one in list_snoozed(viewer, today=today)]
    return render_template("snoozes/index.html", lines=lines)


@bp.route("/new", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def new() -> Response | tuple[str, int]:
    """``?kind=`` and ``?subject=`` name what is put aside."""
    viewer, form = viewing.viewer(), SnoozeForm()
    kind, subject = request.args.get("kind", ""), request.args.get("subject", "")
    thing = get_exception(viewer, kind, subject, today=viewing.today())[0]
    if form.validate_on_submit():
        try:
            snooze(
                viewer,
                kind=kind,
                subject=subject,
                back_on=form.back_on.data,
                reason=form.reason.data,
                idempotency_key=form.idempotency_key.data,
                today=viewing.today(),
                now=viewing.now(),
            )
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("保留にしました。%(kind)s：%(what)s", **exception_words.named(thing)), "success")
            return redirect(url_for("dashboard.show"))
    status = 422 if form.is_submitted() else 200
    return render_template("snoozes/new.html", form=form, line=exception_words.said(thing)), status


@bp.post("/<int:snooze_id>/withdraw")
@may(Act.STAFF)
@writes
def withdraw(snooze_id: int) -> Response:
    withdraw_snooze(viewing.viewer(), snooze_id, now=viewing.now())
    flash(_("保留を取り消しました。ダッシュボードに再び表示します。"), "success")
    return redirect(url_for("dashboard.show"))
