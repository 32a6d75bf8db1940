"""Companies, their support and their one timeline."""
