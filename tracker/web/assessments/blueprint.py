"""The blueprint of assessment; its routes stand beside it, a file a verb, and are brought together by ``routes.py``."""

from flask import Blueprint

from tracker.web.assessments.words import say_anchors, say_change, say_finding, say_mean, say_own, say_peer_change

bp = Blueprint("assessments", __name__, url_prefix="/p/<programme>/assessments")
bp.add_app_template_filter(say_mean, "mean_words")
bp.add_app_template_filter(say_own, "own_words")
bp.add_app_template_filter(say_change, "change_words")
bp.add_app_template_filter(say_peer_change, "peer_change_words")
bp.add_app_template_filter(say_finding, "finding_words")
bp.add_app_template_filter(say_anchors, "anchor_words")
