"""The yearly report and its workbook."""

from flask import Blueprint

bp = Blueprint("report", __name__, url_prefix="/p/<programme>/report")
