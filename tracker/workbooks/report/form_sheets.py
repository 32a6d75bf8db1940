"""The report's form sheets for people: summary, companies with their teams, company × month, cases, outcomes."""

from __future__ import annotations

from collections import Counter

from openpyxl.worksheet.worksheet import Worksheet

from tracker.domain.cadence import MonthCell, MonthState
from tracker.domain.counts import distinct_companies, meeting_count, meeting_count_by_company, online_count, visit_count
from tracker.domain.era import era_date, era_fiscal_year
from tracker.domain.outcomes import OutcomeKind
from tracker.domain.phases import Phase
from tracker.rows.report import ReportRow
from tracker.workbooks.report.styles import (
    CENTRE,
    TOTAL_FILL,
    Value,
    set_up_page,
    set_widths,
    write_head,
    write_notes,
    write_row,
    write_title,
)
from tracker.workbooks.report.words import NOT_SHOWN, say

MONTH_LEGEND = (
    "数字は実施した訪問の回数（企業単位）。必要な回数に足りない月は「実施数/必要数」。",
    "期間外＝支援期間ではない月（15日に満たない月を含む）、見送り＝理由が承認された月、予定＝これからの訪問、未実施＝訪問がないまま終わった月。"
    "空欄はこれからの月。",
)


def report_lines(report: ReportRow) -> tuple[str, ...]:
    head = report.head
    return (
        f"実施機関：{head.organisation}　　事業：{head.programme}",
        f"基準日：{era_date(head.as_of)}（{era_date(head.period.starts_on)}から基準日までの実績）",
    )


def write_summary(sheet: Worksheet, report: ReportRow) -> None:
    """概要: every total of the report by its full name."""
    head = report.head
    row = write_title(sheet, f"{era_fiscal_year(head.fiscal_year)}　実施報告（概要）", report_lines(report), 3)
    write_head(sheet, row, ("項目", "数", "数え方"))
    start = row
    visits, met = report.counted_visits, report.held_meetings
    kinds = Counter(outcome.enrolment_id for outcome in report.outcomes)
    for name, value, how in (
        ("支援企業数", len(report.companies), "社。基準日に登録されている企業"),
        ("案件数", len(report.cases), "件。1社が複数の案件をもつことがある"),
        (f"{head.producer_label}の人数", f"{head.producers}/{head.expected_producers}", "人。名簿の人数／予定の人数"),
        ("訪問回数（企業単位）", visit_count(visits), "回。延べ回数。1回の訪問で複数の案件を扱っても1回"),
        ("　うちオンライン", online_count(visits), "回。訪問回数のうちオンラインのもの"),
        ("　訪問した企業（実企業数）", distinct_companies(visits), "社。1回以上訪問した企業"),
        ("案件別延べ回数", sum(case.visit_count for case in report.cases), "回。案件ごとに数えた延べ。訪問回数とは一致しない"),
        ("展示会同行", len(report.event_escorts), "回。訪問回数に数えない同行"),
        ("会議回数", meeting_count(met), "回。チームミーティング。複数の企業を扱っても1回"),
        ("企業別延べ会議回数", sum(meeting_count_by_company(met).values()), "回。扱った企業ごとに数えた延べ"),
        (
            "訪問の合間に会議があった割合",
            _between(report),
            "組。続けて行った2回の訪問の間に会議があった組／すべての組",
        ),
        ("成果（延べ件数）", len(report.outcomes), "件"),
        ("成果のあった企業（実企業数）", len(kinds), "社"),
    ):
        row += 1
        write_row(sheet, row, (name, value, how))
    last = write_notes(sheet, row + 2, _remarks(report), 3)
    set_widths(sheet, (40, 16, 76))
    set_up_page(sheet, last_row=last, columns=3, repeat=f"1:{start}")


def _between(report: ReportRow) -> str:
    gaps = [gap for row in report.companies for gap in row.year.gaps]
    return f"{sum(gap.is_filled for gap in gaps)}/{len(gaps)}"


def _remarks(report: ReportRow) -> tuple[str, ...]:
    understaffed = [f"{row.name}（{row.staffing.text}）" for row in report.companies if row.staffing.needs_mending]
    hidden = [row.name for row in report.companies if not row.is_named]
    remarks = ["この集計は伴走支援トラッカーの記録から作成した。所管官庁の様式ではない。"]
    if understaffed:
        remarks.append(f"体制に不足がある企業：{'、'.join(understaffed)}")
    if hidden:
        remarks.append(f"企業名を公表できないため記号で示した企業：{'、'.join(hidden)}")
    return tuple(remarks)


def write_companies(sheet: Worksheet, report: ReportRow) -> None:
    """企業と体制: who supports which company on the as-of date."""
    columns = ("番号", "支援企業", "所在地", "支援期間", "主担当", "副担当", "体制", "案件")
    row = write_title(sheet, "支援企業と体制", report_lines(report), len(columns))
    write_head(sheet, row, columns)
    start = row
    for company in report.companies:
        row += 1
        team = company.staffing.team
        ends_on = company.support.ends_on
        write_row(
            sheet,
            row,
            (
                company.number,
                company.name,
                company.prefecture + company.municipality,
                f"{era_date(company.support.starts_on)}～\n{era_date(ends_on) if ends_on else ''}",
                team.lead.name if team.lead else NOT_SHOWN,
                "、".join(person.name for person in team.sub_leads) or NOT_SHOWN,
                company.staffing.text,
                "\n".join(f"{case.number} {case.title}" for case in report.cases if case.enrolment_id == company.enrolment_id),
            ),
        )
    last = write_notes(sheet, row + 1, ("主担当・副担当は基準日のもの。これまでの担当は「データ_担当」にある。",), len(columns))
    set_widths(sheet, (6, 28, 20, 20, 16, 24, 24, 36))
    set_up_page(sheet, last_row=last, columns=len(columns), repeat=f"{start}:{start}")


def month_words(cell: MonthCell) -> Value:
    """A month in a form sheet: the number of visits where there are any, else its state; blank for what is to come."""
    if cell.held:
        number: Value = cell.held if cell.held >= cell.required else f"{cell.held}/{cell.required}"
        return f"期間外 {cell.held}" if cell.state is MonthState.OUT_OF_PERIOD else number
    if cell.state is MonthState.BLANK:
        return None
    return "見送り" if cell.state is MonthState.EXCUSED else say(cell.state)


def write_visits(sheet: Worksheet, report: ReportRow) -> None:
    """訪問回数（企業×月）: held visits, states of the months without, totals by row and column."""
    _write_months(
        sheet,
        report,
        "企業訪問（企業×月）",
        ("訪問回数", "うちオンライン", "展示会同行"),
        lambda company: tuple(month_words(cell) for cell in company.cells),
        lambda company: (company.visit_count, company.online_count, company.event_escorts),
        lambda company: tuple(cell.held for cell in company.cells),
        MONTH_LEGEND,
    )


def write_meetings(sheet: Worksheet, report: ReportRow) -> None:
    """会議回数（企業×月）: once for each company in a meeting, so the grand total is 企業別延べ会議回数."""
    _write_months(
        sheet,
        report,
        "チームミーティング（企業×月）",
        ("企業別延べ会議回数",),
        lambda company: company.meetings_by_month,
        lambda company: (company.meeting_count,),
        lambda company: company.meetings_by_month,
        (
            f"複数の企業を扱った会議は、企業ごとに数える。会議そのものの回数（会議回数）は{meeting_count(report.held_meetings)}回。",
        ),
    )


def _write_months(sheet, report, title, totals, words_of, totals_of, numbers_of, legend) -> None:  # type: ignore[no-untyped-def]
    columns = ("番号", "支援企業", *(f"{month.month}月" for month in report.months), *totals)
    row = write_title(sheet, title, report_lines(report), len(columns))
    write_head(sheet, row, columns)
    start = row
    for company in report.companies:
        row += 1
        write_row(sheet, row, (company.number, company.name, *words_of(company), *totals_of(company)))
        _centre_months(sheet, row, len(report.months))
    row += 1
    by_month = [sum(numbers) for numbers in zip(*(numbers_of(company) for company in report.companies), strict=True)]
    grand = [sum(values) for values in zip(*(totals_of(company) for company in report.companies), strict=True)]
    blanks = [0] * len(report.months), [0] * len(totals)
    write_row(sheet, row, (None, "合計", *(by_month or blanks[0]), *(grand or blanks[1])), bold=True, fill=TOTAL_FILL)
    _centre_months(sheet, row, len(report.months))
    last = write_notes(sheet, row + 1, legend, len(columns))
    set_widths(sheet, (6, 28, *([9] * len(report.months)), *([12] * len(totals))))
    set_up_page(sheet, last_row=last, columns=len(columns), repeat=f"{start}:{start}")


def _centre_months(sheet: Worksheet, row: int, months: int) -> None:
    for column in range(3, 3 + months):
        sheet.cell(row, column).alignment = CENTRE


def write_cases(sheet: Worksheet, report: ReportRow) -> None:
    """案件とフェーズ: since when each case has been where."""
    columns = ("案件番号", "支援企業", "案件", *(say(phase) for phase in Phase), "いまのフェーズ", "案件別延べ回数")
    row = write_title(sheet, "案件とフェーズ", report_lines(report), len(columns))
    write_head(sheet, row, columns)
    start = row
    for case in report.cases:
        row += 1
        progress = case.progress
        days = progress.days_in_phase(report.head.as_of)
        write_row(
            sheet,
            row,
            (
                case.number,
                report.company(case.enrolment_id).name,
                case.title,
                *(era_date(there.first_on) if (there := progress.reached_phase(phase)) else NOT_SHOWN for phase in Phase),
                f"{say(progress.furthest)}（{days}日）" if progress.furthest else NOT_SHOWN,
                case.visit_count,
            ),
        )
    total = sum(case.visit_count for case in report.cases)
    row += 1
    write_row(sheet, row, (None, "合計", None, *([None] * len(Phase)), None, total), bold=True, fill=TOTAL_FILL)
    last = write_notes(
        sheet,
        row + 1,
        (
            "日付は、そのフェーズに取り組んだ最初の訪問または会議の日。案件別延べ回数は案件ごとに数えるため、訪問回数（企業単位）とは一致しない。",
        ),
        len(columns),
    )
    set_widths(sheet, (10, 28, 32, 18, 18, 18, 18, 20, 14))
    set_up_page(sheet, last_row=last, columns=len(columns), repeat=f"{start}:{start}")


def write_outcomes(sheet: Worksheet, report: ReportRow) -> None:
    """成果: kind × company with 延べ件数 and 実企業数, then the list."""
    columns = ("成果区分", *(company.name for company in report.companies), "延べ件数", "実企業数")
    width = max(len(columns), 6)
    row = write_title(sheet, "成果", report_lines(report), width)
    write_head(sheet, row, columns)
    start = row
    for kind in OutcomeKind:
        of_kind = Counter(outcome.enrolment_id for outcome in report.outcomes if outcome.kind is kind)
        row += 1
        write_row(sheet, row, (say(kind), *_by_company(report, of_kind), of_kind.total(), len(of_kind)))
    everything = Counter(outcome.enrolment_id for outcome in report.outcomes)
    row += 1
    totals = ("合計", *_by_company(report, everything), everything.total(), len(everything))
    write_row(sheet, row, totals, bold=True, fill=TOTAL_FILL)
    row += 2
    write_head(sheet, row, ("日付", "支援企業", "成果区分", "内容", "", "裏付け"))
    sheet.merge_cells(start_row=row, start_column=4, end_row=row, end_column=5)
    for outcome in report.outcomes:
        row += 1
        kind_words = say(outcome.kind) + (f"（{outcome.kind_detail}）" if outcome.kind_detail else "")
        values = (era_date(outcome.outcome_on), report.company(outcome.enrolment_id).name, kind_words, outcome.description, None)
        write_row(sheet, row, (*values, outcome.evidence or NOT_SHOWN))
        sheet.merge_cells(start_row=row, start_column=4, end_row=row, end_column=5)
    set_widths(sheet, (24, *([20] * len(report.companies)), 12, 12))
    set_up_page(sheet, last_row=row, columns=width, repeat=f"{start}:{start}")


def _by_company(report: ReportRow, counted: Counter[int]) -> tuple[int, ...]:
    return tuple(counted[company.enrolment_id] for company in report.companies)
