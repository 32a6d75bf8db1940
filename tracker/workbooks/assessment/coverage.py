"""How the companies' teams cover the items: states in words, the highest mean of each team on a colour scale and as bars."""

from __future__ import annotations

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.legend import Legend
from openpyxl.chart.series_factory import SeriesFactory
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.worksheet.worksheet import Worksheet

from tracker.domain.coverage import CoverageState, strong_from
from tracker.domain.scores import PeerMean
from tracker.rows.result_pictures import shade
from tracker.rows.result_sentences import coverage_said
from tracker.rows.results import TeamCoverageRow
from tracker.workbooks.assessment import heat_map
from tracker.workbooks.assessment.charts import DRAWN, place, title, under
from tracker.workbooks.assessment.wording import told_items
from tracker.workbooks.report.styles import PAGE_WIDTH, centre, on_first_page, write_head, write_row

# Words and shape: told apart without colour.
STATES = {CoverageState.COVERED: "○ 補えている", CoverageState.THIN: "△ 薄い", CoverageState.UNKNOWN: "？ わからない"}
FIRST_WIDTH, SENTENCE_WIDTH, NARROWEST = 26.0, 44.0, 14.0
TEAMS_DRAWN = 10  # of more, bars are too many to be told apart
HEIGHT = 9.0
OUTLINE = "333333"


def widths_of(row: TeamCoverageRow) -> tuple[float, ...]:
    """As wide as a page in readable print."""
    items = max(len(row.basis.items), 3)
    cell = min(heat_map.CELL_WIDTH, max(NARROWEST, (PAGE_WIDTH - FIRST_WIDTH - SENTENCE_WIDTH) / items))
    return (FIRST_WIDTH, *([cell] * items), SENTENCE_WIDTH)


def write_coverage(sheet: Worksheet, row: TeamCoverageRow, start: int) -> int:
    """Two tables from ``start`` on; returns the last row."""
    assert row.basis.round is not None
    items = told_items(row.basis.items)
    write_head(sheet, start, ("企業", *items, "読み取れること"))
    last = start
    for last, company in enumerate(row.companies, start=start + 1):
        states = [STATES[one.state] for one in company.coverage]
        write_row(sheet, last, (company.company_name, *states, str(coverage_said(company, row.basis.items))))
        centre(sheet, last, range(2, len(items) + 2))
    hidden = PeerMean.hidden(row.basis.round.minimum_raters)
    best = [(company.company_name, [one.best or hidden for one in company.coverage]) for company in row.companies]
    heads = ("企業（チームで最も高い他者評価）", *items)
    return heat_map.write_heat_map(sheet, heads, best, row.basis.round.scale, last + 2)


def has_chart(row: TeamCoverageRow) -> bool:
    return 0 < len(row.companies) <= TEAMS_DRAWN


def below(row: TeamCoverageRow, at: int) -> int:
    """The first row that is free under a chart that stands on row ``at``; that row itself where there is none."""
    return under(at, HEIGHT) if has_chart(row) else at


def draw_bars(sheet: Worksheet, coverage: TeamCoverageRow, *, row: int, table: int) -> None:
    """Of so few teams that bars can be told apart a chart on ``row``, and from ``table`` on the values it draws."""
    if not has_chart(coverage):
        return
    place(sheet, _bars(sheet, coverage, table), row=row, height=HEIGHT, columns=(0, on_first_page(widths_of(coverage))))
    _write_drawn(sheet, coverage, table)


def _write_drawn(sheet: Worksheet, row: TeamCoverageRow, head: int) -> None:
    """The values of the bars, a bounded one at its bound."""
    write_head(sheet, head, (DRAWN, *told_items(row.basis.items)))
    for at, company in enumerate(row.companies, start=head + 1):
        write_row(sheet, at, (company.company_name, *(one.best.drawn if one.best else None for one in company.coverage)))
        centre(sheet, at, range(2, len(company.coverage) + 2))
        for column in range(2, len(company.coverage) + 2):
            sheet.cell(at, column).number_format = "0.0"


def _bars(sheet: Worksheet, row: TeamCoverageRow, head: int) -> BarChart:
    """A group of bars an item, a bar a team, from light to dark in the order of the table; what is not shown has no bar."""
    assert row.basis.round is not None
    scale, teams, columns = row.basis.round.scale, len(row.companies), len(row.basis.items) + 1
    chart = BarChart()
    chart.type, chart.grouping, chart.gapWidth = "col", "clustered", 60
    chart.title = title("チームで最も高い他者評価")
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = scale.minimum, scale.maximum
    chart.y_axis.majorUnit = 1
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.legend = Legend(legendPos="b")
    for at in range(teams):
        series = SeriesFactory(
            Reference(sheet, min_col=2, max_col=columns, min_row=head + 1 + at), title=row.companies[at].company_name
        )
        colour = shade(scale.minimum + (scale.maximum - scale.minimum) * at / max(teams - 1, 1), scale)
        series.graphicalProperties = GraphicalProperties(solidFill=colour.lstrip("#"), ln=LineProperties(solidFill=OUTLINE))
        chart.series.append(series)
    chart.set_categories(Reference(sheet, min_col=2, max_col=columns, min_row=head))
    return chart


def notes_of(row: TeamCoverageRow) -> tuple[str, ...]:
    assert row.basis.round is not None
    return (
        f"{strong_from(row.basis.round.scale):.1f}以上の人がいれば「補えている」。「薄い」は値を示せる人のだれも届いていないこと、"
        "「わからない」は届いている人がなく、値を示せない人がいること。",
        "だれが得意・不得意かは示さない。",
    )
