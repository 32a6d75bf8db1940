"""Visits: listed and shown, scheduled and called off, logged and corrected, deleted and restored,
moved to the company that it is about, and what comes after."""

from tracker.web.visits import deletion, following, letters, moving, reading, recording, reinstating, scheduling, typing_up
from tracker.web.visits.blueprint import bp

__all__ = ["bp", "deletion", "following", "letters", "moving", "reading", "recording", "reinstating", "scheduling", "typing_up"]
