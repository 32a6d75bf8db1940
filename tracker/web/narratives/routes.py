"""Narratives: read and written."""

from tracker.web.narratives import reading, writing
from tracker.web.narratives.blueprint import bp

__all__ = ["bp", "reading", "writing"]
