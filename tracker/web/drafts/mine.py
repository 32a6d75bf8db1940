"""My notes: the page of what is not sent or finished, and what a device keeps here while somebody types."""

from __future__ import annotations

from flask import Response, flash, jsonify, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tracker.domain.access import Act
from tracker.domain.drafts import read_key
from tracker.domain.errors import RuleBroken
from tracker.queries.drafts import get_draft, list_begun, list_my_drafts
from tracker.services.drafts import check_whose, discard_draft, restore_draft, save_draft
from tracker.web import viewing
from tracker.web.answers import wants_json
from tracker.web.drafts.blueprint import bp
from tracker.web.drafts.sending import require_same_account
from tracker.web.drafts.sheets import read_sheet, record_url, tell
from tracker.web.refusals import say
from tracker.web.rights import may
from tracker.web.writing import writes

KEY = "/p/<programme>/drafts/<string(length=32):key>"


@bp.get("/p/<programme>/drafts/")
@may(Act.LOG)
def index() -> str:
    rows = list_my_drafts(viewing.viewer(), now=viewing.now())
    return render_template(
        "drafts/index.html",
        unfinished=list_begun(viewing.viewer(), today=viewing.today()),
        decided=[row for row in rows if not row.is_unfinished and not row.can_come_back(viewing.now())],
        discarded=[row for row in rows if row.can_come_back(viewing.now())],
    )


@bp.get(KEY)
@may(Act.LOG)
def show(key: str) -> Response:
    """The draft for a device of its writer."""
    row = get_draft(viewing.viewer(), key)
    return jsonify(
        key=key,
        state=row.head.state.value,
        address=row.head.address,
        title=row.head.subject,
        version=row.head.version,
        url=record_url(row.head.visit_id, row.head.meeting_id),
        fields={name: list(values) for name, values in row.fields.items()},
    )


@bp.post(KEY)
@may(Act.LOG)
@writes
def save(key: str) -> Response:
    """What a device sends a second after the typing stopped; the answer says where both sides changed a field."""
    refusal = require_same_account()
    if refusal is not None:
        return refusal
    check_whose(viewing.viewer(), key=read_key(key))
    saved = save_draft(viewing.viewer(), key=key, sheet=read_sheet(), now=viewing.now())
    return jsonify(tell(saved))


@bp.post(f"{KEY}/discard")
@may(Act.LOG)
@writes
def discard(key: str) -> BaseResponse:
    """By the button of the page, or by a device that has thrown its own copy away."""
    refusal = require_same_account()
    if refusal is not None:
        return refusal
    discard_draft(viewing.viewer(), key=key, now=viewing.now())
    if wants_json():
        return jsonify(state="discarded")
    flash(_("書きかけを消しました。30日以内なら、このページから元に戻せます。"), "success")
    return redirect(url_for("drafts.index"))


@bp.post(f"{KEY}/restore")
@may(Act.LOG)
@writes
def restore(key: str) -> BaseResponse:
    try:
        restore_draft(viewing.viewer(), key=key, now=viewing.now())
    except RuleBroken as broken:
        flash(say(broken), "error")
    else:
        flash(_("書きかけを元に戻しました。"), "success")
    return redirect(url_for("drafts.index"))
