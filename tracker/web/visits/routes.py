"""Visits: listed and shown, scheduled and called off, logged and corrected, followed up, moved, deleted and restored."""

from tracker.web.visits import deletion, following, moving, reading, recording, scheduling, typing_up
from tracker.web.visits.blueprint import bp

__all__ = ["bp", "deletion", "following", "moving", "reading", "recording", "scheduling", "typing_up"]
