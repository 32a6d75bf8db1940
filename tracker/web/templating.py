"""The templates' environment, and how the attributes of an input are written: both as the libraries do, at less cost.

A form has dozens of inputs and imports dozens of macros; together the libraries' own ways were a third of its calls.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from functools import cache
from typing import Any

from flask import Flask
from flask.templating import Environment
from markupsafe import Markup, escape
from wtforms.widgets import Input, core

_SPECIAL = re.compile("[&<>'\"]")


def attributes(**values: Any) -> Markup:
    """``html_params`` of WTForms in the same words: in order of the names, True as a bare name, False not at all."""
    written = []
    for name, value in sorted((core.clean_key(name), value) for name, value in values.items()):
        if value is True:
            written.append(name)
        elif value is not False:
            text = str(value)
            written.append(f'{name}="{escape(value) if _SPECIAL.search(text) else text}"')
    return Markup(" ".join(written))


@cache
def kind_of_type(name: str) -> str:
    """What ``components/field.html`` draws for the class of a field."""
    signs = {
        "hidden": ("Hidden", "CSRFToken"),
        "radios": ("Radio",),
        "checkboxes": ("SelectMultiple", "Checkboxes"),
        "checkbox": ("Boolean",),
        "date": ("Date",),
        "time": ("Time",),
    }
    return next((kind for kind, words in signs.items() if any(word in name for word in words)), "text")


class Templates(Environment):
    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """No template has globals of its own here; a chain of two maps is read key by key at every import of a macro."""
        return super().make_globals(d) if d else self.globals


def init_app(app: Flask) -> None:
    """Before anything asks for the environment."""
    app.jinja_environment = Templates
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.filters["kind"] = lambda field: kind_of_type(field.type)
    core.html_params = attributes
    Input.html_params = staticmethod(attributes)
