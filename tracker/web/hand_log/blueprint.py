"""The blueprint of log imports, apart from its routes so that each verb's file can be read alone."""

from flask import Blueprint

bp = Blueprint("hand_log", __name__, url_prefix="/p/<programme>/log")
