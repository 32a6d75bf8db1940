"""The front door's blueprint."""

from flask import Blueprint

bp = Blueprint("sign_in", __name__)
