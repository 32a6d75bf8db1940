"""Challenges of cases, and the part of a record's form that asks about them."""
