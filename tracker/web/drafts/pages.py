"""What templates ask about drafts: the one that this page opens, others of the same form, and where one is written on."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, request, url_for

from tracker.domain.errors import NotFound, RuleBroken
from tracker.queries.drafts import list_drafts_at
from tracker.rows.drafts import DraftTextRow, FieldDraftRow
from tracker.web import viewing
from tracker.web.drafts.sending import address_of, is_dropped


def opened_draft() -> DraftTextRow | None:
    """The draft that this page's form is filled with."""
    row: DraftTextRow | None = g.get("draft")
    return row


def drafts_here() -> tuple[FieldDraftRow, ...]:
    """One's unfinished drafts of this very form; none where the page answers what was sent."""
    if request.method == "POST" or g.get("programme") is None:
        return ()
    try:
        return list_drafts_at(viewing.viewer(), address_of(request.full_path.rstrip("?")).path)
    except (NotFound, RuleBroken):
        return ()


def draft_url(row: FieldDraftRow) -> str:
    """The form that the draft was typed into, filled with it."""
    return f"{url_for('dashboard.show')}{row.address}{'&' if '?' in row.address else '?'}draft={row.key}"


def texts_without_a_field(form: Any) -> list[tuple[str, str]]:
    """What the opened draft holds for fields that the form does not have, as an older release's may."""
    opened = opened_draft()
    if opened is None:
        return []
    told = ((name, value) for name, values in opened.fields.items() for value in values)
    return [(name, value) for name, value in told if value.strip() and is_dropped(name, form)]


def init_app(app: Flask) -> None:
    for ask in (opened_draft, drafts_here, draft_url, texts_without_a_field):
        app.jinja_env.globals[ask.__name__] = ask
