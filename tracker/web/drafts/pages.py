"""What templates ask about drafts: the one that this page opens, others of the same form, and where one is written on."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from tracker.domain.access import Act
from tracker.domain.drafts import KEY
from tracker.domain.errors import NotFound, RuleBroken
from tracker.queries.drafts import get_draft, list_drafts_at
from tracker.rows.drafts import DraftTextRow, FieldDraftRow
from tracker.web import viewing
from tracker.web.drafts.labels import FORMS, TRAVEL, label_of, labels_in, without
from tracker.web.drafts.names import pattern_of
from tracker.web.drafts.sending import address_of, is_dropped


def opened_draft() -> DraftTextRow | None:
    """The draft that this page's form is filled with."""
    row: DraftTextRow | None = g.get("draft")
    return row


def late_draft() -> DraftTextRow | None:
    """The draft of somebody else that this form records (要確認), also where it was sent and comes back.

    No device keeps it as its own: it is the manager's to decide, and the server tells the draft's key to nobody but its writer.
    """
    if request.method == "POST" and "draft" not in g and KEY.fullmatch(key := request.args.get("draft", "")):
        try:
            g.draft = get_draft(viewing.viewer(), key)
        except NotFound:
            g.draft = None
    opened = opened_draft()
    return opened if opened is not None and not opened.is_mine else None


def late_key() -> str | None:
    """Its key, for the address that the form is sent to."""
    late = late_draft()
    return late.head.key if late is not None else None


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
    hidden = labels_in(type(form))["hidden"]
    told = ((name, value) for name, values in opened.fields.items() for value in values)
    return [
        (label_of(type(form), name) or _("前の画面にあった項目"), value)
        for name, value in told
        if value.strip() and pattern_of(name) not in hidden and is_dropped(name, form)
    ]


def draft_labels(form: Any) -> Markup:
    """What the form's fields are called, as JSON for its script: a draft may hold some that this one has no place for."""
    labels = labels_in(type(form))
    if not viewing.viewer().may(Act.HOURS):
        labels = without(labels, TRAVEL)  # nobody here writes journeys down: no draft of theirs holds one
    told = json.dumps(labels, ensure_ascii=False, separators=(",", ":"))
    return Markup(told.replace("<", "\\u003c").replace("&", "\\u0026"))


def names_not_typed() -> str:
    """The patterns of all names whose values are nobody's words, for the list of a device's notes."""
    told = [labels_in(form) for form in FORMS.values()]
    return " ".join(sorted({name for one in told for name in (*one["choices"], *one["hidden"])}))


def init_app(app: Flask) -> None:
    for ask in (opened_draft, late_draft, late_key, drafts_here, draft_url, texts_without_a_field, draft_labels, names_not_typed):
        app.jinja_env.globals[ask.__name__] = ask
