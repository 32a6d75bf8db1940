"""今日: where a coordinator begins."""

from __future__ import annotations

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.queries.today import get_today
from tracker.web import viewing
from tracker.web.rights import may
from tracker.web.tapped import moved_from, tapped

bp = Blueprint("today", __name__, url_prefix="/p/<programme>/today")


@bp.get("/")
@may(Act.BOARD)
def show() -> str | Response:
    """``?done=`` and ``?moved=`` name the next action that was just tapped, so that the page offers the way back."""
    row = get_today(viewing.viewer(), today=viewing.today())
    return render_template("today/show.html", row=row, done=tapped("done"), moved=tapped("moved"), moved_from=moved_from())
