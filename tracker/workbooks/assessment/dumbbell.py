"""The dumbbell of the items as a native chart: self and peers of every round, joined by a line, over the band of noise.

Two stacked columns (the lower one without a fill) are the band, error bars are the joining lines: both are drawn alike by every
program that opens the file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.data_source import AxDataSource, MultiLevelStrRef, NumDataSource, NumRef
from openpyxl.chart.error_bar import ErrorBars
from openpyxl.chart.legend import Legend, LegendEntry
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import Series
from openpyxl.chart.series_factory import SeriesFactory
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.worksheet.worksheet import Worksheet

from tracker.domain.scores import Scale
from tracker.rows.result_pictures import DumbbellRow
from tracker.workbooks.assessment.charts import GREY, PEER, SELF, SERIES, line, mark, no_line, place, title, under
from tracker.workbooks.report.styles import centre, write_head, write_row
from tracker.workbooks.report.words import NOT_SHOWN

WIDTHS = (6.0, 22.0, 11.0, 18.5, 18.5, 14.0, *([10.0] * 6))
TOLD = ("番号", "評価項目（略称）", "評価時期", *SERIES, "誤差の範囲")
DRAWN = (
    "図の値：\n自己評価",
    "図の値：\n他者評価",
    "図の値：\n帯の下端",
    "図の値：\n帯の長さ",
    "図の値：\n線の下端",
    "図の値：\n線の長さ",
)
OWN_AT, PEER_AT, BAND_AT, BAND_LENGTH_AT, LINE_AT, LINE_LENGTH_AT = range(len(TOLD) + 1, len(TOLD) + len(DRAWN) + 1)
HEIGHT = 8.4
BAND = "誤差の範囲（最初の他者評価から）"
NOTES = (
    "丸は自己評価、四角は他者評価。灰色の帯は、最初の評価時期の他者評価から、この幅の中で動いても変化とは言えない範囲。",
    "「以上」「以下」の値は境の値に描き、「―」は描かない。図の値が空欄のものは、図に描いていないもの。",
    "自己評価と他者評価の差は良し悪しを示さない。日本では自己評価を他者評価より控えめに付ける人が多い。",
)


def write_dumbbells(sheet: Worksheet, rows: Sequence[DumbbellRow], row: int) -> tuple[int, int]:
    """The chart from ``row`` on and the table under it; returns the table's head and its last row."""
    head = under(row, HEIGHT)
    last = head + len(rows)
    write_head(sheet, head, (*TOLD, *DRAWN))
    for at, one in enumerate(rows, start=head + 1):
        said = [value.sentence % value.params for value in (one.own, one.peer)]
        band = NOT_SHOWN if one.band is None else f"{one.band[0]:.2f}～{one.band[1]:.2f}"
        is_first = at == head + 1 or one.item.item_id != rows[at - head - 2].item.item_id
        named = (one.item.number, one.item.short_label) if is_first else (None, None)  # a blank goes on with the item above
        write_row(sheet, at, (*named, one.round.name, *said, band, *_drawn(one)))
        centre(sheet, at, (1, *range(3, OWN_AT + len(DRAWN))))
        for column in range(OWN_AT, OWN_AT + len(DRAWN)):
            sheet.cell(at, column).number_format = "0.0" if column in (OWN_AT, PEER_AT) else "0.00"
    place(sheet, _chart(sheet, rows[0].round.scale, head + 1, last), row=row, height=HEIGHT, columns=(0, len(WIDTHS)))
    return head, last


def _drawn(one: DumbbellRow) -> tuple[float | None, ...]:
    own, peer = one.own.drawn, one.peer.drawn
    band = (None, None) if one.band is None else (round(one.band[0], 4), round(one.band[1] - one.band[0], 4))
    joined = (None, None) if own is None or peer is None else (min(own, peer), round(abs(own - peer), 4))
    return own, peer, *band, *joined


def _chart(sheet: Worksheet, scale: Scale, first: int, last: int) -> BarChart:
    labels = AxDataSource(multiLvlStrRef=MultiLevelStrRef(f=f"'{sheet.title}'!$B${first}:$C${last}"))

    def series(column: int, name: str) -> Series:
        made: Series = SeriesFactory(Reference(sheet, min_col=column, min_row=first, max_row=last), title=name)
        made.cat = labels
        return made

    bars = BarChart()
    bars.grouping, bars.overlap, bars.gapWidth = "stacked", 100, 60
    bars.title = title("自己評価と他者評価（項目と評価時期ごと）")
    bars.y_axis.scaling.min, bars.y_axis.scaling.max = scale.minimum, scale.maximum
    bars.y_axis.majorUnit, bars.y_axis.number_format = 1, "0"
    bars.y_axis.majorGridlines = ChartLines(spPr=line(GREY, 0.5))
    bars.y_axis.delete = bars.x_axis.delete = False
    bars.x_axis.noMultiLvlLbl = False
    bars.legend = Legend(legendPos="b", legendEntry=[LegendEntry(idx=0, delete=True), LegendEntry(idx=2, delete=True)])
    bars.display_blanks = "gap"
    low, high = series(BAND_AT, "帯の下端"), series(BAND_LENGTH_AT, BAND)
    low.graphicalProperties, high.graphicalProperties = GraphicalProperties(noFill=True), GraphicalProperties(solidFill=GREY)
    for made in (low, high):
        made.graphicalProperties.line.noFill = True
    bars.series = [low, high]
    bars += _points(series, str(Reference(sheet, min_col=LINE_LENGTH_AT, min_row=first, max_row=last)))
    return bars


def _points(series: Callable[[int, str], Series], lengths: str) -> LineChart:
    """The marks, and the lines that join them: error bars of a series that is itself not drawn."""
    points = LineChart()
    joining, own, peer = series(LINE_AT, "線の下端"), series(OWN_AT, SERIES[0]), series(PEER_AT, SERIES[1])
    length = NumDataSource(numRef=NumRef(f=lengths))
    joining.errBars = ErrorBars(
        errDir="y", errBarType="plus", errValType="cust", noEndCap=True, plus=length, spPr=line("595959", 1.5)
    )
    marks = (Marker(symbol="none"), mark("circle", SELF, 9), mark("square", PEER, 9))
    for made, of in zip((joining, own, peer), marks, strict=True):
        made.graphicalProperties, made.marker = no_line(), of
    points.series = [joining, own, peer]
    return points
