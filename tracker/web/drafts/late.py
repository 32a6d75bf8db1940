"""要確認: drafts that arrived when their form was closed to the writer, and what the manager does with them."""

from __future__ import annotations

from flask import Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tracker.domain.access import Act
from tracker.domain.drafts import KEY as KEYS
from tracker.domain.drafts import DraftState, read_key
from tracker.domain.errors import NotFound, RuleBroken
from tracker.queries.accounts import get_former_viewer
from tracker.queries.drafts import get_draft, list_late_drafts
from tracker.services.drafts import check_whose, dismiss_draft, find_decision, return_draft, take_late_draft
from tracker.web import viewing
from tracker.web.drafts.blueprint import bp
from tracker.web.drafts.forms import DecideForm
from tracker.web.drafts.labels import texts_of
from tracker.web.drafts.sending import require_same_account
from tracker.web.drafts.sheets import read_sheet, tell
from tracker.web.refusals import pin
from tracker.web.rights import may, signed_in
from tracker.web.writing import writes

LATE = "/p/<programme>/drafts/late"


@bp.get(LATE)
@may(Act.STAFF)
def late() -> str:
    return render_template("drafts/late.html", rows=list_late_drafts(viewing.viewer()))


@bp.route(f"{LATE}/<string(length=32):key>", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def decide(key: str) -> BaseResponse | tuple[str, int]:
    """Read it, open it in the form to record it, give it back or dismiss it with a reason."""
    viewer = viewing.viewer()
    row = get_draft(viewer, key)
    if row.head.state is not DraftState.REVIEW:
        raise NotFound
    form = DecideForm()
    if form.validate_on_submit():
        act = dismiss_draft if form.act.data == "dismiss" else return_draft
        try:
            act(viewer, key=key, reason=form.reason.data, now=viewing.now())
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("書いた人に理由を伝えました。"), "success")
            return redirect(url_for("drafts.late"))
    status = 422 if form.is_submitted() else 200
    return render_template("drafts/decide.html", row=row, texts=texts_of(row), form=form), status


@bp.route("/late-drafts/<string(length=32):key>", methods=["GET", "POST"])
@signed_in
@writes
def hand_over(key: str) -> Response:
    """A device hands a draft over whose form is closed to its writer, or asks what became of it.

    Outside the programme's addresses, because the writer may have left it; ``?programme=`` says which it is.
    """
    if not KEYS.fullmatch(key):
        abort(404)
    refusal = require_same_account()
    if refusal is not None:
        return refusal
    slug = request.args.get("programme", "")
    viewer = get_former_viewer(viewing.require_signed_in(), slug)
    if request.method == "GET":
        return jsonify(tell(find_decision(viewer, key=key)))
    check_whose(viewer, key=key)
    return jsonify(tell(take_late_draft(viewer, key=read_key(key), sheet=read_sheet(), now=viewing.now())))
