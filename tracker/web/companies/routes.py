"""Companies, their support and their one timeline."""

from flask import Blueprint

bp = Blueprint("companies", __name__, url_prefix="/p/<programme>/companies")
