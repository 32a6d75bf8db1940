"""Visits: scheduled, logged, corrected."""

from flask import Blueprint

bp = Blueprint("visits", __name__, url_prefix="/p/<programme>/visits")
