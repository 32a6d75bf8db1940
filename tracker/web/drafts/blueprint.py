"""The blueprint of drafts, apart from its routes so that each verb's file can be read alone."""

from flask import Blueprint

bp = Blueprint("drafts", __name__)
