"""Search on every page."""
