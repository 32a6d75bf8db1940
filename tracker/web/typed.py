"""What came with a form, to be shown or sent again; passwords, tokens and what a passkey signed are nobody's to show."""

from __future__ import annotations

from datetime import date

from flask import g, request
from werkzeug.datastructures import MultiDict

from tracker.domain.calendar import Month
from tracker.domain.dates import parse_day
from tracker.domain.errors import RuleBroken

HIDDEN = frozenset({"csrf_token", "password", "new_password", "current_password", "again", "carried", "passkey"})


def typed() -> tuple[tuple[str, str], ...]:
    """The fields of this request as sent, in order, without the hidden ones."""
    return tuple((name, value) for name, value in request.form.items(multi=True) if name not in HIDDEN)


def sent() -> MultiDict[str, str]:
    """The fields that a form is to be filled with: those of this request, or of the draft that it opens."""
    draft: MultiDict[str, str] | None = g.get("filled_with")
    return request.form if draft is None else draft


def is_filled() -> bool:
    """Whether somebody has typed into the form: it was sent, or it is opened with a draft."""
    return request.method == "POST" or "filled_with" in g


def day_of(name: str, *, today: date) -> date | None:
    """The day in a field of :func:`sent`; None where none stands there yet, or none that can be read."""
    try:
        return parse_day(sent().get(name, ""), today=today)
    except RuleBroken:
        return None


def month_of(text: str | None) -> Month | None:
    """The month that an address or a field of a filter names (``2026-11``); None for what is none."""
    try:
        return Month.parse(text or "")
    except ValueError:
        return None


def number_of(text: str | None) -> int | None:
    """The number of a row that an address or a hidden field names; None for what is none."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else None
