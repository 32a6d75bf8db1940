"""A coordinator's day."""
