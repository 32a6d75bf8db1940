"""Who belongs to the programme, in which roles."""

from flask import Blueprint

bp = Blueprint("members", __name__, url_prefix="/p/<programme>/members")
