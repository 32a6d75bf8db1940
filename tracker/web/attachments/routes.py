"""Attachments: sent, handed out, named, deleted and restored."""

from tracker.web.attachments import changing, sending, showing
from tracker.web.attachments.blueprint import bp

__all__ = ["bp", "changing", "sending", "showing"]
