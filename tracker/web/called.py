"""Words that a programme may choose, and that it has from us unless it chose others: those are said in the reader's language."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

OURS = {"担い手": _l("担い手"), "協会職員": _l("協会職員"), "コーディネーター": _l("コーディネーター")}


def called(words: str) -> str:
    return str(OURS.get(words, words))


def init_app(app: Flask) -> None:
    app.jinja_env.filters["called"] = called
