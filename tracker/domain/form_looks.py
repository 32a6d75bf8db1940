"""How an uploaded form looks: what its sheets show and where, and the labels beside a cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tracker.domain.form_mapping import Label
from tracker.domain.grid import Cell
from tracker.domain.text import search_key

Texts = Mapping[Cell, str]
"""What the cells of a sheet show; blank ones are left out."""
LONGEST_LABEL = 120


@dataclass(frozen=True, slots=True)
class SheetLook:
    """A sheet: its texts, what tells its cells apart beside them (size, lock, list), the widths, and how far it goes."""

    texts: Texts
    marks: Mapping[Cell, str] = field(default_factory=dict)
    widths: Mapping[int, int] = field(default_factory=dict)
    last_row: int = 0
    last_column: int = 0


@dataclass(frozen=True, slots=True)
class FormLook:
    """The sheets in their order, and where each defined name points: its sheet and its first cell."""

    sheets: Mapping[str, SheetLook]
    names: Mapping[str, tuple[str, Cell]] = field(default_factory=dict)


def labels_of(texts: Texts, cell: Cell) -> tuple[Label, ...]:
    """The nearest text left of a cell and the nearest one above it."""
    left = next((there for one in range(cell.column - 1, 0, -1) if texts.get(there := Cell(cell.row, one))), None)
    above = next((there for one in range(cell.row - 1, 0, -1) if texts.get(there := Cell(one, cell.column))), None)
    return tuple(
        Label(texts[at][:LONGEST_LABEL], cell.row - at.row, cell.column - at.column) for at in (left, above) if at is not None
    )


def label_key(text: str) -> str:
    """Equal for texts that a reader takes for the same label."""
    return search_key(text[:LONGEST_LABEL])
