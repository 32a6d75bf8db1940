"""Assessment rounds, ratings and results."""
