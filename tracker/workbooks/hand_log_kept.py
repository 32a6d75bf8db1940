"""Writes the rows of a log that were left, as they stood, with why beside each: mended, the file can be imported again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

from tracker.rows.hand_log import LogSheet

REASON = "取り込めなかった理由"
_ROW = "元の行"
_LONGEST_CELL = 32_767
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_WIDTHS = {"理由": 60.0}
_USUAL_WIDTH = 22.0


def write_kept(sheet: LogSheet, left: Iterable[tuple[int, str]], out: BinaryIO) -> None:
    """Every row of ``left`` (its number in the file, why) under the file's own headings, the reason in the last column."""
    from openpyxl import Workbook  # noqa: PLC0415 - openpyxl is heavy: no start waits for it

    book = Workbook(write_only=True)
    page = book.create_sheet("訪問記録")
    places = [column.place for column in sheet.columns]
    for index in range(len(places)):
        page.column_dimensions[_letter(index)].width = _USUAL_WIDTH
    page.column_dimensions[_letter(len(places) + 1)].width = _WIDTHS["理由"]
    page.append([*_texts(page, [column.heading for column in sheet.columns]), _ROW, REASON])
    cells = dict(sheet.rows)
    for row, why in left:
        written = cells.get(row, ())
        texts = [written[place] if place < len(written) else "" for place in places]
        page.append([*_texts(page, texts), row, *_texts(page, [why])])
    book.save(out)


def _texts(page: Any, texts: Sequence[str]) -> list[Any]:
    """Cells of text, whatever they start with."""
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    cells = []
    for text in texts:
        cell = WriteOnlyCell(page, value=_NO_XML.sub("", text)[:_LONGEST_CELL])
        cell.data_type = "s"
        cells.append(cell)
    return cells


def _letter(index: int) -> str:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    return str(get_column_letter(index + 1))
