"""根拠: which rows of which data sheet each figure of the form sheets is made of, so that whoever doubts one can count them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from tracker.domain.between import Gap
from tracker.domain.cadence import VisitMode
from tracker.domain.calendar import Month
from tracker.rows.cadence import CompanyYearRow
from tracker.rows.report import ReportRow
from tracker.rows.report_lacks import lacks_of
from tracker.workbooks.report.styles import LONGEST_CELL, Value
from tracker.workbooks.report.words import say

GROUNDS = "根拠"
GROUND_HEADS = ("数値", "支援企業", "案件番号", "月・区分", "値", "データシート", "行数", "行番号")
FIRST_ROW = 2  # of a data sheet: the headings stand above
Of = tuple[str | None, str | None, str | None]  # company, case, month or kind
WHOLE: Of = (None, None, None)


def grounds(report: ReportRow) -> Iterator[tuple[Value, ...]]:
    """Each figure with the rows behind it; a figure of nothing is none."""
    for figure, sheet, found in (
        ("支援企業数", "データ_企業", _all(report.companies)),
        ("案件数", "データ_案件", _all(report.cases)),
        (f"{report.head.producer_label}の人数", "データ_担い手", _all(report.people, lambda row: row.is_on_roster)),
        ("訪問回数（企業単位）", "データ_訪問", _visits(report)),
        ("うちオンライン", "データ_訪問", _visits(report, online=True)),
        ("訪問した企業（実企業数）", "データ_企業", _visited(report)),
        ("案件別延べ回数", "データ_訪問案件", _visit_cases(report)),
        ("展示会同行", "データ_訪問", _escorts(report)),
        ("会議回数", "データ_会議", _meetings(report)),
        ("企業別延べ会議回数", "データ_会議企業", _meeting_companies(report)),
        ("続けて行った2回の訪問の組", "データ_合間", _gaps(report)),
        ("うち間に会議があった組", "データ_合間", _gaps(report, lambda _year, gap: gap.is_filled)),
        (
            "うち会議不要とした組",
            "データ_合間",
            _gaps(report, lambda year, gap: not gap.is_filled and year.settled_of(gap) is not None),
        ),
        ("成果（延べ件数）", "データ_成果", _outcomes(report)),
        ("成果のあった企業（実企業数）", "データ_企業", _with_outcomes(report)),
        ("確認事項", "データ_確認事項", _lacks(report)),
    ):
        rows: defaultdict[Of, list[int]] = defaultdict(list)
        for row, of_all in found:
            for of in of_all:
                rows[of].append(row)
        for (company, case, part), numbers in rows.items():
            name = figure if (company, case, part) == WHOLE else f"{figure}の内訳"
            yield name, company, case, part, len(numbers), sheet, len(numbers), _ranges(numbers)
    yield from _means(report)


def _all(rows: Iterable[Any], is_counted: Callable[[Any], bool] = lambda _row: True) -> Iterator[tuple[int, tuple[Of, ...]]]:
    return ((at, (WHOLE,)) for at, row in enumerate(rows, start=FIRST_ROW) if is_counted(row))


def _months(name: str, month: Month) -> tuple[Of, ...]:
    """A figure stands in the total, in its company's row, in its month's column, and where both meet."""
    return WHOLE, (name, None, None), (None, None, month.iso), (name, None, month.iso)


def _visits(report: ReportRow, *, online: bool = False) -> Iterator[tuple[int, tuple[Of, ...]]]:
    counted = {fact.visit_id for fact in report.counted_visits}
    for row, visit in enumerate(report.visits, start=FIRST_ROW):
        if visit.visit_id in counted and (not online or visit.mode is VisitMode.ONLINE):
            yield row, _months(report.company(visit.enrolment_id).name, Month.of(visit.visit_on))


def _escorts(report: ReportRow) -> Iterator[tuple[int, tuple[Of, ...]]]:
    escorts = {fact.visit_id for fact in report.event_escorts}
    for row, visit in enumerate(report.visits, start=FIRST_ROW):
        if visit.visit_id in escorts:
            yield row, _months(report.company(visit.enrolment_id).name, Month.of(visit.visit_on))


def _visit_cases(report: ReportRow) -> Iterator[tuple[int, tuple[Of, ...]]]:
    counted = {fact.visit_id for fact in report.counted_visits}
    row = FIRST_ROW - 1
    for visit in report.visits:
        for note in visit.notes:
            row += 1
            if visit.visit_id in counted:
                yield row, (WHOLE, (None, report.case(note.case_id).number, None))


def _meetings(report: ReportRow) -> Iterator[tuple[int, tuple[Of, ...]]]:
    for row, meeting in enumerate(report.meetings, start=FIRST_ROW):
        if meeting.counts:
            yield row, (WHOLE, (None, None, Month.of(meeting.meeting_on).iso))


def _meeting_companies(report: ReportRow) -> Iterator[tuple[int, tuple[Of, ...]]]:
    row = FIRST_ROW - 1
    for meeting in report.meetings:
        for enrolment_id in meeting.enrolment_ids:
            row += 1
            if meeting.counts:
                yield row, _months(report.company(enrolment_id).name, Month.of(meeting.meeting_on))


def _outcomes(report: ReportRow) -> Iterator[tuple[int, tuple[Of, ...]]]:
    for row, outcome in enumerate(report.outcomes, start=FIRST_ROW):
        name, kind = report.company(outcome.enrolment_id).name, say(outcome.kind)
        yield row, (WHOLE, (name, None, None), (None, None, kind), (name, None, kind))


def _visited(report: ReportRow) -> Iterator[tuple[int, tuple[Of, ...]]]:
    visited = {fact.company_id for fact in report.counted_visits}
    return _all(report.companies, lambda row: row.enrolment_id in visited)


def _gaps(
    report: ReportRow, is_counted: Callable[[CompanyYearRow, Gap], bool] = lambda _year, _gap: True
) -> Iterator[tuple[int, tuple[Of, ...]]]:
    return _all(((row.year, gap) for row in report.companies for gap in row.year.gaps), lambda pair: is_counted(*pair))


def _with_outcomes(report: ReportRow) -> Iterator[tuple[int, tuple[Of, ...]]]:
    kinds: defaultdict[int, dict[str, None]] = defaultdict(dict)
    for outcome in report.outcomes:
        kinds[outcome.enrolment_id][say(outcome.kind)] = None
    for row, company in enumerate(report.companies, start=FIRST_ROW):
        if company.enrolment_id in kinds:
            yield row, (WHOLE, *((None, None, kind) for kind in kinds[company.enrolment_id]))


def _lacks(report: ReportRow) -> Iterator[tuple[int, tuple[Of, ...]]]:
    for row, lack in enumerate(lacks_of(report), start=FIRST_ROW):
        yield row, ((None, None, say(lack.kind)),)


def _means(report: ReportRow) -> Iterator[tuple[Value, ...]]:
    """A mean stands in one row of a data sheet, as far as it may be shown; single scores are in no workbook."""
    means = (
        (f"{group.round.name}・項目{mean.item.number}・{series}", value)
        for group in report.results.rounds
        for mean in group.means
        for series, value in (("自己評価", mean.own), ("他者評価", mean.peer))
    )
    for row, (part, value) in enumerate(means, start=FIRST_ROW):
        yield "評価の平均", None, None, part, value.mean, "データ_評価集計", 1, str(row)
    for row, score in enumerate(report.results.scores, start=FIRST_ROW):
        part = f"{score.round.name}・項目{score.item.number}・{score.name}"
        yield "担い手ごとの他者評価の平均", None, None, part, score.peer.mean, "データ_評価", 1, str(row)


def _ranges(numbers: Sequence[int]) -> str:
    """2、5-9、12; where that is longer than a cell holds, from where to where."""
    text = "、".join(f"{first}" if first == last else f"{first}-{last}" for first, last in _runs(numbers))
    return text if len(text) <= LONGEST_CELL else f"{numbers[0]}-{numbers[-1]}のうち{len(numbers)}行"


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    first = last = 0
    for number in numbers:
        if first and number == last + 1:
            last = number
            continue
        if first:
            yield first, last
        first = last = number
    if first:
        yield first, last
