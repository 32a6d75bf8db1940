"""Team meetings about one or several companies: their pages, and moved sections, and what a picture of the whiteboard becomes."""

from tracker.web.meetings import calling_off, moving, routes, typing_up
from tracker.web.meetings.blueprint import bp

__all__ = ["bp", "calling_off", "moving", "routes", "typing_up"]
