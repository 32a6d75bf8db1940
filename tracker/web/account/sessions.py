"""Where I am signed in, and signing out elsewhere."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.queries.accounts import list_sessions
from tracker.services import sessions
from tracker.web import viewing
from tracker.web.account.routes import bp
from tracker.web.rights import signed_in
from tracker.web.writing import writes


@bp.get("/devices")
@signed_in
def devices() -> str:
    return render_template("account/devices.html", rows=list_sessions(viewing.require_signed_in(), viewing.now()))


@bp.post("/devices/<int:session_id>/sign-out")
@signed_in
@writes
def sign_out_device(session_id: int) -> Response:
    sessions.sign_out_device(viewing.viewer(), session_id=session_id, now=viewing.now())
    flash(_("その端末ではサインアウトしました。"), "success")
    return redirect(url_for("account.devices"))


@bp.post("/devices/sign-out")
@signed_in
@writes
def sign_out_others() -> Response:
    row = viewing.require_signed_in()
    sessions.sign_out_others(viewing.viewer(), session_id=row.session_id, now=viewing.now())
    flash(_("ほかの端末では、すべてサインアウトしました。"), "success")
    return redirect(url_for("account.devices"))
