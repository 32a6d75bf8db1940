"""Visits: listed and shown, scheduled and called off, logged and corrected, deleted and restored, and what comes after."""

from tracker.web.visits import deletion, letters, reading, recording, scheduling, typing_up
from tracker.web.visits.blueprint import bp

__all__ = ["bp", "deletion", "letters", "reading", "recording", "scheduling", "typing_up"]
