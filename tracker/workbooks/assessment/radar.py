"""The radars of the items: self and peers, first and last round side by side, over the table of the values that they draw."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.chart import RadarChart, Reference
from openpyxl.chart.legend import Legend
from openpyxl.chart.series_factory import SeriesFactory
from openpyxl.worksheet.worksheet import Worksheet

from tracker.rows.results import GroupRoundRow
from tracker.workbooks.assessment.charts import DRAWN, PEER, SELF, SERIES, line, mark, middle_of, place, title, under
from tracker.workbooks.report.styles import centre, on_first_page, write_head, write_row

HEIGHT = 8.2
BEFORE = 3  # columns before the values


def draw_radars(sheet: Worksheet, rounds: tuple[GroupRoundRow, ...], *, row: int, table: int, widths: Sequence[float]) -> None:
    """One or two radars side by side from ``row`` on, and from ``table`` on the values they draw.

    What they draw stands on the sheet in words too: nobody needs it on paper.
    """
    heads = [f"{group.round.name}\n{series}" for group in rounds for series in SERIES]
    write_head(sheet, table, ("番号", "評価項目（略称）", DRAWN, *heads))
    last = table
    for means in zip(*(group.means for group in rounds), strict=True):
        last += 1
        drawn = [value.drawn for mean in means for value in (mean.own, mean.peer)]
        write_row(sheet, last, (means[-1].item.number, means[-1].item.short_label, None, *drawn))
        centre(sheet, last, (1, *range(BEFORE + 1, BEFORE + 1 + len(drawn))))
        for column in range(BEFORE + 1, BEFORE + 1 + len(drawn)):
            sheet.cell(last, column).number_format = "0.0"
    width = on_first_page(widths)
    middle = middle_of(widths[:width])
    for at, (group, columns) in enumerate(zip(rounds, ((0, middle), (middle, width)), strict=False)):
        chart = _radar(sheet, group, column=BEFORE + 1 + at * len(SERIES), head=table, last=last)
        place(sheet, chart, row=row, height=HEIGHT, columns=columns)


def below(row: int) -> int:
    """The first row that is free under radars that stand on ``row``."""
    return under(row, HEIGHT)


def _radar(sheet: Worksheet, group: GroupRoundRow, *, column: int, head: int, last: int) -> RadarChart:
    """Self and peers in one round; a value that is not shown is a gap, not a zero."""
    chart = RadarChart()
    chart.type = "marker"
    chart.title = title(f"{group.round.name}：自己評価と他者評価")
    marks = (mark("circle", SELF, 7), mark("triangle", PEER, 7))
    for at, (name, colour) in enumerate(zip(SERIES, (SELF, PEER), strict=True)):
        series = SeriesFactory(Reference(sheet, min_col=column + at, min_row=head + 1, max_row=last), title=name)
        series.graphicalProperties = line(colour, 2)
        series.marker = marks[at]
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
