"""One's own times in a visit or meeting."""
