"""Every page of work diaries."""

from tracker.web.diaries import reading, settings, steps
from tracker.web.diaries.blueprint import bp

__all__ = ["bp", "reading", "settings", "steps"]
