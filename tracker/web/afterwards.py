"""Work that nobody waits for: it begins in a thread of its own, and what goes wrong in it is in the log."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from flask import Flask, Response, after_this_request, current_app

log = logging.getLogger(__name__)
AFTERWARDS = "afterwards"


def do_afterwards(work: Callable[[], None]) -> None:
    """Begin the work now, beside the request, in a context of its own."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    def run() -> None:
        with app.app_context():
            try:
                work()
            except Exception:
                log.exception("work beside a request failed")

    app.extensions[AFTERWARDS](run)


def do_when_written(work: Callable[[], None]) -> None:
    """:func:`do_afterwards`, once what this request wrote is committed; nothing where it was refused."""

    @after_this_request
    def begin(response: Response) -> Response:
        if response.status_code < 400:
            do_afterwards(work)
        return response


def _in_a_thread(run: Callable[[], None]) -> None:
    threading.Thread(target=run, name=AFTERWARDS).start()


def init_app(app: Flask) -> None:
    app.extensions[AFTERWARDS] = _in_a_thread
