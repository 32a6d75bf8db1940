"""Uploaded forms: listed, uploaded, tied, previewed and handed out, named, deleted and restored."""

from tracker.web.form_templates import changing, filling, showing, tying, uploading
from tracker.web.form_templates.blueprint import bp

__all__ = ["bp", "changing", "filling", "showing", "tying", "uploading"]
