"""The supporters of a programme."""
