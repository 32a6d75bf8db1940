"""Excused months."""

from flask import Blueprint

bp = Blueprint("months", __name__, url_prefix="/p/<programme>/months")
