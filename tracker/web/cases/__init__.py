"""Cases and their phases."""
