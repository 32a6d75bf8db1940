"""Every refusal as a page in the user's language with a way on; never a trace."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, Response, g, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response as BaseResponse

from tracker.domain.errors import Conflict, DoneAlready, NotAllowed, NotFound, RuleBroken
from tracker.domain.month_closes import MonthClosed
from tracker.logs import TOLD
from tracker.services import transaction
from tracker.services.outages import Outage, outage_of
from tracker.web import refused, viewing
from tracker.web.answers import wants_json
from tracker.web.closing.asking import ask_for_change_reason
from tracker.web.done_already import show_both
from tracker.web.headers import Kind, mark
from tracker.web.merges.leading import lead_on
from tracker.web.refusals import say
from tracker.web.refused import Refusal
from tracker.web.sign_in.pages import ask_to_sign_in
from tracker.web.typed import typed
from tracker.web.viewing import NotSignedIn, SecondFactorWanted, find_signed_in
from tracker.web.writing import SAFE

log = logging.getLogger(__name__)

PAGES = frozenset({400, 403, 404, 405, 409, 413, 422, 429, 500, 503, 507})


# What a script of ours is told, to be shown beside the form.
_SENTENCES = {
    403: _l("この操作はできません。"),
    404: _l("この記録は、今は開けません。担当が変わったか、企業が登録から外れた可能性があります。"),
    413: _l("送る内容が大きすぎます。"),
    503: _l("サーバーが混み合っています。しばらくすると自動で送り直します。"),
    507: _l("サーバーの空きがありません。内容はこの端末に残っています。"),
}

_STATUS_OF = {Outage.BUSY: 503, Outage.FULL: 507, Outage.DAMAGED: 500}
_WORDS_OF = {
    Outage.DAMAGED: _l(
        "保存されているデータの一部を読めません。ファイルが壊れた可能性があります。サーバーの管理者に、バックアップから戻すよう伝えてください。"
    )
}


def page(status: int, sentence: str | None = None) -> Response:
    """The error page of a status; ``sentence`` says more where there is more to say."""
    mark(Kind.PAGE)  # whatever the page was going to be that could not be made
    if wants_json():
        return make_response(jsonify(state="failed", error=sentence or str(_SENTENCES.get(status, ""))), status)
    template = status if status in PAGES else 500 if status >= 500 else 400
    response = make_response(
        render_template(
            f"errors/{template}.html",
            sentence=sentence,
            request_id=g.get("request_id"),
            typed=typed() if status >= 500 else (),
        ),
        status,
    )
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response


def page_of(outage: Outage) -> Response:
    """The page of an outage; where it cannot even be asked who is looking, the one for anybody."""
    status, sentence = _STATUS_OF[outage], _WORDS_OF.get(outage)
    try:
        return page(status, sentence)
    except Exception as error:
        if outage_of(error) is None:
            raise
        transaction.abandon()
        viewing.forget_who_is_looking()
        return page(status, sentence)


def _tell_to_sign_in() -> Response:
    return make_response(jsonify(state="sign_in", error=_("サインインが必要です。内容はこの端末に残っています。")), 401)


def init_app(app: Flask) -> None:
    @app.errorhandler(NotSignedIn)
    def not_signed_in(error: NotSignedIn) -> Response:
        # A page that is asked for without a session is everybody's morning; what is sent without one is a refusal.
        if request.method not in SAFE:
            refused.note(Refusal.SIGN_IN)
        return _tell_to_sign_in() if wants_json() else ask_to_sign_in()

    @app.errorhandler(SecondFactorWanted)
    def second_factor_wanted(error: SecondFactorWanted) -> BaseResponse:
        refused.note(Refusal.SECOND_FACTOR)
        # For a script it is as if nobody were signed in: what was typed stays on the device, to be sent afterwards.
        return _tell_to_sign_in() if wants_json() else redirect(url_for("account.second_factor"))

    @app.errorhandler(NotFound)
    def not_found(error: NotFound) -> Response:
        merged = lead_on()
        if merged is None:
            refused.note(Refusal.HIDDEN)
        return merged or page(404)

    @app.errorhandler(NotAllowed)
    def not_allowed(error: NotAllowed) -> Response:
        refused.note(Refusal.FORBIDDEN)
        return page(403)

    @app.errorhandler(RuleBroken)
    def rule_broken(error: RuleBroken) -> Response:
        return page(422, say(error))

    @app.errorhandler(MonthClosed)
    def month_closed(error: MonthClosed) -> Response:
        return ask_for_change_reason(error)

    @app.errorhandler(DoneAlready)
    def done_already(error: DoneAlready) -> Response:
        return show_both(error)

    @app.errorhandler(Conflict)
    def conflict(error: Conflict) -> Response:
        return page(409, say(error))

    @app.errorhandler(CSRFError)
    def csrf(error: CSRFError) -> Response:
        refused.note(Refusal.TOKEN)
        # Without a session there was no token to compare: sign in first, with what was typed.
        if find_signed_in() is None:
            return _tell_to_sign_in() if wants_json() else ask_to_sign_in()
        if wants_json():
            return make_response(jsonify(state="csrf"), 400)
        return page(400, _("ページを開いてから時間がたったため、送信を確かめられませんでした。ページを開き直してください。"))

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Any:
        if isinstance(error, SecurityError):
            refused.note(Refusal.HOST)
        if error.code is None or error.code < 400 or isinstance(error, SecurityError):
            return error  # for a host that is not ours there is no address to build, so no page of ours
        return page(error.code)

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        transaction.abandon()
        outage = outage_of(error)
        if outage is not None:
            transaction.let_connections_go()
            log.warning("%s, request %s: %s", outage.value, g.get("request_id"), type(error).__name__)
            return page_of(outage)
        if app.testing:
            raise error
        number = g.get("request_id")
        log.exception("unexpected error, request %s", number, extra={TOLD: {"request": number}})
        return page(500)
