"""Places of a redaction as a template shows them."""

from __future__ import annotations

from typing import Any

from tracker.queries.audit_things import things_of
from tracker.rows.redactions import PlaceRow
from tracker.web import viewing
from tracker.web.audit.things import address_of, words_of


def shown(places: tuple[PlaceRow, ...]) -> dict[str, Any]:
    viewer = viewing.viewer()
    things = things_of(viewer, places, today=viewing.today())
    return {"places": places, "say_thing": words_of(things), "address_of": address_of(viewer, things)}
