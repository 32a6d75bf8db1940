"""What the native charts of results share: colours, marks, sizes, and where a chart stands on its sheet."""

from __future__ import annotations

from typing import Any, Literal

from openpyxl.chart.marker import Marker
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.text import CharacterProperties, Paragraph, RegularTextRun
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.worksheet.worksheet import Worksheet

from tracker.workbooks.report.styles import LINE_HEIGHT

SERIES = ("自己評価", "他者評価")
DRAWN = "図の値（示さない値は空欄で、図にも描かない）"
SELF, PEER, GREY = "0017C1", "C74700", "D9D9D9"  # told apart by their marks too
CENTIMETRE = 360_000  # in the units of a drawing
POINTS = 12_700
ROWS_PER_CENTIMETRE = 72 / 2.54 / LINE_HEIGHT


def place(sheet: Worksheet, chart: Any, *, row: int, width: float, height: float, column: int = 0, offset: float = 0) -> None:
    """Put a chart with its upper edge on ``row``; sizes in centimetres, ``offset`` from the left edge of ``column``."""
    corner = AnchorMarker(col=column, colOff=int(offset * CENTIMETRE), row=row - 1)
    size = XDRPositiveSize2D(int(width * CENTIMETRE), int(height * CENTIMETRE))
    chart.anchor = OneCellAnchor(_from=corner, ext=size)
    sheet.add_chart(chart)


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
