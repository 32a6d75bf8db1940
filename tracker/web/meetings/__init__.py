"""Team meetings about one or several companies: their pages, and moved sections, and what a picture of the whiteboard becomes."""

from tracker.web.meetings import moving, routes, typing_up
from tracker.web.meetings.blueprint import bp

__all__ = ["bp", "moving", "routes", "typing_up"]
