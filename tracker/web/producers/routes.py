"""The supporters of a programme."""

from flask import Blueprint

bp = Blueprint("producers", __name__, url_prefix="/p/<programme>/producers")
