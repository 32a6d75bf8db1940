"""今日: where a coordinator begins."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.dates import parse_day
from tracker.domain.errors import NotFound, RuleBroken
from tracker.queries.actions import get_action
from tracker.queries.today import get_today
from tracker.rows.actions import ActionRow
from tracker.web import viewing
from tracker.web.rights import may

bp = Blueprint("today", __name__, url_prefix="/p/<programme>/today")


@bp.get("/")
@may(Act.BOARD)
def show() -> str | Response:
    """``?done=`` and ``?moved=`` name the next action that was just tapped, so that the page offers the way back."""
    row = get_today(viewing.viewer(), today=viewing.today())
    return render_template("today/show.html", row=row, done=_tapped("done"), moved=_tapped("moved"), moved_from=_moved_from())


def _tapped(name: str) -> ActionRow | None:
    text = request.args.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        return None
    try:
        return get_action(viewing.viewer(), int(text), today=viewing.today())
    except NotFound:
        return None


def _moved_from() -> date | None:
    try:
        return parse_day(request.args.get("from", ""), today=viewing.today())
    except RuleBroken:
        return None
