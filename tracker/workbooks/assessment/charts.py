"""What the native charts of results share: colours, marks, sizes, and where a chart stands on its sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from openpyxl.chart.marker import Marker
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import CharacterProperties, Paragraph, RegularTextRun
from openpyxl.worksheet.worksheet import Worksheet

from tracker.workbooks.report.styles import LINE_HEIGHT

SERIES = ("自己評価", "他者評価")
DRAWN = "図の値（示さない値は空欄で、図にも描かない）"
SELF, PEER, GREY = "0017C1", "C74700", "D9D9D9"  # told apart by their marks too
POINTS = 12_700
ROWS_PER_CENTIMETRE = 72 / 2.54 / LINE_HEIGHT


def place(sheet: Worksheet, chart: Any, *, row: int, height: float, columns: tuple[int, int]) -> None:
    """Put a chart over the columns from the first up to the second, ``height`` centimetres from ``row`` on.

    It keeps to its columns: how wide they are is up to the fonts of whoever opens the file, and beyond the last nothing is
    printed.
    """
    first, after = columns
    chart.anchor = TwoCellAnchor(
        _from=AnchorMarker(col=first, row=row - 1), to=AnchorMarker(col=after, row=under(row, height) - 2)
    )
    sheet.add_chart(chart)


def middle_of(widths: Sequence[float]) -> int:
    """The column at which columns of these widths are best parted into two halves."""
    return min(range(1, len(widths)), key=lambda at: abs(sum(widths[:at]) - sum(widths[at:])))


def under(row: int, height: float) -> int:
    """The first row that is free under a chart that stands on ``row``."""
    return row + int(height * ROWS_PER_CENTIMETRE) + 2


def line(colour: str, points: float) -> GraphicalProperties:
    return GraphicalProperties(ln=LineProperties(solidFill=colour, w=int(points * POINTS)))


def no_line() -> GraphicalProperties:
    return GraphicalProperties(ln=LineProperties(noFill=True))


def mark(symbol: Literal["circle", "triangle", "square"], colour: str, size: int) -> Marker:
    return Marker(symbol=symbol, size=size, spPr=GraphicalProperties(solidFill=colour))


def title(words: str) -> Title:
    run = RegularTextRun(t=words, rPr=CharacterProperties(sz=1200, b=True))
    return Title(tx=Text(rich=RichText(p=[Paragraph(r=[run])])), overlay=False)
