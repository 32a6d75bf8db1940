"""The audit trail."""

from flask import Blueprint

bp = Blueprint("audit", __name__, url_prefix="/p/<programme>/audit")
