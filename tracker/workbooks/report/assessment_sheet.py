"""The report's assessment sheet: the group's means of every closed round, with native radar charts."""

from __future__ import annotations

from openpyxl.chart import RadarChart, Reference
from openpyxl.worksheet.worksheet import Worksheet

from tracker.domain.completeness import WORDING_BEING_CHECKED
from tracker.rows.report import ReportRow
from tracker.rows.results import GroupRoundRow
from tracker.workbooks.report.form_sheets import report_lines
from tracker.workbooks.report.styles import set_up_page, set_widths, write_head, write_notes, write_row, write_title
from tracker.workbooks.report.words import NOT_SHOWN

COLUMNS = ("番号", "評価項目（略称）", "項目の文")
CHART_ROWS = 18


def write_assessment(sheet: Worksheet, report: ReportRow) -> None:
    """評価: one row an item, self and peer of each round with n where it may be shown; first and last round as radars."""
    rounds = report.results.rounds
    heads = [f"{group.round.name}\n{series}" for group in rounds for series in ("自己評価", "他者評価")]
    columns = (*COLUMNS, *heads)
    width = max(len(columns), 8)
    row = write_title(sheet, f"担い手の能力の評価（{len(report.items)}項目）", report_lines(report), width)
    write_head(sheet, row, columns)
    start = row
    for item in report.items:
        row += 1
        text = item.text if item.is_complete else f"{item.text}【{WORDING_BEING_CHECKED}】"
        means = [mean for group in rounds for mean in group.means if mean.item.item_id == item.item_id]
        shown = [value.sentence % value.params for mean in means for value in (mean.own, mean.peer)]
        write_row(sheet, row, (item.number, item.short_label, text, *shown))
        sheet.row_dimensions[row].height = 58
    row = write_notes(
        sheet,
        row + 1,
        (
            "値は担い手ごとの平均をさらに平均したもの。（ ）は平均に入っている人数。回答者が少ない値は示さない（―）。",
            "自己評価は他者評価の平均に入らない。回答がないものと「評価できない」は平均に入らない。",
        )
        if rounds
        else ("締め切られた評価時期はまだない。",),
        width,
    )
    for place, group in enumerate(_first_and_last(rounds)):
        _draw(sheet, group, table_row=row + 2 + place * (len(report.items) + 3), anchor_row=row + 2, place=place)
    last = row + (2 + max(CHART_ROWS, 2 * (len(report.items) + 3)) if rounds else 0)
    set_widths(sheet, (6, 20, 56, *([15] * max(len(heads), 5))))
    set_up_page(sheet, last_row=last, columns=width, repeat=f"{start}:{start}")


def _first_and_last(rounds: tuple[GroupRoundRow, ...]) -> tuple[GroupRoundRow, ...]:
    return rounds if len(rounds) < 2 else (rounds[0], rounds[-1])


def _draw(sheet: Worksheet, group: GroupRoundRow, *, table_row: int, anchor_row: int, place: int) -> None:
    """The numbers that the chart draws, and the chart beside them; a value that is not shown is a gap, not a zero."""
    write_head(sheet, table_row, ("", f"{group.round.name}（図の値）", "自己評価／他者評価", "自己評価", "他者評価"))
    for at, mean in enumerate(group.means, start=1):
        values = tuple(NOT_SHOWN if value.drawn is None else f"{value.drawn:.2f}" for value in (mean.own, mean.peer))
        write_row(
            sheet, table_row + at, (mean.item.number, mean.item.short_label, "／".join(values), mean.own.drawn, mean.peer.drawn)
        )
    chart = RadarChart()
    chart.type = "marker"
    chart.title = f"{group.round.name}：自己評価と他者評価"
    last = table_row + len(group.means)
    chart.add_data(Reference(sheet, min_col=4, max_col=5, min_row=table_row, max_row=last), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=2, min_row=table_row + 1, max_row=last))
    chart.y_axis.scaling.min = group.round.scale.minimum
    chart.y_axis.scaling.max = group.round.scale.maximum
    chart.y_axis.majorUnit = 1
    chart.y_axis.delete = False
    chart.x_axis.delete = False
    chart.height, chart.width = 8.5, 12
    sheet.add_chart(chart, f"{'F' if place == 0 else 'I'}{anchor_row}")
