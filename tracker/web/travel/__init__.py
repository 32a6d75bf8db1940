"""Journeys: of a visit, or by themselves."""
