"""Load by person and month, as a heat map from nothing to the most there is; no one is ranked."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from tracker.charts.heat_map import Addresses, heat_map
from tracker.domain.scores import Scale

Cell = tuple[float, str]


def load_map(months: Sequence[str], rows: Sequence[tuple[str, Sequence[Cell]]], addresses: Addresses) -> str:
    """The figure as JSON text, persons from top to bottom in the order given."""
    most = max((value for _name, cells in rows for value, _words in cells), default=0)
    return heat_map(months, rows, Scale(0, max(ceil(most), 1)), upright=True, addresses=addresses)
