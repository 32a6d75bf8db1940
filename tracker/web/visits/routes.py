"""Visits: listed and shown, scheduled and called off, logged and corrected, deleted and restored."""

from tracker.web.visits import deletion, reading, recording, scheduling, typing_up
from tracker.web.visits.blueprint import bp

__all__ = ["bp", "deletion", "reading", "recording", "scheduling", "typing_up"]
from tracker.web.visits import deletion, letters, reading, recording, scheduling
from tracker.web.visits.blueprint import bp

__all__ = ["bp", "deletion", "letters", "reading", "recording", "scheduling"]
