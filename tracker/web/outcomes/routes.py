"""Typed outcomes of the support."""

from flask import Blueprint

bp = Blueprint("outcomes", __name__, url_prefix="/p/<programme>/outcomes")
