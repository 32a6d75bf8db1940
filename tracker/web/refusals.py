"""Refusals in the user's words: pinned on the field that mends them, or shown as a page."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_wtf import FlaskForm

from tracker.domain.errors import Refused, RuleBroken


def say(refused: Refused) -> str:
    """The sentence of a refusal in the language of this request."""
    return gettext(refused.sentence, **refused.params) if refused.params else gettext(refused.sentence)


def pin(form: FlaskForm, broken: RuleBroken) -> None:
    """Put a broken rule on the form: on its field (``cases-0-facts`` reaches into subforms), else on top."""
    sentence = say(broken)
    field: Any = form
    for part in (broken.field or "").split("-"):
        try:
            field = field[int(part)] if part.isdigit() else field[part]
        except (KeyError, IndexError, TypeError):
            field = None
            break
    if field is None or field is form or not hasattr(field, "errors") or not hasattr(field, "id"):
        form.form_errors.append(sentence)
    else:
        field.errors = [*field.errors, sentence]
