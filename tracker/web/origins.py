"""What a page of another site sends is refused before anybody's session is looked at: nothing is done, carried or set.

The token alone is too late: with a request of another site the browser sends no cookie, so that it looks like one whose session
has ended, and what was typed into such a one goes through the sign-in (``carried.py``).
"""

from __future__ import annotations

from flask import Response, jsonify, make_response, render_template, request
from flask_babel import gettext as _

from tracker.web import page, refused, viewing
from tracker.web.answers import wants_json
from tracker.web.refused import Refusal
from tracker.web.writing import SAFE


def is_from_elsewhere(*, site: str | None, origin: str | None, own: str) -> bool:
    """By ``Sec-Fetch-Site``, which no page can set; by ``Origin`` where a browser does not say it, or says that its user began.

    Neither is sent by what is no browser or an old one, and there the token of the form decides. ``own``: our scheme and host.
    """
    if site == "same-origin":
        return False
    return site not in (None, "none") or origin not in (None, own)


def refuse() -> Response | None:
    """The answer to an unsafe request of another site's page: the same page for everybody."""
    own = f"{request.scheme}://{request.host}"
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if request.method in SAFE or not is_from_elsewhere(site=site, origin=origin, own=own):
        return None
    refused.note(Refusal.ORIGIN)
    viewing.forget_who_is_looking()
    sentence = _("ほかのサイトから送られたため、受け付けませんでした。")
    if wants_json():
        return make_response(jsonify(state="failed", error=sentence), 403)
    return make_response(render_template("errors/elsewhere.html", page=page.anonymous(), sentence=sentence), 403)
