"""The blueprint of visits, apart from its routes so that each verb's file can be read alone."""

from flask import Blueprint

bp = Blueprint("visits", __name__, url_prefix="/p/<programme>/visits")


def number_of(text: str | None) -> int | None:
    """An id or a year of the address; None for anything that no row can have."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else None
