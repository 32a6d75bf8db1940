"""Faults on purpose, run by hand, each with its figure printed: ``python -m tests.faults [NAME ...]``, or one alone."""
