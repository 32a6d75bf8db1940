"""Places of a redaction as a template shows them, and what follows once they are redacted."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.queries.audit_things import things_of
from tracker.rows.redactions import PlaceRow
from tracker.services import attachment_files
from tracker.services.transaction import sweep
from tracker.web import viewing
from tracker.web.audit.things import address_of, words_of


def shown(places: tuple[PlaceRow, ...]) -> dict[str, Any]:
    viewer = viewing.viewer()
    things = things_of(viewer, places, today=viewing.today())
    return {"places": places, "say_thing": words_of(things), "address_of": address_of(viewer, things)}


def finish(redaction_id: int, removed: tuple[str, ...]) -> Response:
    """After the commit: the files go from the disk, the database leaves no trace, and the page of what was done follows."""
    attachment_files.remove(current_app.config["TRACKER"].attachments, removed)
    sweep()
    flash(_("墨消ししました。"), "success")
    return redirect(url_for("redactions.show", redaction_id=redaction_id))
