"""The blueprint of submissions, apart from its routes so that handing in can be read alone."""

from flask import Blueprint

bp = Blueprint("submissions", __name__, url_prefix="/p/<programme>/report/submissions")
