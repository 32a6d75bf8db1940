"""提出: the values of a report as they were handed in, and what differs from them later, row by row."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

Value = str | int | float | None
LONGEST_TITLE = 100
LONGEST_REMARK = 300
LONGEST_RECEIPT = LONGEST_HANDED_TO = 100
ROWS_AT_ONCE, BYTES_AT_ONCE = 500, 2**20
_AS_GZIP = zlib.MAX_WBITS + 16
_NEXT = b',{"title":'  # between two sheets, and in no value: a quote in a text is escaped


@dataclass(frozen=True, slots=True)
class FrozenSheet:
    """The rows of a data sheet; the columns of ``key`` tell them apart."""

    title: str
    heads: tuple[str, ...]
    key: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


class DifferenceKind(StrEnum):
    """What became of a row."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class CellChange:
    """A value before and after."""

    column: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that differs: its key by heading, and of an added or removed one every value that it has.

    ``values``: the whole row by heading, as it stands now, or of a removed one as it stood.
    """

    sheet: str
    kind: DifferenceKind
    key: tuple[tuple[str, Value], ...]
    cells: tuple[CellChange, ...]
    values: tuple[tuple[str, Value], ...] = ()

    @property
    def row(self) -> str:
        """Which row it is: 訪問ID 12、案件番号 3."""
        return "、".join(f"{head} {value}" for head, value in self.key)


def differences(before: Iterable[FrozenSheet], after: Iterable[FrozenSheet]) -> tuple[RowChange, ...]:
    """What differs, sheet by sheet in the order of ``before``, rows as they stand there, added ones last.

    A sheet that only one of the two knows is the program's change, not the data's, and is left out.
    """
    later = {sheet.title: sheet for sheet in after}
    return tuple(change for sheet in before if sheet.title in later for change in sheet_differences(sheet, later[sheet.title]))


def sheet_differences(before: FrozenSheet, after: FrozenSheet) -> Iterator[RowChange]:
    """What differs in one sheet; a column that only one of the two knows is left out."""
    if before == after:  # as most of them are: no row of them is looked up
        return
    yield from (change for change in _of_sheet(before, after) if change.cells)


def _of_sheet(before: FrozenSheet, after: FrozenSheet) -> Iterator[RowChange]:
    heads = [head for head in before.heads if head in after.heads]
    places = [(before.heads.index(head), after.heads.index(head)) for head in heads]
    now = dict(_by_key(after))
    for key, row in _by_key(before):
        stands = now.pop(key, None)
        if stands is None:
            yield _change(before, DifferenceKind.REMOVED, key, heads, _told(before, row), {})
        elif any(row[was] != stands[place] for was, place in places):
            yield _change(before, DifferenceKind.CHANGED, key, heads, _told(before, row), _told(after, stands))
    for key, row in now.items():
        yield _change(before, DifferenceKind.ADDED, key, heads, {}, _told(after, row))


def _by_key(sheet: FrozenSheet) -> Iterator[tuple[tuple[Value, ...], tuple[Value, ...]]]:
    """Rows by their key; of several with one key (two people of one name) each by its place among them."""
    met: Counter[tuple[Value, ...]] = Counter()
    places = [sheet.heads.index(head) for head in sheet.key]
    for values in sheet.rows:
        key = tuple(values[place] for place in places)
        met[key] += 1
        yield (*key, met[key]), values


def _told(sheet: FrozenSheet, row: tuple[Value, ...]) -> Mapping[str, Value]:
    return dict(zip(sheet.heads, row, strict=True))


def _change(
    sheet: FrozenSheet,
    kind: DifferenceKind,
    key: tuple[Value, ...],
    heads: list[str],
    before: Mapping[str, Value],
    after: Mapping[str, Value],
) -> RowChange:
    cells = tuple(CellChange(head, before.get(head), after.get(head)) for head in heads if before.get(head) != after.get(head))
    return RowChange(sheet.title, kind, tuple(zip(sheet.key, key, strict=False)), cells, tuple((after or before).items()))


def pack(sheets: Iterable[FrozenSheet]) -> bytes:
    """The sheets as they are kept: the same values make the same bytes. Of many rows some at a time are text."""
    packer = zlib.compressobj(zlib.Z_BEST_COMPRESSION, zlib.DEFLATED, _AS_GZIP)
    return b"".join((*(packer.compress(text.encode()) for text in _texts(sheets)), packer.flush()))


def _texts(sheets: Iterable[FrozenSheet]) -> Iterator[str]:
    """A list of objects, as :func:`unpack` reads it."""
    yield "["
    for place, sheet in enumerate(sheets):
        head = _json({"title": sheet.title, "heads": sheet.heads, "key": sheet.key})
        yield f'{"," if place else ""}{head[:-1]},"rows":['
        for start in range(0, len(sheet.rows), ROWS_AT_ONCE):
            yield f"{',' if start else ''}{_json(sheet.rows[start : start + ROWS_AT_ONCE])[1:-1]}"
        yield "]}"
    yield "]"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def unpack(packed: bytes, *, at_once: int = BYTES_AT_ONCE) -> Iterator[FrozenSheet]:
    """What :func:`pack` kept, a sheet at a time: all of them together are much."""
    kept = bytearray()  # from the bracket or the comma before a sheet on
    for piece in _pieces(packed, at_once):
        met = max(len(kept) - len(_NEXT), 1)
        kept += piece
        while (end := kept.find(_NEXT, met)) > 0:
            yield _sheet(kept[1:end])
            del kept[:end]
            met = 1
    if len(kept) > len("[]"):
        yield _sheet(kept[1:-1])


def _pieces(packed: bytes, at_once: int) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(_AS_GZIP)
    while packed:
        yield unpacker.decompress(packed, at_once)
        packed = unpacker.unconsumed_tail
    yield unpacker.flush()


def _sheet(text: bytearray) -> FrozenSheet:
    one = json.loads(text)
    return FrozenSheet(one["title"], tuple(one["heads"]), tuple(one["key"]), tuple(map(tuple, one["rows"])))
