"""The manager's Monday: companies by months, numbers, phases."""

from flask import Blueprint

bp = Blueprint("dashboard", __name__, url_prefix="/p/<programme>")
