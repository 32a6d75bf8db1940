"""The report's form sheets of outcomes: companies by kinds with both totals, and the list."""

from __future__ import annotations

from collections import Counter

from openpyxl.worksheet.worksheet import Worksheet

from tracker.domain.era import era_date
from tracker.domain.outcomes import OutcomeKind
from tracker.rows.report import ReportOutcomeRow, ReportRow
from tracker.workbooks.report.form_sheets import NONE_THERE, report_lines, report_title
from tracker.workbooks.report.styles import (
    TOTAL_FILL,
    centre,
    set_up_page,
    set_widths,
    write_head,
    write_notes,
    write_row,
    write_title,
)
from tracker.workbooks.report.words import NOT_SHOWN, say


def write_outcomes(sheet: Worksheet, report: ReportRow) -> None:
    """成果: company × kind with 延べ件数 by company, and 延べ件数 and 実企業数 by kind."""
    columns = ("番号", "支援企業", *(say(kind).replace("（", "\n（") for kind in OutcomeKind), "延べ件数")
    set_widths(sheet, (6, 27, 10, 14, 15, 9, 24, 12, 10, 9, 11))
    row = write_title(sheet, report_title(report, "成果（企業×成果区分）"), report_lines(report), len(columns))
    write_head(sheet, row, columns)
    start = row
    there = Counter((outcome.enrolment_id, outcome.kind) for outcome in report.outcomes)
    for row, company in enumerate(report.companies, start=start + 1):
        numbers = [there[company.enrolment_id, kind] for kind in OutcomeKind]
        write_row(sheet, row, (company.number, company.name, *numbers, sum(numbers)))
        centre(sheet, row, (1,))
    by_kind = Counter(outcome.kind for outcome in report.outcomes)
    companies = {kind: len({found for found, of_kind in there if of_kind is kind}) for kind in OutcomeKind}
    everywhere = len({found for found, _kind in there})
    for name, totals in (
        ("合計（延べ件数）", (*(by_kind[kind] for kind in OutcomeKind), by_kind.total())),
        ("実企業数", (*(companies[kind] for kind in OutcomeKind), everywhere)),
    ):
        row += 1
        write_row(sheet, row, (None, name, *totals), bold=True, fill=TOTAL_FILL)
    notes = (
        "延べ件数は成果の数。実企業数は、その成果が1件以上ある企業の数。1社に複数の区分の成果があるため、区分ごとの実企業数の合計は全体の実企業数と一致しない。",
        "成果の一件ごとの内容は「成果一覧」にある。",
    )
    last = write_notes(sheet, row + 1, notes, len(columns))
    set_up_page(sheet, last_row=last, columns=len(columns), repeat=f"{start}:{start}")


def write_outcome_list(sheet: Worksheet, report: ReportRow) -> None:
    """成果一覧: one row an outcome, by day."""
    columns = ("日付", "支援企業", "案件番号", "成果区分", "内容", "裏付け")
    set_widths(sheet, (18, 24, 9, 22, 53, 26))
    row = write_title(sheet, report_title(report, "成果一覧"), report_lines(report), len(columns))
    write_head(sheet, row, columns)
    start = row
    for row, outcome in enumerate(report.outcomes, start=start + 1):
        write_row(
            sheet,
            row,
            (
                era_date(outcome.outcome_on),
                report.company(outcome.enrolment_id).name,
                NOT_SHOWN if outcome.case_id is None else report.case(outcome.case_id).number,
                say(outcome.kind) + (f"（{outcome.kind_detail}）" if outcome.kind_detail else ""),
                outcome.description,
                outcome.evidence or _leans_on(outcome) or NOT_SHOWN,
            ),
        )
    notes = (NONE_THERE,) if report.outcomes else ("基準日までの成果の記録はない。",)
    last = write_notes(sheet, row + 1, notes, len(columns))
    set_up_page(sheet, last_row=last, columns=len(columns), repeat=f"{start}:{start}")


def _leans_on(outcome: ReportOutcomeRow) -> str:
    """What counts as evidence where nobody wrote any, by its kind as the page of the report names it."""
    kinds = ((outcome.has_exhibition, "展示会"), (outcome.answers_challenge, "課題"), (outcome.has_file, "添付"))
    return "、".join(words for there, words in kinds if there)
