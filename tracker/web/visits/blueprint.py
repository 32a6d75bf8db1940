"""The blueprint of visits, apart from its routes so that each verb's file can be read alone."""

from flask import Blueprint

bp = Blueprint("visits", __name__, url_prefix="/p/<programme>/visits")
