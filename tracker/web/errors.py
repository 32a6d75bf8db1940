"""Every refusal as a page in the user's language with a way on; never a trace."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, Response, g, make_response, render_template
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from tracker.domain.errors import Conflict, NotAllowed, NotFound, RuleBroken
from tracker.services import transaction
from tracker.services.outages import Busy, Full, outage_of
from tracker.web.refusals import say
from tracker.web.sign_in.pages import ask_to_sign_in
from tracker.web.typed import typed
from tracker.web.viewing import NotSignedIn, find_signed_in

log = logging.getLogger(__name__)

PAGES = frozenset({400, 403, 404, 405, 409, 413, 422, 429, 500, 503, 507})


def page(status: int, sentence: str | None = None) -> Response:
    """The error page of a status; ``sentence`` says more where there is more to say."""
    template = status if status in PAGES else 500 if status >= 500 else 400
    response = make_response(
        render_template(
            f"errors/{template}.html",
            sentence=sentence,
            request_id=g.get("request_id"),
            typed=typed() if status in {503, 507} else (),
        ),
        status,
    )
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
        if error.code is None or error.code < 400 or isinstance(error, SecurityError):
            return error  # for a host that is not ours there is no address to build, so no page of ours
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
