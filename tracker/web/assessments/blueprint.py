"""The blueprint of assessment; its routes stand beside it, a file a verb, and are brought together by ``routes.py``."""

from flask import Blueprint

from tracker.domain.scores import one_place
from tracker.web.assessments.words import (
    say_adjusted,
    say_adjustment,
    say_agreement,
    say_anchors,
    say_best,
    say_change,
    say_coverage,
    say_dumbbells,
    say_finding,
    say_heat_map,
    say_item,
    say_mean,
    say_own,
    say_peer_change,
)

bp = Blueprint("assessments", __name__, url_prefix="/p/<programme>/assessments")
bp.add_app_template_filter(say_mean, "mean_words")
bp.add_app_template_filter(say_own, "own_words")
bp.add_app_template_filter(say_change, "change_words")
bp.add_app_template_filter(say_peer_change, "peer_change_words")
bp.add_app_template_filter(say_finding, "finding_words")
bp.add_app_template_filter(say_anchors, "anchor_words")
bp.add_app_template_filter(say_agreement, "agreement_words")
bp.add_app_template_filter(say_adjusted, "adjusted_words")
bp.add_app_template_filter(say_adjustment, "adjustment_words")
bp.add_app_template_filter(say_best, "best_words")
bp.add_app_template_filter(say_coverage, "coverage_words")
bp.add_app_template_filter(say_dumbbells, "dumbbell_words")
bp.add_app_template_filter(say_heat_map, "heat_map_words")
bp.add_app_template_filter(say_item, "item_words")
bp.add_app_template_filter(one_place, "one_place")
