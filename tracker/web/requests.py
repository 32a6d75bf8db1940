"""What happens around every request: an id for the log, whose page it is of, and the write lock before anything is read."""

from __future__ import annotations

import logging
import secrets
import time

from flask import Flask, Response, abort, g, request

from tracker.logs import TOLD
from tracker.web import origins, writing

log = logging.getLogger("tracker.requests")


def init_app(app: Flask) -> None:
    """Must come before everything that reads the database or the session."""

    @app.before_request
    def begin() -> Response | None:
        g.request_id = secrets.token_hex(6)
        g.started = time.perf_counter()
        refusal = origins.refuse()
        if refusal is not None:
            return refusal
        if "\0" in request.path or b"%00" in request.query_string:  # PostgreSQL cannot even be asked for such a text
            g.programme = None
            abort(404)
        if request.endpoint and request.method not in writing.SAFE and None in request.form:
            abort(400)  # a part of a form without a name, which what looks for the token would stumble over
        writing.begin()
        return None

    @app.after_request
    def report(response: Response) -> Response:
        response.headers["X-Request-ID"] = g.get("request_id", "")
        started = g.get("started")
        if started is not None:
            milliseconds = (time.perf_counter() - started) * 1000
            # The path pattern, not the path: an id is no personal datum, a search word may be.
            route = request.url_rule.rule if request.url_rule else "-"
            told = {
                "request": g.get("request_id"),
                "method": request.method,
                "route": route,
                "status": response.status_code,
                "ms": round(milliseconds, 1),
            }
            log.info("request", extra={TOLD: told})
        return response
