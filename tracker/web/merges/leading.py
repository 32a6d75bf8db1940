"""The address of what became part of something else leads on to it."""

from __future__ import annotations

from flask import Response, g, redirect, request, url_for

from tracker.domain.errors import NotFound
from tracker.queries.merges import find_merged
from tracker.web import viewing

# What the addresses name, in the order in which they are asked.
_NOUNS = {"enrolment_id": "enrolment", "producer_id": "producer"}


def lead_on() -> Response | None:
    """For a page that was not found: the page of what its own has become part of; None where there is none."""
    given = request.view_args or {}
    if request.method != "GET" or request.endpoint is None or not g.get("programme"):
        return None
    try:
        viewer = viewing.viewer()
        kept = {name: find_merged(viewer, noun, given[name]) for name, noun in _NOUNS.items() if name in given}
    except (NotFound, viewing.NotSignedIn):
        return None
    found = {name: one for name, one in kept.items() if one is not None}
    return redirect(url_for(request.endpoint, **(given | found)), 301) if found else None  # type: ignore[return-value]
