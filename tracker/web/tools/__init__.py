"""Dialogue tools: read by everybody, set up by the manager, noted in the form of a visit."""
