"""Who leads and who supports which company."""

from flask import Blueprint

bp = Blueprint("staffing", __name__, url_prefix="/p/<programme>/staffing")
