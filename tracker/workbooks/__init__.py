"""Rows from and to ``.xlsx`` files."""
