"""Team meetings about one or several companies: their pages, and what a picture of the whiteboard becomes."""

from tracker.web.meetings import routes, typing_up
from tracker.web.meetings.blueprint import bp

__all__ = ["bp", "routes", "typing_up"]
