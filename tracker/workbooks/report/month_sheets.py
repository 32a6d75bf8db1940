"""The report's form sheets of companies by months: visits and team meetings, with totals by row and column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.worksheet.worksheet import Worksheet

from tracker.domain.cadence import MonthCell, MonthState
from tracker.domain.counts import meeting_count
from tracker.rows.report import ReportRow
from tracker.workbooks.report.form_sheets import report_lines, report_title
from tracker.workbooks.report.styles import (
    TOTAL_FILL,
    Value,
    centre,
    on_first_page,
    set_up_page,
    set_widths,
    write_head,
    write_notes,
    write_row,
    write_title,
)
from tracker.workbooks.report.words import say

MONTHS_OF_YEAR = 12
MONTH_LEGEND = (
    "数字は実施した訪問の回数（企業単位）。必要な回数に足りない月は「実施数/必要数」。空欄はこれからの月。",
    "期間外＝支援期間ではない月、または支援の日数が足りず訪問を求めない月（支援期間外に実施した訪問があるときは回数を添える）。"
    "見送り＝理由が承認された月。予定＝基準日より後の訪問が予定されている月。記録待ち＝予定日が過ぎ、記録がまだない月。"
    "日程未定＝基準日の月で予定がない月。未実施＝訪問がないまま終わった月。",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A company's row: what its months show, the numbers that they stand for, its totals."""

    number: int
    name: str
    shown: Sequence[Value]
    numbers: Sequence[int]
    totals: Sequence[int]


def month_words(cell: MonthCell) -> Value:
    """A month in a form sheet: the number of visits where there are any, else its state; blank for what is to come."""
    if cell.state is MonthState.OUT_OF_PERIOD:
        return f"期間外 {cell.held}" if cell.held else say(cell.state)
    if cell.held:
        return cell.held if cell.held >= cell.required else f"{cell.held}/{cell.required}"
    if cell.state is MonthState.BLANK:
        return None
    return "見送り" if cell.state is MonthState.EXCUSED else say(cell.state)


def write_visits(sheet: Worksheet, report: ReportRow) -> None:
    """訪問回数（企業×月）: held visits, states of the months without, totals by row and column."""
    lines = [
        Line(
            company.number,
            company.name,
            [month_words(cell) for cell in company.cells],
            [cell.held for cell in company.cells],
            (company.visit_count, company.online_count, company.event_escorts),
        )
        for company in report.companies
    ]
    _write_months(
        sheet,
        report,
        "企業訪問（企業×月）",
        ("訪問回数", "うち\nオンライン", "展示会\n同行"),
        lines,
        (*MONTH_LEGEND, *_without_record(report)),
    )


def _without_record(report: ReportRow) -> tuple[str, ...]:
    """Rule 6 lists the months that count as missed because nobody made the record."""
    lacking = [
        f"{company.name} {cell.month.month}月" for company in report.companies for cell in company.cells if _lacks_record(cell)
    ]
    return (f"未実施のうち、予定日が過ぎて記録がないもの：{'、'.join(lacking)}",) if lacking else ()


def _lacks_record(cell: MonthCell) -> bool:
    return cell.state is MonthState.MISSED and bool(cell.awaiting_ids)


def write_meetings(sheet: Worksheet, report: ReportRow) -> None:
    """会議回数（企業×月）: once for each company in a meeting, so the grand total is 企業別延べ会議回数."""
    lines = [
        Line(company.number, company.name, shown, company.meetings_by_month, (company.meeting_count,))
        for company in report.companies
        for shown in [
            [
                None if not number and month.first > report.head.as_of else number
                for month, number in zip(report.months, company.meetings_by_month, strict=True)
            ]
        ]
    ]
    _write_months(
        sheet,
        report,
        "チームミーティング（企業×月）",
        ("企業別\n延べ会議回数",),
        lines,
        (
            "数字は実施した会議の回数。複数の企業を扱った会議は企業ごとに数えるため、合計は企業別延べ会議回数になる。空欄はこれからの月。",
            f"会議そのものの回数（会議回数。複数の企業を扱っても1回）は{meeting_count(report.held_meetings)}回。",
        ),
    )


def _write_months(
    sheet: Worksheet, report: ReportRow, title: str, totals: Sequence[str], lines: Sequence[Line], legend: Sequence[str]
) -> None:
    with_year = len(report.months) > MONTHS_OF_YEAR
    months = [f"{month.year}年\n{month.month}月" if with_year else f"{month.month}月" for month in report.months]
    columns = ("番号", "支援企業", *months, *totals)
    widths = (6, 21, *([8] * len(months)), *([10] * len(totals)))
    set_widths(sheet, widths)
    row = write_title(sheet, report_title(report, title), report_lines(report), on_first_page(widths))
    write_head(sheet, row, columns)
    start = row
    for line in lines:
        row += 1
        write_row(sheet, row, (line.number, line.name, *line.shown, *line.totals))
        centre(sheet, row, (1, *range(3, 3 + len(months))))
    row += 1
    by_month = [sum(line.numbers[place] for line in lines) for place in range(len(months))]
    grand = [sum(line.totals[place] for line in lines) for place in range(len(totals))]
    write_row(sheet, row, (None, "合計", *by_month, *grand), bold=True, fill=TOTAL_FILL)
    centre(sheet, row, (1, *range(3, 3 + len(months))))
    last = write_notes(sheet, row + 1, legend, on_first_page(widths))
    set_up_page(sheet, last_row=last, columns=len(columns), repeat=f"{start}:{start}")
