"""How the companies' teams cover the items, as cells: states in words, and the highest mean of each team on a colour scale."""

from __future__ import annotations

from openpyxl.worksheet.worksheet import Worksheet

from tracker.domain.coverage import CoverageState, strong_from
from tracker.domain.scores import PeerMean
from tracker.rows.result_sentences import coverage_said
from tracker.rows.results import TeamCoverageRow
from tracker.workbooks.assessment import heat_map
from tracker.workbooks.assessment.wording import told_items
from tracker.workbooks.report.styles import centre, write_head, write_row

# Words and shape: told apart without colour.
STATES = {CoverageState.COVERED: "○ 補えている", CoverageState.THIN: "△ 薄い", CoverageState.UNKNOWN: "？ わからない"}
SENTENCE_WIDTH = 70.0


def widths_of(row: TeamCoverageRow) -> tuple[float, ...]:
    return (heat_map.FIRST_WIDTH, *([heat_map.CELL_WIDTH] * max(len(row.basis.items), 3)), SENTENCE_WIDTH)


def write_coverage(sheet: Worksheet, row: TeamCoverageRow, start: int) -> int:
    """Two tables from ``start`` on; of a programme with a closed round. Returns the last row."""
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


def notes_of(row: TeamCoverageRow) -> tuple[str, ...]:
    assert row.basis.round is not None
    return (
        f"{strong_from(row.basis.round.scale):.1f}以上の人がいれば「補えている」。「薄い」は値を示せる人のだれも届いていないこと、"
        "「わからない」は届いている人がなく、値を示せない人がいること。",
        "だれが得意・不得意かは示さない。",
    )
