"""The blueprint of narratives, apart from its routes so that reading and writing can be read alone."""

from flask import Blueprint

bp = Blueprint("narratives", __name__, url_prefix="/p/<programme>/report/narratives")
