"""今週のまとめ and, for managers, what became of its mails."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.digests import kinds_of
from tracker.domain.errors import RuleBroken
from tracker.queries.digests import count_mails, list_mails, wants_digest_mail
from tracker.services.digest_mails import resend_mail, settle_mail
from tracker.web import viewing
from tracker.web.digests.mail import title_of
from tracker.web.digests.parts import build
from tracker.web.paging import page_of
from tracker.web.refusals import say
from tracker.web.rights import may
from tracker.web.writing import writes

bp = Blueprint("digests", __name__, url_prefix="/p/<programme>/digest")


@bp.get("/")
@may(Act.LOG)
def show() -> str:
    """``?kind=`` where somebody has both: a manager who leads companies."""
    viewer = viewing.viewer()
    kinds = kinds_of(viewer)
    kind = next((kind for kind in kinds if kind.value == request.args.get("kind")), kinds[0])
    config = current_app.config["TRACKER"]
    return render_template(
        "digests/show.html",
        digest=build(viewer, kind, today=viewing.today(), with_words=True),
        title=title_of(kind),
        others=[(title_of(other), other.value) for other in kinds if other is not kind],
        sends_mail=bool(config.mail and config.base_url),
        has_base_url=bool(config.base_url),
        wants_mail=wants_digest_mail(viewer.account_id),
    )


@bp.get("/mails")
@may(Act.STAFF)
def mails() -> str:
    viewer = viewing.viewer()
    paging = page_of(count_mails(viewer))
    rows = list_mails(viewer, now=viewing.now(), limit=paging.size, offset=paging.offset)
    return render_template("digests/mails.html", rows=rows, paging=paging)


@bp.post("/mails/<int:mail_id>/resend")
@may(Act.STAFF)
@writes
def resend(mail_id: int) -> Response:
    try:
        resend_mail(viewing.viewer(), mail_id, now=viewing.now())
    except RuleBroken as broken:
        flash(say(broken), "error")
    else:
        flash(_("次の送信のときに、もう一度送ります。"), "success")
    return redirect(url_for("digests.mails"))


@bp.post("/mails/<int:mail_id>/settle")
@may(Act.STAFF)
@writes
def settle(mail_id: int) -> Response:
    try:
        settle_mail(viewing.viewer(), mail_id, now=viewing.now())
    except RuleBroken as broken:
        flash(say(broken), "error")
    else:
        flash(_("送信済みにしました。もう送りません。"), "success")
    return redirect(url_for("digests.mails"))
