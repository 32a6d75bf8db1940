"""Writes: one business verb a function; only ``transaction.py`` commits."""
