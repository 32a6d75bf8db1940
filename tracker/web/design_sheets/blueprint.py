"""The blueprint of design sheets, apart from its routes so that each verb's file can be read alone."""

from flask import Blueprint

bp = Blueprint("design_sheets", __name__, url_prefix="/p/<programme>/design-sheets")
