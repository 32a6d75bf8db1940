"""The report's assessment sheet: the group's means of every closed round, with native radar charts."""

from __future__ import annotations

from typing import Literal

from openpyxl.chart import RadarChart, Reference
from openpyxl.chart.legend import Legend
from openpyxl.chart.marker import Marker
from openpyxl.chart.series_factory import SeriesFactory
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.text import CharacterProperties, Paragraph, RegularTextRun
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.worksheet.worksheet import Worksheet

from tracker.domain.completeness import WORDING_BEING_CHECKED
from tracker.rows.report import ReportRow
from tracker.rows.results import GroupRoundRow
from tracker.workbooks.report.form_sheets import report_lines, report_title
from tracker.workbooks.report.styles import (
    centre,
    set_up_page,
    set_widths,
    write_head,
    write_notes,
    write_row,
    write_title,
)

COLUMNS = ("番号", "評価項目（略称）", "項目の文")
WIDTHS = (6.0, 24.0, 58.0)
MEAN_WIDTH = 15.0
SERIES = ("自己評価", "他者評価")
COLOURS = ("0017C1", "C74700")  # told apart by their marks too
MARKS: tuple[Literal["circle"], Literal["triangle"]] = ("circle", "triangle")
CHART_ROWS = 20
CENTIMETRE = 360_000  # in the units of a drawing
CHART_HEIGHT, CHART_WIDTH = 10.4, 16.0
SECOND_CHART = 11  # from the left edge of column C


def write_assessment(sheet: Worksheet, report: ReportRow) -> None:
    """評価: one row an item, self and peer of each round with n where it may be shown; first and last round as radars."""
    rounds = report.results.rounds
    heads = [f"{group.round.name}\n{series}" for group in rounds for series in SERIES]
    columns = (*COLUMNS, *heads)
    width = max(len(columns), len(COLUMNS) + 4)
    set_widths(sheet, (*WIDTHS, *([MEAN_WIDTH] * (width - len(COLUMNS)))))
    title = f"{report.head.producer_label}の能力の評価（{len(report.items)}項目）"
    row = write_title(sheet, report_title(report, title), report_lines(report), width)
    write_head(sheet, row, columns)
    start = row
    for row, item in enumerate(report.items, start=start + 1):
        text = item.text if item.is_complete else f"{item.text}【{WORDING_BEING_CHECKED}】"
        means = [mean for group in rounds for mean in group.means if mean.item.item_id == item.item_id]
        shown = [value.sentence % value.params for mean in means for value in (mean.own, mean.peer)]
        write_row(sheet, row, (item.number, item.short_label, text, *shown))
        centre(sheet, row, (1, *range(len(COLUMNS) + 1, len(columns) + 1)))
    last = write_notes(sheet, row + 1, _notes(report), width)
    if rounds:
        last = _draw_rounds(sheet, _first_and_last(rounds), last + 2)
    set_up_page(sheet, last_row=last, columns=width, repeat=f"{start}:{start}", one_page=True)


def _notes(report: ReportRow) -> tuple[str, ...]:
    rounds = report.results.rounds
    if report.results.withheld:
        return (
            f"この報告書を作る人が評価者だったため、結果を載せていない評価時期：{'、'.join(report.results.withheld)}。"
            "マネージャーか、評価者でない人が作ると載る。",
        )
    if not rounds:
        return ("基準日までに締め切られた評価時期はまだない。",)
    scales = "、".join(sorted({f"{group.round.scale.minimum}から{group.round.scale.maximum}" for group in rounds}))
    return (
        f"評価は{scales}の点数。値は担い手ごとの平均をさらに平均したもので、（ ）は平均に入っている人数。",
        "自己評価は他者評価の平均に入らない。回答がないものと「評価できない」は、どの平均にも入らない。",
        "―は、回答した人が少ないため示さないことを示す。「以上」「以下」の値は、個人の点数が分からないように示したもの。",
    )


def _first_and_last(rounds: tuple[GroupRoundRow, ...]) -> tuple[GroupRoundRow, ...]:
    return rounds if len(rounds) < 2 else (rounds[0], rounds[-1])


def _draw_rounds(sheet: Worksheet, rounds: tuple[GroupRoundRow, ...], row: int) -> int:
    """The radars side by side, and under them the table of the values that they draw; returns the last row."""
    table = row + CHART_ROWS + 1
    heads = [f"{group.round.name}\n{series}" for group in rounds for series in SERIES]
    write_head(sheet, table, ("番号", "評価項目（略称）", "図の値（示さない値は空欄で、図にも描かない）", *heads))
    items = rounds[0].means
    for at, first in enumerate(items, start=1):
        of_item = [mean for group in rounds for mean in group.means if mean.item.item_id == first.item.item_id]
        drawn = [value.drawn for mean in of_item for value in (mean.own, mean.peer)]
        write_row(sheet, table + at, (first.item.number, first.item.short_label, None, *drawn))
        centre(sheet, table + at, (1, *range(len(COLUMNS) + 1, len(COLUMNS) + 1 + len(drawn))))
        for column in range(len(COLUMNS) + 1, len(COLUMNS) + 1 + len(drawn)):
            sheet.cell(table + at, column).number_format = "0.0"
    last = table + len(items)
    for place, group in enumerate(rounds):
        column = len(COLUMNS) + 1 + place * len(SERIES)
        chart = _radar(sheet, group, column=column, head=table, last=last)
        corner = AnchorMarker(col=2, colOff=SECOND_CHART * CENTIMETRE, row=row - 1) if place else AnchorMarker(row=row - 1)
        size = XDRPositiveSize2D(int(CHART_WIDTH * CENTIMETRE), int(CHART_HEIGHT * CENTIMETRE))
        chart.anchor = OneCellAnchor(_from=corner, ext=size)  # type: ignore[assignment]
        sheet.add_chart(chart)
    return last


def _radar(sheet: Worksheet, group: GroupRoundRow, *, column: int, head: int, last: int) -> RadarChart:
    """Self and peers in one round; a value that is not shown is a gap, not a zero."""
    chart = RadarChart()
    chart.type = "marker"
    chart.title = _title(f"{group.round.name}：自己評価と他者評価")
    for place, (name, colour) in enumerate(zip(SERIES, COLOURS, strict=True)):
        values = Reference(sheet, min_col=column + place, min_row=head + 1, max_row=last)
        series = SeriesFactory(values, title=name)
        series.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=colour, w=25_400))
        series.marker = Marker(symbol=MARKS[place], size=7, spPr=GraphicalProperties(solidFill=colour))
        chart.series.append(series)
    chart.set_categories(Reference(sheet, min_col=2, min_row=head + 1, max_row=last))
    chart.y_axis.scaling.min = group.round.scale.minimum
    chart.y_axis.scaling.max = group.round.scale.maximum
    chart.y_axis.majorUnit = 1
    chart.y_axis.number_format = "0"
    chart.y_axis.delete = chart.x_axis.delete = False
    chart.display_blanks = "gap"
    chart.legend = Legend(legendPos="b")
    return chart


def _title(words: str) -> Title:
    run = RegularTextRun(t=words, rPr=CharacterProperties(sz=1200, b=True))
    return Title(tx=Text(rich=RichText(p=[Paragraph(r=[run])])), overlay=False)
