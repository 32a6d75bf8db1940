"""Typed outcomes of the support."""
