"""The blueprint of attachments, apart from its routes so that each verb's file can be read alone."""

from pathlib import Path

from flask import Blueprint, current_app

bp = Blueprint("attachments", __name__, url_prefix="/p/<programme>/attachments")


def folder() -> Path:
    """Where the files of attachments lie."""
    place: Path = current_app.config["TRACKER"].attachments
    return place
