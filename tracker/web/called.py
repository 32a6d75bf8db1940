"""How names are written on a page: the words that a programme may choose, and the names of companies."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from tracker.domain.text import name_parts

# Those that a programme has from us unless it chose others are said in the reader's language.
OURS = {"担い手": _l("担い手"), "協会職員": _l("協会職員"), "コーディネーター": _l("コーディネーター")}


def called(words: str) -> str:
    return str(OURS.get(words, words))


def company_name(name: str) -> Markup:
    """In a heading it breaks beside its corporate form, within a word only where a line takes no whole one."""
    return Markup('<span class="company-name">{}</span>').format(Markup("<wbr>").join(name_parts(name)))


def init_app(app: Flask) -> None:
    app.jinja_env.filters["company_name"] = company_name
    app.jinja_env.filters["called"] = called
