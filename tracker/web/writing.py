"""Handlers that write: marked, started before anything is read, committed once when they answer with success."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Response, current_app, g, make_response, request

from tracker.services import transaction

View = TypeVar("View", bound=Callable[..., Any])
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def writes(view: View) -> View:
    """Mark a handler whose unsafe requests run in one immediate transaction.

    It is committed where the answer is a success or a redirect, and abandoned where a form comes back with errors.
    """

    @wraps(view)
    def write(*args: Any, **kwargs: Any) -> Response:
        response = make_response(view(*args, **kwargs))
        if request.method not in SAFE:
            if response.status_code < 400:
                transaction.commit()
            else:
                transaction.abandon()
        return response

    write.writes = True  # type: ignore[attr-defined]
    return write  # type: ignore[return-value]


def begin() -> None:
    """Before the user is loaded: read the body to its end (a slow phone must not hold the lock), then take the write lock."""
    if request.endpoint is None or request.method in SAFE:
        return
    g.change_reason = request.form.get("change_reason", "")  # why a closed month is changed, where that was asked
    if getattr(current_app.view_functions[request.endpoint], "writes", False):
        _ = request.files, request.get_data()
        transaction.begin_writing()
