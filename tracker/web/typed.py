"""What came with a form, to be shown or sent again; passwords and tokens are nobody's to show."""

from __future__ import annotations

from flask import request

HIDDEN = frozenset({"csrf_token", "password", "new_password", "current_password", "again", "carried"})


def typed() -> tuple[tuple[str, str], ...]:
    """The fields of this request as sent, in order, without the hidden ones."""
    return tuple((name, value) for name, value in request.form.items(multi=True) if name not in HIDDEN)
