"""How the ties of one version of a form find their places in the next: by rows, columns, labels and defined names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from tracker.domain.form_alignment import Alignment, Line, align
from tracker.domain.form_looks import FormLook, SheetLook, label_key, labels_of
from tracker.domain.form_mapping import (
    BandTie,
    BlankMark,
    CellTie,
    ColumnTie,
    FormMapping,
    Label,
    Tie,
    sorted_bands,
    sorted_cells,
    sorted_columns,
    sorted_marks,
)
from tracker.domain.grid import Cell, column_letters, column_number

NO_LABEL = "―"


def carry(mapping: FormMapping, titles: Iterable[str], old: FormLook | None, new: FormLook) -> FormMapping:
    """The same ties in another version of the form; ``titles`` are the sheets of the old one in their order.

    A tie stays as it is where nothing speaks for another place: its labels stand where they stood, and so do its row and its
    column. Every other that is found carries where it was, and which label was another one there, until somebody confirms it. The
    rest is ``lost``, and so stays what was lost before. Without the ``old`` look nothing is certain. A cell that is left blank on
    purpose stays so where its labels are the same; any other is asked for again.
    """
    moving = _Moving(old, new, _same_sheets(list(titles), old, new))
    bands: list[BandTie] = []
    lost = list(mapping.lost)
    for band in mapping.bands:
        carried = moving.band(band)
        if carried is None or any(other.meets(carried) for other in bands):
            lost.append(_unmarked(band))
            continue
        bands.append(carried)
        found = {column.source for column in carried.columns}
        left = tuple(column for column in band.columns if column.source not in found)
        if left:
            lost.append(_unmarked(replace(band, columns=left)))
    cells: dict[tuple[str, str], CellTie] = {}
    for tie in mapping.cells:
        moved = moving.cell(tie)
        is_taken = moved is not None and (
            (moved.sheet, moved.ref) in cells
            or any(band.sheet == moved.sheet and band.column_at(moved.cell) is not None for band in bands)
        )
        if moved is None or is_taken:
            lost.append(_unmarked(tie))
        else:
            cells[moved.sheet, moved.ref] = moved
    marks = {there for mark in mapping.left_blank if (there := moving.mark(mark))}
    return FormMapping(sorted_cells(cells.values()), sorted_bands(bands), tuple(lost), sorted_marks(marks))


@dataclass(frozen=True, slots=True)
class _Place:
    cell: Cell
    labels: tuple[Label, ...]
    label_was: str
    is_sure: bool


class _Moving:
    """Both looks, and what of the old is where in the new."""

    def __init__(self, old: FormLook | None, new: FormLook, sheets: Mapping[str, str]) -> None:
        self.new, self.sheets = new, sheets
        self.old_sheets = old.sheets if old else {}
        self.names = {place: name for name, place in old.names.items()} if old else {}
        self._index: dict[str, Mapping[str, list[Cell]]] = {}
        self._aligned: dict[str, tuple[Alignment, Alignment]] = {}

    def cell(self, tie: CellTie) -> CellTie | None:
        sheet = self.sheets.get(tie.sheet)
        place = self._place(tie.sheet, tie.cell, tie.labels) if sheet else None
        if sheet is None or place is None:
            return None
        # what nobody confirmed since an earlier version is no surer for standing still
        was = tie.was or ("" if place.is_sure else f"{tie.sheet}!{tie.ref}")
        return replace(tie, sheet=sheet, ref=place.cell.ref, was=was, labels=place.labels, label_was=place.label_was)

    def mark(self, mark: BlankMark) -> BlankMark | None:
        sheet, look = self.sheets.get(mark.sheet), self.old_sheets.get(mark.sheet)
        if sheet is None or look is None:
            return None
        labels = labels_of(look.texts, mark.cell)
        place = self._place(mark.sheet, mark.cell, labels)
        if place is None or not (place.is_sure or (labels and not place.label_was)):
            return None
        return BlankMark(sheet, place.cell.ref)

    def band(self, band: BandTie) -> BandTie | None:
        """As a whole: the row that most of its columns lead to; a column that leads elsewhere is left out."""
        sheet = self.sheets.get(band.sheet)
        if sheet is None:
            return None
        places = {tie: self._place(band.sheet, _first_of(band, tie), _heading(tie)) for tie in band.columns}
        rows = Counter(place.cell.row - tie.line for tie, place in places.items() if place and place.cell.row > tie.line)
        if not rows:
            return None
        first_row = max(rows, key=lambda row: (rows[row], -abs(row - band.first_row)))
        columns: dict[tuple[str, int], ColumnTie] = {}
        is_sure = len(rows) == 1
        for tie, place in places.items():
            at = (column_letters(place.cell.column), tie.line) if place and place.cell.row - tie.line == first_row else None
            if place is None or at is None or at in columns:
                is_sure = False
            else:
                labels = tie.labels if place.is_sure else place.labels
                columns[at] = replace(tie, column=at[0], labels=labels, label_was=place.label_was)
                is_sure = is_sure and place.is_sure
        room, room_is_sure = self._room(band, first_row)
        return replace(
            band,
            sheet=sheet,
            first_row=first_row,
            room=room,
            columns=sorted_columns(columns.values()),
            was=band.was or ("" if is_sure and room_is_sure else f"{band.sheet}!{band.place}"),
        )

    def _room(self, band: BandTie, first_row: int) -> tuple[int, bool]:
        """Up to the row before the one that followed the band, where that is known; and whether it holds as many as before."""
        rows, _columns = self._alignment(band.sheet)
        below = rows.to.get(band.last_row + 1)
        if below is not None and band.last_row + 1 in rows.firm and below > first_row:
            room = max(1, (below - first_row) // band.lines)
            return room, room == band.room
        last = rows.to.get(band.last_row)
        return band.room, last == first_row + band.room * band.lines - 1 and band.last_row in rows.firm

    def _place(self, sheet: str, cell: Cell, labels: tuple[Label, ...]) -> _Place | None:
        """Where a cell is in the new version; None where nothing leads anywhere."""
        there = self.new.sheets[self.sheets[sheet]]
        rows, columns = self._alignment(sheet)
        is_firm = cell.row in rows.firm and cell.column in columns.firm
        row, column = rows.to.get(cell.row), columns.to.get(cell.column)
        by_lines = Cell(row, column) if row is not None and column is not None else None
        name = self.names.get((sheet, cell))
        named_sheet, by_name = self.new.names.get(name, ("", None)) if name else ("", None)
        if named_sheet != self.sheets[sheet]:
            by_name = None
        by_labels = self._by_labels(self.sheets[sheet], labels, by_lines or cell)
        look = self.old_sheets.get(sheet)
        mark = look.marks.get(cell) if look else None
        weak = [one for one in (by_labels, by_lines) if one is not None]
        weak.sort(key=lambda one: there.marks.get(one) != mark)  # of two guesses the one that looks as the cell did
        found = by_name or (by_lines if is_firm else None) or (weak[0] if weak else None)
        if found is None:
            return None
        labels_now = _like(labels, labels_of(there.texts, found)) if labels else ()
        same = _stand_alike(labels, labels_now)
        is_sure = (
            found == cell
            and same
            and (is_firm or by_name == cell)
            and by_lines in (None, cell)
            and look is not None
            and there.marks.get(cell) == mark
        )
        return _Place(found, labels_now, "" if same else _said(labels, labels_now), is_sure)

    def _by_labels(self, sheet: str, labels: tuple[Label, ...], near: Cell) -> Cell | None:
        """Into the row of the label at the left and the column of the one above; beside a single one as far as before."""
        if sheet not in self._index:
            index: defaultdict[str, list[Cell]] = defaultdict(list)
            for cell, text in self.new.sheets[sheet].texts.items():
                index[label_key(text)].append(cell)
            self._index[sheet] = index
        places = {bool(label.columns): (label, self._index[sheet].get(label_key(label.text), ())) for label in labels}
        if len(places) == 1:
            ((label, cells),) = places.values()
            return _nearest((Cell(one.row + label.rows, one.column + label.columns) for one in cells), near)
        if not places:
            return None
        left = _nearest(places[True][1], Cell(near.row, near.column - places[True][0].columns))
        above = _nearest(
            (one for one in places[False][1] if left and one.row < left.row and one.column > left.column),
            Cell(near.row - places[False][0].rows, near.column),
        )
        return Cell(left.row, above.column) if left and above else None

    def _alignment(self, sheet: str) -> tuple[Alignment, Alignment]:
        if sheet not in self._aligned:
            before, after = self.old_sheets.get(sheet), self.new.sheets[self.sheets[sheet]]
            self._aligned[sheet] = (
                (align(_rows(before), _rows(after)), align(_columns(before), _columns(after)))
                if before is not None
                else (Alignment(), Alignment())
            )
        return self._aligned[sheet]


def _first_of(band: BandTie, tie: ColumnTie) -> Cell:
    return Cell(band.first_row + tie.line, column_number(tie.column))


def _heading(tie: ColumnTie) -> tuple[Label, ...]:
    """Of a column what stands above it: beside it stands another column."""
    return tuple(label for label in tie.labels if not label.columns) or tie.labels


def _like(before: tuple[Label, ...], now: tuple[Label, ...]) -> tuple[Label, ...]:
    """Of the labels that stand there now those on the sides on which there was one."""
    sides = {bool(label.columns) for label in before}
    return tuple(label for label in now if bool(label.columns) in sides) or now


def _stand_alike(before: tuple[Label, ...], now: tuple[Label, ...]) -> bool:
    return [(label_key(one.text), one.rows, one.columns) for one in before] == [
        (label_key(one.text), one.rows, one.columns) for one in now
    ]


def _said(before: tuple[Label, ...], now: tuple[Label, ...]) -> str:
    """The label that was another one before; nothing where only its distance changed."""
    kept = {label_key(label.text) for label in now}
    if {label_key(label.text) for label in before} == kept:
        return ""
    return next((label.text for label in before if label_key(label.text) not in kept), NO_LABEL)


def _nearest(cells: Iterable[Cell], near: Cell) -> Cell | None:
    return min(cells, key=lambda cell: (abs(cell.row - near.row) + abs(cell.column - near.column), cell), default=None)


def _unmarked(tie: Tie) -> Tie:
    """What is not found is looked for by hand: nothing of a guess stays on it."""
    if isinstance(tie, CellTie):
        return replace(tie, was="", label_was="")
    return replace(tie, was="", columns=tuple(replace(column, label_was="") for column in tie.columns))


def _rows(sheet: SheetLook) -> list[Line]:
    texts = ((cell.row, cell.column, label_key(text)) for cell, text in sheet.texts.items())
    marks = ((cell.row, cell.column, mark) for cell, mark in sheet.marks.items())
    return _lines(sheet.last_row, texts, marks)


def _columns(sheet: SheetLook) -> list[Line]:
    texts = ((cell.column, cell.row, label_key(text)) for cell, text in sheet.texts.items())
    marks = ((cell.column, cell.row, mark) for cell, mark in sheet.marks.items())
    widths = ((column, 0, f"width {width}") for column, width in sheet.widths.items())
    return _lines(sheet.last_column, texts, (*marks, *widths))


def _lines(last: int, texts: Iterable[tuple[int, int, str]], looks: Iterable[tuple[int, int, str]]) -> list[Line]:
    """From (line, place in it, words) the lines from the first to the last."""
    by_line: list[list[list[str]]] = []
    for entries in (texts, looks):
        lines: list[list[str]] = [[] for _number in range(last)]
        for number, _place, words in sorted(entries):
            if 1 <= number <= last:
                lines[number - 1].append(words)
        by_line.append(lines)
    return [Line(tuple(words), tuple(look)) for words, look in zip(*by_line, strict=True)]


def _same_sheets(titles: list[str], old: FormLook | None, new: FormLook) -> dict[str, str]:
    """Which sheet is which: by its title, else of the new ones that which shares most words with it, or lies in its place."""
    same = {title: title for title in titles if title in new.sheets}
    order = list(new.sheets)
    for position, title in enumerate(titles):
        free = [one for one in order if one not in titles and one not in same.values()]
        if title in same or not free:
            continue
        words = Counter(map(label_key, old.sheets[title].texts.values())) if old and title in old.sheets else Counter[str]()

        def likeness(one: str, words: Counter[str] = words, position: int = position) -> tuple[int, bool]:
            shared = (words & Counter(map(label_key, new.sheets[one].texts.values()))).total()
            return shared, order.index(one) == position

        best = max(free, key=likeness)
        if any(likeness(best)):
            same[title] = best
    return same
