"""Caps on the load: the programme's, and each supporter's own."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, RuleBroken
from tracker.queries.load_caps import get_cap, get_caps
from tracker.services.load_caps import set_cap
from tracker.web import viewing
from tracker.web.conflicts import clash, settle
from tracker.web.load_caps.forms import CapForm, OwnCapForm
from tracker.web.refusals import pin
from tracker.web.rights import may
from tracker.web.writing import writes

bp = Blueprint("load_caps", __name__, url_prefix="/p/<programme>/load-caps")


@bp.get("/")
@may(Act.STAFF)
def index() -> str:
    return render_template("load_caps/index.html", caps=get_caps(viewing.viewer(), today=viewing.today()))


@bp.route("/programme", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def programme() -> Response | tuple[str, int]:
    caps = get_caps(viewing.viewer(), today=viewing.today())
    stored = {"leads": caps.default.leads, "companies": caps.default.companies}
    return _edit(CapForm(data=stored | {"version": caps.version}), stored, None)


@bp.route("/<int:producer_id>", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def edit(producer_id: int) -> Response | tuple[str, int]:
    row = get_cap(viewing.viewer(), producer_id, today=viewing.today())
    stored = {"leads": row.cap.leads, "companies": row.cap.companies, "is_own": row.is_own}
    return _edit(OwnCapForm(data=stored | {"version": row.version}), stored, producer_id, row.person.name)


def _edit(form: CapForm, stored: Mapping[str, object], producer_id: int | None, name: str = "") -> Response | tuple[str, int]:
    settle(form, stored)
    status, both = 422 if form.is_submitted() else 200, None
    if form.validate_on_submit():
        is_own = not isinstance(form, OwnCapForm) or bool(form.is_own.data)
        try:
            set_cap(
                viewing.viewer(),
                producer_id=producer_id,
                cap=form.cap,
                is_own=is_own,
                version=form.version.data,
                now=viewing.now(),
            )
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            status, both = 409, clash(form, conflict)
        else:
            flash(_("担当社数の上限を保存しました。"), "success")
            return redirect(url_for("load_caps.index"))
    return render_template("load_caps/edit.html", form=form, name=name, clash=both), status
