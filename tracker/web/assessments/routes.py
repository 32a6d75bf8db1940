"""Assessment rounds, ratings, results and items."""

from tracker.web.assessments import download, items, looks, raters, rating, results, rounds, steps
from tracker.web.assessments.blueprint import bp

__all__ = ["bp", "download", "items", "looks", "raters", "rating", "results", "rounds", "steps"]
