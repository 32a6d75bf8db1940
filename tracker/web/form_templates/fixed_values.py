"""Two who change a form's fixed values: both texts of every value, by its name, and what was chosen."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from flask import request
from flask_babel import gettext as _

from tracker.domain.errors import Conflict
from tracker.domain.text import clean_line
from tracker.web.conflicts import Clash, Difference, clash
from tracker.web.form_templates.forms import NameFormForm


def settle_values(form: NameFormForm, stored: Mapping[str, str]) -> None:
    """Before validating: take the stored text of every value for which the person chose to keep it; one that is gone goes."""
    for entry in form.fixed:
        name = clean_line(entry.fixed_name.data or "")
        if name and request.form.get(f"keep-{_key(name)}") == "theirs":
            if name not in stored:
                entry.fixed_name.data = ""
            entry.fixed_value.data = stored.get(name, "")


def clash_of(form: NameFormForm, conflict: Conflict) -> Clash:
    """The name of the form, and value by value what differs; a value that only the other one has gets a row to be kept in."""
    theirs: Mapping[str, str] = conflict.theirs["fixed_values"]
    own = {clean_line(name): value.strip() for name, value in form.values().items() if clean_line(name)}
    differences = [
        Difference(_key(name), _("決まった値：%(name)s", name=name), own.get(name, ""), theirs.get(name, ""))
        for name in (*own, *(name for name in theirs if name not in own))
        if own.get(name) != theirs.get(name)
    ]
    for name in theirs:
        if name not in own:
            form.fixed.append_entry({"fixed_name": name, "fixed_value": ""})
    plain = {name: value for name, value in conflict.theirs.items() if name != "fixed_values"}
    both = clash(form, Conflict(conflict.sentence, theirs=plain, version=conflict.version, thing=conflict.thing))
    return replace(both, differences=(*both.differences, *differences))


def _key(name: str) -> str:
    """A name of any signs as a part of an address in the page."""
    return f"value-{hashlib.sha256(name.encode()).hexdigest()[:12]}"
