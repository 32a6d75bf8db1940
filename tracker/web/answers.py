"""Who asks: a browser that shows a page, or a script of ours that wants to be told in JSON."""

from __future__ import annotations

from flask import request


def wants_json() -> bool:
    """Whether the request names JSON before anything else."""
    return request.accept_mimetypes.best == "application/json"
