"""Programmes: choose one, set one up."""
