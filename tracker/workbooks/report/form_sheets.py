"""The report's form sheets for people: summary, companies with their teams, cases."""

from __future__ import annotations

from collections import Counter

from openpyxl.worksheet.worksheet import Worksheet

from tracker.domain.counts import distinct_companies, meeting_count, meeting_count_by_company, online_count, visit_count
from tracker.domain.era import era_date, era_fiscal_year
from tracker.domain.lacks import LackKind
from tracker.domain.phases import Phase
from tracker.rows.report import ReportCompanyRow, ReportRow
from tracker.rows.report_lacks import lacks_of
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

NONE_THERE = f"{NOT_SHOWN}は該当がないことを示す。"


def report_title(report: ReportRow, title: str) -> str:
    """Every form sheet can be read alone: the fiscal year, or the period, stands in its title."""
    return f"{report_period(report)}　{title}"


def report_period(report: ReportRow) -> str:
    """The fiscal year, or from when to when, in the era's notation."""
    whole = report.head.whole
    if report.head.is_of_year or whole.ends_on is None:
        return era_fiscal_year(report.head.fiscal_year)
    return f"{era_date(whole.starts_on)}～{era_date(whole.ends_on)}"


def report_lines(report: ReportRow) -> tuple[str, ...]:
    """Under every title: whose report, of what, up to which day."""
    head = report.head
    return (
        f"実施機関：{head.organisation}　　事業：{head.programme}",
        f"基準日：{era_date(head.as_of)}（{era_date(head.period.starts_on)}から基準日までの実績）",
    )


def summary(report: ReportRow) -> tuple[tuple[str, int, str, str], ...]:
    """Every total by its full name, with unit and how it is counted; the preview shows the same."""
    head, visits, met = report.head, report.counted_visits, report.held_meetings
    gaps = [gap for row in report.companies for gap in row.year.gaps]
    return (
        ("支援企業数", len(report.companies), "社", "基準日に登録されている企業"),
        ("案件数", len(report.cases), "件", "1社が複数の案件をもつことがある"),
        (f"{head.producer_label}の人数", head.producers, "人", _who_is_counted(report)),
        ("訪問回数（企業単位）", visit_count(visits), "回", "延べ回数。1回の訪問で複数の案件を扱っても1回"),
        ("　うちオンライン", online_count(visits), "回", "訪問回数のうちオンラインのもの"),
        ("　訪問した企業（実企業数）", distinct_companies(visits), "社", "1回以上訪問した企業"),
        ("案件別延べ回数", sum(case.visit_count for case in report.cases), "回", "案件ごとに数えた延べ。訪問回数とは一致しない"),
        ("展示会同行", len(report.event_escorts), "回", "訪問回数に数えない同行"),
        ("会議回数", meeting_count(met), "回", "チームミーティング。複数の企業を扱っても1回"),
        ("企業別延べ会議回数", sum(meeting_count_by_company(met).values()), "回", "扱った企業ごとに数えた延べ"),
        ("続けて行った2回の訪問の組", len(gaps), "組", "同じ企業の訪問日と次の訪問日。後の訪問がこの年度のもの"),
        ("　うち間に会議があった組", sum(gap.is_filled for gap in gaps), "組", "1回の会議で埋まる間は企業ごとに1つ"),
        (
            "　うち会議不要とした組",
            sum(len(row.year.settled_gaps) for row in report.companies),
            "組",
            "会議がなく、マネージャーが理由を確かめた間",
        ),
        ("成果（延べ件数）", len(report.outcomes), "件", "年度のはじめから基準日までのもの"),
        ("成果のあった企業（実企業数）", len({row.enrolment_id for row in report.outcomes}), "社", "成果が1件以上ある企業"),
    )


def _who_is_counted(report: ReportRow) -> str:
    """Other numbers of people (rated, expected, in the data) are more: it says who is left out here."""
    others = len(report.people) - report.head.producers
    left_out = f"（ほかに、基準日に名簿にいない人が{others}人）" if others else ""
    return f"基準日に名簿にいる人{left_out}。予定は{report.head.expected_producers}人"


def write_summary(sheet: Worksheet, report: ReportRow) -> None:
    """概要: every total of the report by its full name."""
    columns = ("項目", "数", "単位", "数え方")
    set_widths(sheet, (38, 12, 8, 64))
    row = write_title(sheet, report_title(report, "実施報告（概要）"), report_lines(report), len(columns))
    write_head(sheet, row, columns)
    start = row
    for row, line in enumerate(summary(report), start=start + 1):
        write_row(sheet, row, line)
        centre(sheet, row, (3,))
    last = write_notes(sheet, row + 2, _remarks(report), len(columns))
    set_up_page(sheet, last_row=last, columns=len(columns), repeat=f"{start}:{start}")


def _remarks(report: ReportRow) -> tuple[str, ...]:
    understaffed = [f"{row.name}（{row.staffing.text}）" for row in report.companies if row.staffing.needs_mending]
    hidden = [row.name for row in report.companies if not row.is_named]
    remarks = ["この集計は伴走支援トラッカーの記録から作成した。所管官庁の様式ではない。"]
    lacking = Counter(lack.kind for lack in lacks_of(report))
    if lacking:
        kinds = "、".join(f"{say(kind)} {lacking[kind]}件" for kind in LackKind if lacking[kind])
        remarks.append(f"足りないもの・確かめること：{kinds}（1件ずつは「データ_確認事項」にある）")
    if understaffed:
        remarks.append(f"体制に不足がある企業：{'、'.join(understaffed)}")
    if hidden:
        remarks.append(f"企業名を公表できないため記号で示した企業：{'、'.join(hidden)}")
    return tuple(remarks)


def write_companies(sheet: Worksheet, report: ReportRow) -> None:
    """企業と体制: who supports which company on the as-of date."""
    columns = ("番号", "支援企業", "所在地", "支援期間", "主担当", "副担当", "体制", "案件")
    set_widths(sheet, (6, 24, 17, 22, 14, 14, 24, 31))
    row = write_title(sheet, report_title(report, "支援企業と体制"), report_lines(report), len(columns))
    write_head(sheet, row, columns)
    start = row
    titles: dict[int, list[str]] = {}
    for case in report.cases:
        titles.setdefault(case.enrolment_id, []).append(f"{case.number} {case.title}")
    for row, company in enumerate(report.companies, start=start + 1):
        team = company.staffing.team
        write_row(
            sheet,
            row,
            (
                company.number,
                company.name,
                (company.prefecture + company.municipality) or NOT_SHOWN,
                _support(company),
                team.lead.name if team.lead else NOT_SHOWN,
                "\n".join(person.name for person in team.sub_leads) or NOT_SHOWN,
                company.staffing.text,
                "\n".join(titles.get(company.enrolment_id, ())) or NOT_SHOWN,
            ),
        )
        centre(sheet, row, (1,))
    notes = ("主担当・副担当は基準日のもの。これまでの担当は「データ_担当」にある。", NONE_THERE)
    last = write_notes(sheet, row + 1, notes, len(columns))
    set_up_page(sheet, last_row=last, columns=len(columns), repeat=f"{start}:{start}")


def _support(company: ReportCompanyRow) -> str:
    ends_on = company.support.ends_on
    return f"{era_date(company.support.starts_on)}から" + (f"\n{era_date(ends_on)}まで" if ends_on else "")


def write_cases(sheet: Worksheet, report: ReportRow) -> None:
    """案件とフェーズ: since when each case has been where."""
    columns = ("案件番号", "支援企業", "案件", *(say(phase) for phase in Phase), "いまのフェーズ", "日数", "案件別延べ回数")
    set_widths(sheet, (9, 24, 28, 15, 15, 15, 15, 12, 8, 11))
    row = write_title(sheet, report_title(report, "案件とフェーズ"), report_lines(report), len(columns))
    write_head(sheet, row, columns)
    start = row
    for row, case in enumerate(report.cases, start=start + 1):
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
                say(progress.furthest) if progress.furthest else NOT_SHOWN,
                NOT_SHOWN if days is None else days,
                case.visit_count,
            ),
        )
        centre(sheet, row, (1,))
    total = sum(case.visit_count for case in report.cases)
    row += 1
    write_row(sheet, row, (None, "合計", None, *([None] * len(Phase)), None, None, total), bold=True, fill=TOTAL_FILL)
    last = write_notes(
        sheet,
        row + 1,
        (
            "日付は、そのフェーズに取り組んだ最初の訪問または会議の日。日数は、いまのフェーズの最初の日を1日目とする。",
            "案件別延べ回数は案件ごとに数えるため、訪問回数（企業単位）とは一致しない。",
            NONE_THERE,
        ),
        len(columns),
    )
    set_up_page(sheet, last_row=last, columns=len(columns), repeat=f"{start}:{start}")
