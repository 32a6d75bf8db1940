"""Excused months."""
