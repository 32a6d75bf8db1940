"""代行: set, changed, ended."""
