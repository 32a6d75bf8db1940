"""The address of what became part of something else leads on to it."""

from __future__ import annotations

from flask import Response, g, redirect, request, url_for

from tracker.domain.errors import NotFound
from tracker.queries.merges import find_merged
from tracker.web import viewing


def lead_on() -> Response | None:
    """For a page that was not found: the page of the company that its own has become part of; None where there is none."""
    given = request.view_args or {}
    if request.method != "GET" or request.endpoint is None or "enrolment_id" not in given or not g.get("programme"):
        return None
    try:
        kept = find_merged(viewing.viewer(), "enrolment", given["enrolment_id"])
    except (NotFound, viewing.NotSignedIn):
        return None
    if kept is None:
        return None
    return redirect(url_for(request.endpoint, **(given | {"enrolment_id": kept})), 301)  # type: ignore[return-value]
