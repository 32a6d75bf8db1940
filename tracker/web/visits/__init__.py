"""Visits: scheduled, logged, corrected."""
