"""The blueprint of uploaded forms, apart from its routes so that each verb's file can be read alone."""

from pathlib import Path

from flask import Blueprint, current_app

bp = Blueprint("form_templates", __name__, url_prefix="/p/<programme>/report/forms")


def folder() -> Path:
    """Where the files of forms lie: beside those of attachments."""
    place: Path = current_app.config["TRACKER"].attachments
    return place
