"""Every refusal as a page in the user's language with a way on; never a trace."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, Response, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from tracker.domain.errors import Conflict, NotAllowed, NotFound, RuleBroken
from tracker.services import transaction
from tracker.services.outages import Busy, Full, outage_of
from tracker.web.refusals import say
from tracker.web.sign_in.pages import ask_to_sign_in
from tracker.web.typed import typed
from tracker.web.viewing import NotSignedIn, find_signed_in

log = logging.getLogger(__name__)

WORDS: dict[int, tuple[Any, Any]] = {
    400: (_l("リクエストを読み取れませんでした"), _l("前のページに戻り、もう一度お試しください。")),
    403: (_l("この操作は許可されていません"), _l("必要な場合は、マネージャーに依頼してください。")),
    404: (_l("ページが見つかりません"), _l("アドレスを確かめるか、トップページからたどってください。")),
    405: (_l("この方法では開けません"), _l("前のページに戻り、ボタンから操作してください。")),
    409: (_l("ほかの人が先に保存しました"), _l("前のページを開き直し、内容を確かめてからもう一度保存してください。")),
    413: (_l("送信したデータが大きすぎます"), _l("ファイルは10MBまでです。小さくしてからもう一度送信してください。")),
    422: (_l("この内容では保存できません"), _l("前のページに戻り、内容を直してください。")),
    429: (_l("しばらくお待ちください"), _l("1分ほど待ってから、もう一度お試しください。")),
    500: (
        _l("プログラムに問題が起きました"),
        _l("少し待ってからもう一度お試しください。続く場合は、表示された番号を管理者に伝えてください。"),
    ),
    503: (_l("ただいま混み合っています"), _l("入力した内容は下に残っています。少し待ってから、もう一度送信してください。")),
    507: (_l("保存する場所がいっぱいです"), _l("入力した内容は下に残っています。管理者に連絡してください。")),
}


def page(status: int, sentence: str | None = None) -> Response:
    """The error page of a status; the sentence says more where there is more to say."""
    title, advice = WORDS.get(status, WORDS[500 if status >= 500 else 400])
    body = render_template(
        "errors/error.html",
        status=status,
        title=title,
        advice=advice,
        sentence=sentence,
        request_id=g.get("request_id"),
        typed=typed() if status in {503, 507} else (),
        way_on=request.full_path if request.method == "GET" else "/",
    )
    response = make_response(body, status)
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response


def init_app(app: Flask) -> None:
    @app.errorhandler(NotSignedIn)
    def not_signed_in(error: NotSignedIn) -> Response:
        return ask_to_sign_in()

    @app.errorhandler(NotFound)
    def not_found(error: NotFound) -> Response:
        return page(404)

    @app.errorhandler(NotAllowed)
    def not_allowed(error: NotAllowed) -> Response:
        return page(403)

    @app.errorhandler(RuleBroken)
    def rule_broken(error: RuleBroken) -> Response:
        return page(422, say(error))

    @app.errorhandler(Conflict)
    def conflict(error: Conflict) -> Response:
        return page(409, say(error))

    @app.errorhandler(CSRFError)
    def csrf(error: CSRFError) -> Response:
        # Without a session there was no token to compare: sign in first, with what was typed.
        if find_signed_in() is None:
            return ask_to_sign_in()
        return page(400, _("ページを開いてから時間がたったため、送信を確かめられませんでした。ページを開き直してください。"))

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Any:
        if error.code is None or error.code < 400:
            return error
        return page(error.code)

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        transaction.abandon()
        outage = outage_of(error)
        if isinstance(outage, Busy):
            return page(503)
        if isinstance(outage, Full):
            return page(507)
        if app.testing:
            raise error
        log.exception("unexpected error, request %s", g.get("request_id"))
        return page(500)
