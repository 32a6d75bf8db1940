"""Rows to Plotly figures."""
