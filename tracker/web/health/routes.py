"""Whether the program answers."""

from flask import Blueprint

from tracker.queries.health import is_reachable
from tracker.web import upkeep
from tracker.web.rights import public

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def show() -> tuple[dict[str, object], int]:
    """``warnings`` do not take the program out of service: they are for whoever watches it."""
    if not is_reachable():
        return {"status": "no database"}, 503
    return {"status": "ok", "warnings": upkeep.alarms()}, 200
