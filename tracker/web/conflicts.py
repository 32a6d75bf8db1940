"""Two editors: both versions beside each other, field by field, and the choice between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _

from tracker.domain.errors import Conflict
from tracker.queries.audit import find_last_change
from tracker.web import viewing
from tracker.web.forms import BaseForm
from tracker.web.language import say_actor, say_instant
from tracker.web.refusals import find_field


@dataclass(frozen=True, slots=True)
class Difference:
    """A field on which the two versions differ, in words."""

    name: str
    label: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Clash:
    """What the ``conflict`` component shows."""

    differences: tuple[Difference, ...]
    saved_by: str
    saved_at: str


def settle(form: BaseForm, stored: Mapping[str, Any]) -> None:
    """Before validating: take the stored value of every field for which the person chose to keep it."""
    for name, value in stored.items():
        field = find_field(form, name)
        if field is not None and request.form.get(f"keep-{name}") == "theirs":
            field.data = value
            field.raw_data = [_words(field, value)]
            if hasattr(field, "typed"):
                field.typed = None


def clash(form: BaseForm, conflict: Conflict) -> Clash:
    """Both versions for the page (status 409); the form takes the stored version, so that the next save knows both."""
    if conflict.version is not None and "version" in form:
        form["version"].data = str(conflict.version)
    fields = ((name, find_field(form, name), value) for name, value in conflict.theirs.items() if name != "version")
    differences = tuple(
        Difference(name, _label(form, name), _words(field, field.data), _words(field, value))
        for name, field, value in fields
        if field is not None and _words(field, field.data) != _words(field, value)
    )
    last = find_last_change(viewing.viewer(), *conflict.thing) if conflict.thing else None
    return Clash(differences, say_actor(last.account_name) if last else "", say_instant(last.at) if last else "")


def _label(form: BaseForm, name: str) -> str:
    """The field's label, with the title of the subform that it stands in, where that has one."""
    label = str(find_field(form, name).label.text)
    around = find_field(form, name.rpartition("-")[0])
    title = getattr(getattr(around, "form", None), "title", "")
    return _("%(title)s：%(label)s", title=title, label=label) if title else label


def _words(field: Any, value: Any) -> str:
    """A value as the person would read it: the label of a choice, yes or no, else the text."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("はい") if value else _("いいえ")
    labels = {str(key): str(label) for key, label, *_rest in field.iter_choices()} if hasattr(field, "iter_choices") else {}
    if isinstance(value, list | tuple | set | frozenset):
        return "、".join(labels.get(str(getattr(one, "value", one)), str(one)) for one in value)
    if labels:
        return labels.get(str(getattr(value, "value", value)), str(value))
    return str(field.write(value)) if hasattr(field, "write") else str(value)
