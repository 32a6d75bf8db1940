"""Whether the program answers."""

from flask import Blueprint

from tracker.queries.health import is_reachable
from tracker.web.rights import public

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def show() -> tuple[dict[str, str], int]:
    return ({"status": "ok"}, 200) if is_reachable() else ({"status": "no database"}, 503)
