"""The names of a form's fields, known from its class: rows that were added or left blank have them too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from wtforms import FormField

from tracker.web.choosing import BY_NAME, NamedCheckboxesField, NamedChoiceField
from tracker.web.form_parts import FieldList
from tracker.web.forms import LineField

_INDEX = re.compile(r"(?<=-)\d+(?=-|$)")


def pattern_of(name: str) -> str:
    """``actions-3-what`` as ``actions-#-what``."""
    return _INDEX.sub("#", name)


def fields_of(form: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Pattern and unbound field of everything that a form of this class takes, forms within it included."""
    for name in dir(form):
        field: Any = getattr(form, name, None)
        if not hasattr(field, "field_class"):
            continue
        pattern = prefix + name
        while issubclass(field.field_class, FieldList):
            field, pattern = field.args[0], f"{pattern}-#"
        if issubclass(field.field_class, FormField):
            yield from fields_of(field.args[0], f"{pattern}-")
        else:
            yield pattern, field
            if issubclass(field.field_class, NamedChoiceField | NamedCheckboxesField):
                yield pattern + BY_NAME, LineField(*field.args[:1])
