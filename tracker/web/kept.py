"""A form whose text the device keeps (static/js/kept.js) is told, on the pages after it, that the server has taken it."""

from __future__ import annotations

import re

from flask import Flask, Response, g, request, session

from tracker.web.writing import SAFE

TAKEN = "taken"
# Each page tells the last few: whoever leaves the first page before its script has run is told on the next.
TOLD = 8
KEY = re.compile(r"[0-9a-f]{32}")


def posted_key() -> str:
    """The key under which the device keeps the form that was sent; empty where it keeps none."""
    key = request.form.get("kept", "") if request.method not in SAFE else ""
    return key if KEY.fullmatch(key) else ""


def leave_kept() -> None:
    """The answer leads away without having taken the text (its form is closed by now): the device keeps it."""
    g.leaves_kept = True


def taken_keys() -> list[str]:
    """The keys of the texts that the server took last, the newest at the end."""
    return list(session.get(TAKEN, ()))


def init_app(app: Flask) -> None:
    @app.after_request
    def tell_taken(response: Response) -> Response:
        # Only an answer that leads on to the record says so: a form with errors, a sign-in page and a failure do not.
        if response.status_code in (302, 303) and "leaves_kept" not in g and (key := posted_key()):
            session[TAKEN] = [*(one for one in taken_keys() if one != key), key][-TOLD:]
        return response

    app.jinja_env.globals |= {"posted_key": posted_key, "taken_keys": taken_keys}
