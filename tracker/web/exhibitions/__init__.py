"""Exhibitions shared by several companies."""
