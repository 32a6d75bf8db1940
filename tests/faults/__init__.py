"""Faults on purpose, run by hand, each with its figure printed."""
