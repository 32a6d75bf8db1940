"""The roster import: dry run, then one transaction."""

from flask import Blueprint

bp = Blueprint("roster", __name__, url_prefix="/p/<programme>/roster")
