"""Assessment rounds, ratings and results."""

from flask import Blueprint

bp = Blueprint("assessments", __name__, url_prefix="/p/<programme>/assessments")
