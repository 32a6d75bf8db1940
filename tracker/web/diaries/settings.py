"""How the programme rounds its hours."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, NotFound, RuleBroken
from tracker.queries.work_months import get_hours_rule
from tracker.services.work_months import set_hours_rule
from tracker.web import viewing
from tracker.web.conflicts import clash, settle
from tracker.web.diaries.blueprint import bp
from tracker.web.diaries.forms import HoursRuleForm
from tracker.web.refusals import pin
from tracker.web.rights import may
from tracker.web.writing import writes


@bp.route("/settings", methods=["GET", "POST"])
@may(Act.SETTINGS)
@writes
def settings() -> Response | tuple[str, int]:
    viewer = viewing.viewer()
    if not viewer.hours_kept:
        raise NotFound
    row = get_hours_rule(viewer)
    stored: dict[str, Any] = {
        "unit": str(row.rule.unit),
        "way": row.rule.way.value,
        "per": row.rule.per.value,
        "long_day_hours": row.long_day_minutes // 60,
    }
    form = HoursRuleForm(data=stored | {"version": row.version})
    form.offer()
    settle(form, stored)
    if form.validate_on_submit():
        try:
            set_hours_rule(viewer, settings=form.read(), version=form.version.data, now=viewing.now())
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            conflict.theirs = stored
            return render_template("diaries/settings.html", form=form, clash=clash(form, conflict)), 409
        else:
            flash(_("設定を保存しました。"), "success")
            return redirect(url_for("diaries.settings"))
    return render_template("diaries/settings.html", form=form), 422 if form.is_submitted() else 200
