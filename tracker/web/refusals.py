"""Refusals in the user's words: pinned on the field that mends them, or shown as a page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_wtf import FlaskForm
from markupsafe import Markup, escape

from tracker.domain.errors import Refused, RuleBroken
from tracker.domain.work_months import DiaryLocked
from tracker.web.hours_links import diary_url
from tracker.web.language import say_day, say_month


def say(refused: Refused) -> str:
    """The sentence of a refusal in the language of this request, its days said as every page says them."""
    return say_words(refused.sentence, refused.params)


def say_words(sentence: str, params: Mapping[str, Any]) -> str:
    """A marked sentence in the language of this request, its days said as every page says them, and a refusal in it as well."""
    said = {name: _said(value) for name, value in params.items()}
    return gettext(sentence, **said) if said else gettext(sentence)


def _said(value: Any) -> Any:
    if isinstance(value, Refused):
        return say(value)
    return say_day(value) if type(value) is date else value


def say_with_ways(refused: Refused) -> str:
    """The sentence as a page shows it: after it the diaries that forbid the act, as far as whoever asks may open them."""
    sentence = say(refused)
    for producer_id, name, month in refused.diaries if isinstance(refused, DiaryLocked) else ():
        url = diary_url(producer_id, month)
        if url is not None:
            words = gettext("%(name)sさんの業務日誌（%(month)s）", name=name, month=say_month(month))
            sentence = escape(sentence) + Markup(' <a href="%s">%s</a>') % (url, words)
    return sentence


def pin(form: FlaskForm, broken: RuleBroken) -> None:
    """Put a broken rule on the form: on its field (``cases-0-facts`` reaches into subforms), else on top."""
    sentence = say_with_ways(broken)
    field = find_field(form, broken.field or "")
    if field is None:
        form.form_errors.append(sentence)
    else:
        field.errors = [*field.errors, sentence]
        _tell_lists(form, broken.field or "")


def _tell_lists(form: FlaskForm, name: str) -> None:
    """A list of subforms keeps its own copy of their errors, which the summary on top asks for."""
    parts = name.split("-")
    for length in range(len(parts) - 1, 0, -1):
        around = find_field(form, "-".join(parts[:length]))
        if hasattr(around, "entries"):
            around.errors = [entry.errors for entry in around.entries]


def find_field(form: FlaskForm, name: str) -> Any:
    """The field of that name; ``cases-0-facts`` reaches into subforms. None where the form has none."""
    field: Any = form
    for part in name.split("-"):
        try:
            field = field[int(part)] if part.isdigit() else field[part]
        except (KeyError, IndexError, TypeError):
            return None
    return field if hasattr(field, "errors") and hasattr(field, "id") else None
