"""Assessment rounds, ratings, results and items."""

from tracker.web.assessments import items, rating, results, rounds
from tracker.web.assessments.blueprint import bp

__all__ = ["bp", "items", "rating", "results", "rounds"]
