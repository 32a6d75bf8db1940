"""Cases and their phases."""

from flask import Blueprint

bp = Blueprint("cases", __name__, url_prefix="/p/<programme>/cases")
