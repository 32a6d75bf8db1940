"""Team meetings about one or several companies."""

from flask import Blueprint

bp = Blueprint("meetings", __name__, url_prefix="/p/<programme>/meetings")
