"""How the ties of one version of a form find their places in the next: by the labels that stood beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from tracker.domain.form_mapping import BandTie, CellTie, FormMapping, Label, sorted_bands, sorted_cells, sorted_columns
from tracker.domain.grid import LAST_COLUMN, LAST_ROW, Cell, column_letters, column_number
from tracker.domain.text import search_key

Texts = Mapping[Cell, str]
"""What the cells of a sheet show; blank ones are left out."""
_Index = Mapping[str, tuple[Cell, ...]]
LONGEST_LABEL = 120


def labels_of(texts: Texts, cell: Cell) -> tuple[Label, ...]:
    """The nearest text left of a cell and the nearest one above it."""
    left = next((there for one in range(cell.column - 1, 0, -1) if texts.get(there := Cell(cell.row, one))), None)
    above = next((there for one in range(cell.row - 1, 0, -1) if texts.get(there := Cell(one, cell.column))), None)
    return tuple(
        Label(texts[at][:LONGEST_LABEL], cell.row - at.row, cell.column - at.column) for at in (left, above) if at is not None
    )


def carry(mapping: FormMapping, titles: Iterable[str], new: Mapping[str, Texts]) -> FormMapping:
    """The same ties in another version of the form; ``titles`` are the sheets of the old one in their order, ``new`` has the new.

    A tie whose labels all stand where they stood stays as it is. One that is found elsewhere, or by some of its labels alone,
    carries where it was until somebody confirms it. The others are ``lost``, and so stay those that were lost before.
    """
    sheets = _same_sheets(list(titles), list(new))
    indexes = {title: _index(texts) for title, texts in new.items()}
    cells: dict[tuple[str, str], CellTie] = {}
    bands, lost = [], list(mapping.lost)
    for tie in mapping.cells:
        sheet = sheets.get(tie.sheet, "")
        found = _find(indexes[sheet], tie.cell, tie.labels) if sheet else None
        if found is None or (sheet, found[0].ref) in cells:
            lost.append(replace(tie, was=""))
            continue
        cell, is_sure = found
        was = "" if is_sure else f"{tie.sheet}!{tie.ref}"
        cells[sheet, cell.ref] = replace(tie, sheet=sheet, ref=cell.ref, was=was)
    for band in mapping.bands:
        sheet = sheets.get(band.sheet, "")
        carried = _carry_band(band, sheet, indexes[sheet]) if sheet else None
        if carried is None:
            lost.append(replace(band, was=""))
        else:
            bands.append(carried)
            found_sources = {column.source for column in carried.columns}
            left = tuple(column for column in band.columns if column.source not in found_sources)
            if left:
                lost.append(replace(band, columns=left, was=""))
    return FormMapping(sorted_cells(cells.values()), sorted_bands(bands), tuple(lost))


def _carry_band(band: BandTie, sheet: str, index: _Index) -> BandTie | None:
    """As a whole: the row on which most of its columns' headings agree; a column that is not found there is left out."""
    found = {
        tie: _find(index, Cell(band.first_row + tie.line, column_number(tie.column)), tie.labels[-1:]) for tie in band.columns
    }
    rows: defaultdict[int, int] = defaultdict(int)
    for tie, one in found.items():
        if one is not None and one[0].row - tie.line >= 1:
            rows[one[0].row - tie.line] += 1
    if not rows:
        return None
    first_row = max(rows, key=lambda row: (rows[row], -abs(row - band.first_row)))
    columns, is_sure = [], True
    for tie, one in found.items():
        if one is None or one[0].row - tie.line != first_row:
            is_sure = False
        else:
            columns.append(replace(tie, column=column_letters(one[0].column)))
            is_sure = is_sure and one[1]
    return replace(
        band,
        sheet=sheet,
        first_row=first_row,
        columns=sorted_columns(columns),
        was="" if is_sure else f"{band.sheet}!{band.place}",
    )


def _find(index: _Index, old: Cell, labels: tuple[Label, ...]) -> tuple[Cell, bool] | None:
    """Where the labels lead to, and whether all of them stand where they stood; None where none of them is there."""
    votes: defaultdict[Cell, int] = defaultdict(int)
    for label in labels:
        for there in index.get(_key(label.text), ()):
            votes[Cell(there.row + label.rows, there.column + label.columns)] += 1
    votes = defaultdict(int, {cell: n for cell, n in votes.items() if cell.row <= LAST_ROW and cell.column <= LAST_COLUMN})
    if not votes:
        return None

    def nearness(cell: Cell) -> int:
        return -abs(cell.row - old.row) - abs(cell.column - old.column)

    best = max(votes, key=lambda cell: (votes[cell], nearness(cell), -cell.row, -cell.column))
    return best, best == old and votes[best] == len(labels)


def _index(texts: Texts) -> _Index:
    found: defaultdict[str, list[Cell]] = defaultdict(list)
    for cell, text in texts.items():
        found[_key(text)].append(cell)
    return {key: tuple(cells) for key, cells in found.items()}


def _key(text: str) -> str:
    return search_key(text[:LONGEST_LABEL])


def _same_sheets(old: list[str], new: list[str]) -> dict[str, str]:
    """Which sheet of the new version is which of the old: by its title, else the one in its place whose title is new."""
    same = {title: title for title in old if title in new}
    for position, title in enumerate(old):
        if title not in same and position < len(new) and new[position] not in old:
            same[title] = new[position]
    return same
