"""Hours of one's own: the week, and entries made in it."""
