"""The next action that was just tapped: ``?moved=12&from=2026-11-24`` in the address, so that the page offers the way back."""

from __future__ import annotations

from datetime import date

from flask import request

from tracker.domain.dates import parse_day
from tracker.domain.errors import NotFound, RuleBroken
from tracker.queries.actions import get_action
from tracker.rows.actions import ActionRow
from tracker.web import viewing


def tapped(name: str) -> ActionRow | None:
    """The next action that the address names, where the viewer may read it."""
    text = request.args.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        return None
    try:
        return get_action(viewing.viewer(), int(text), today=viewing.today())
    except NotFound:
        return None


def moved_from() -> date | None:
    """Its due day before it was put off."""
    try:
        return parse_day(request.args.get("from", ""), today=viewing.today())
    except RuleBroken:
        return None
