"""Next actions, open and done."""

from flask import Blueprint

bp = Blueprint("actions", __name__, url_prefix="/p/<programme>/actions")
