"""Drafts: one's own, kept while they are typed, and those that the manager decides about."""

from tracker.web.drafts import late, mine
from tracker.web.drafts.blueprint import bp

__all__ = ["bp", "late", "mine"]
