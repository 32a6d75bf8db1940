"""What the yearly report reads: cut by the as-of date, named as allowed, the same work for any number of companies."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time

import pytest

from tests.cast import Cast
from tests.conftest import NOW
from tests.happenings import add_companies, add_meeting, add_visit, counted_statements
from tests.records import make_outcome
from tests.reports import all_text, opened, package_text, parts, records, written
from tracker.database import db
from tracker.domain import counts
from tracker.domain.cadence import EventStatus, MonthState, VisitMode
from tracker.domain.calendar import Period
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.lacks import LackKind
from tracker.models import Company, Outcome, SupportCase, Visit
from tracker.queries.dashboard import get_dashboard
from tracker.queries.report import get_report
from tracker.rows.report import ReportRow
from tracker.rows.report_lacks import lacks_of
from tracker.workbooks.report.words import say

Ways = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)


def report_of(cast: Cast, as_of: date = TODAY, person: str = "clerk") -> ReportRow:
    return get_report(cast.viewer(person), as_of=as_of)


@pytest.fixture
def year(cast: Cast, writing: Ways) -> None:
    owner = cast.producer_id("owner")
    with writing():
        for month in (4, 5, 6):
            add_visit(cast.asahi, date(2026, month, 10), people=[owner], cases=cast.asahi.case_ids)
            add_meeting([cast.asahi, cast.minato], date(2026, month, 20), [owner])
        add_visit(cast.asahi, date(2026, 9, 28), mode=VisitMode.ONLINE)
        add_visit(cast.asahi, date(2026, 10, 3), mode=VisitMode.EVENT)
        add_visit(cast.minato, date(2026, 6, 1), cases=cast.minato.case_ids)
        add_visit(cast.minato, date(2026, 11, 10), people=[owner], cases=cast.minato.case_ids)
        add_visit(cast.minato, date(2026, 8, 3), EventStatus.CANCELLED)
        add_visit(cast.minato, date(2026, 8, 4), is_draft=True)
        add_visit(cast.minato, date(2026, 3, 30))
        add_visit(cast.elsewhere, date(2026, 8, 4))
        add_meeting([cast.minato], date(2026, 10, 5), [], is_draft=True)
        make_outcome(cast.asahi, now=NOW, on=date(2026, 10, 1), description="=1+1")


def test_a_record_after_the_as_of_date_stands_as_scheduled_and_is_in_no_number(cast: Cast, year: None, at_rest: Ways) -> None:
    with at_rest():
        before, on_the_day = report_of(cast, date(2026, 11, 9)), report_of(cast, date(2026, 11, 10))
        assert counts.visit_count(on_the_day.counted_visits) == counts.visit_count(before.counted_visits) + 1 == 6
        (later,) = [row for row in before.visits if row.visit_on == date(2026, 11, 10)]
        assert (later.status, later.counts, later.notes) == (EventStatus.SCHEDULED, False, ())
        minato = next(row for row in before.companies if row.enrolment_id == cast.minato.enrolment_id)
        assert minato.cells[7].state is MonthState.SCHEDULED
        book = opened(written(before))
        (row,) = [row for row in records(book["データ_訪問"]) if row["訪問日"] == "2026-11-10"]
        assert (row["状態"], row["回数に数える"]) == ("予定", 0)
        assert sum(row["訪問回数（企業単位）"] for row in records(book["データ_企業月"])) == 5


def test_on_31_march_march_is_over_and_a_later_day_is_the_years_last(cast: Cast, year: None, at_rest: Ways) -> None:
    with at_rest():
        report = report_of(cast, date(2027, 3, 31))
        assert {row.cells[-1].state for row in report.companies} == {MonthState.MISSED}
        assert report_of(cast, date(2028, 1, 1)).head.as_of == date(2027, 3, 31)
        with pytest.raises(RuleBroken):
            report_of(cast, date(2026, 3, 31))


def test_the_report_and_the_dashboard_of_today_have_the_same_numbers(cast: Cast, year: None, at_rest: Ways) -> None:
    with at_rest():
        report, board = report_of(cast), get_dashboard(cast.viewer("manager"), today=TODAY).totals
        assert counts.visit_count(report.counted_visits) == board.visit_count == sum(row.visit_count for row in report.companies)
        assert counts.online_count(report.counted_visits) == board.online_count == 1
        assert len(report.event_escorts) == board.event_escort_count == 1
        assert counts.meeting_count(report.held_meetings) == board.meeting_count == 3
        assert sum(row.meeting_count for row in report.companies) == board.company_meeting_count == 6
        assert counts.distinct_companies(report.counted_visits) == board.distinct_companies == 2


def test_drafts_are_no_records_but_are_named_as_missing(cast: Cast, year: None, at_rest: Ways) -> None:
    with at_rest():
        report = report_of(cast)
        assert [(row.on, row.enrolment_id) for row in report.drafts] == [
            (date(2026, 8, 4), cast.minato.enrolment_id),
            (date(2026, 10, 5), cast.minato.enrolment_id),
        ]
        assert date(2026, 8, 4) not in {row.visit_on for row in report.visits}
        assert date(2026, 10, 5) not in {row.meeting_on for row in report.meetings}


def test_another_programme_and_another_year_are_in_no_report(cast: Cast, year: None, at_rest: Ways) -> None:
    with at_rest():
        report = report_of(cast)
        assert {row.enrolment_id for row in report.visits} == {cast.asahi.enrolment_id, cast.minato.enrolment_id}
        assert min(row.visit_on for row in report.visits) == date(2026, 4, 10)


@pytest.mark.parametrize("person", ["owner", "colleague", "administrator"])
def test_whoever_makes_no_report_does_not_learn_of_one(cast: Cast, at_rest: Ways, person: str) -> None:
    with at_rest(), pytest.raises(NotFound):
        report_of(cast, person=person)


def test_a_hidden_company_is_called_by_its_letter_everywhere_and_by_its_name_nowhere(
    cast: Cast, year: None, writing: Ways, at_rest: Ways
) -> None:
    with writing():
        company = db.session.get_one(Company, cast.minato.company_id)
        company.may_be_named = False
        company.kana = "カクウミナトセイキ"
        company.corporate_number = "1234567890123"
        make_outcome(cast.asahi, now=NOW, on=date(2026, 10, 2), description=f"{cast.minato.name}と出展した")
        db.session.get_one(SupportCase, cast.minato.case_id).title = f"{cast.minato.name}の海外展開"
    with at_rest():
        content = written(report_of(cast))
    package = package_text(content)
    assert not [told for told in (cast.minato.name, "カクウミナト", "1234567890123") if told in package]
    assert cast.asahi.name in package
    book = opened(content)
    assert {"A社と出展した", "A社の海外展開"} <= set(all_text(book))
    for sheet in book:
        for row in records(sheet) if sheet.title.startswith("データ_") else ():
            if row.get("支援企業番号") == 2:
                assert row["支援企業名"] == "A社", sheet.title
    for title in ("企業と体制", "訪問回数", "会議回数", "案件とフェーズ", "成果"):
        assert "A社" in [cell.value for row in book[title].iter_rows() for cell in row], title
    assert any("記号で示した企業：A社" in text for text in all_text(book))


@pytest.mark.parametrize("text", ["=1+1", "+81-3-0000-0000", "@SUM(A1)", "-1", "\t=cmd", "改行\nあり", "あ" * 40_000])
def test_what_looks_like_a_formula_stays_text(cast: Cast, writing: Ways, at_rest: Ways, text: str) -> None:
    with writing():
        make_outcome(cast.asahi, now=NOW, on=date(2026, 10, 1), description=text, evidence=f"{text[:50]}\x07\x0b終わり")
    with at_rest():
        content = written(report_of(cast))
    book = opened(content)
    (row,) = records(book["データ_成果"])
    assert row["内容"] == text[:32_767]
    assert row["裏付け"] == f"{text[:50]}終わり"
    cells = [cell for title in ("データ_成果", "成果一覧") for line in book[title].iter_rows() for cell in line]
    assert {cell.data_type for cell in cells if cell.value == text[:32_767]} == {"s"}
    assert not [name for name, part in parts(content).items() if name.startswith("xl/worksheets") and b"<f>" in part]


def test_a_deleted_case_leaves_visits_and_outcomes_in_place(cast: Cast, year: None, writing: Ways, at_rest: Ways) -> None:
    with writing():
        db.session.get_one(SupportCase, cast.minato.case_ids[1]).deleted_at = NOW
        make_outcome(cast.minato, now=NOW, on=date(2026, 10, 2), case_id=cast.minato.case_ids[1])
    with at_rest():
        report = report_of(cast)
        book = opened(written(report))
    assert {row["案件番号"] for row in records(book["データ_訪問案件"])} == {"1", "2"}
    assert [row["案件番号"] for row in records(book["データ_成果"])] == [None, None]
    assert counts.visit_count(report.counted_visits) == 6


def test_deleted_visits_and_outcomes_are_gone(cast: Cast, year: None, writing: Ways, at_rest: Ways) -> None:
    with writing():
        for row in (*db.session.query(Visit).filter_by(visit_on=date(2026, 11, 10)), *db.session.query(Outcome)):
            row.deleted_at = NOW
    with at_rest():
        report = report_of(cast)
        assert counts.visit_count(report.counted_visits) == 5
        assert report.outcomes == ()


def test_a_supporter_who_has_left_is_not_counted_on_the_roster_but_keeps_their_name(cast: Cast, at_rest: Ways) -> None:
    with at_rest():
        report = report_of(cast)
        assert (report.head.producers, report.head.expected_producers, len(report.people)) == (10, 10, 10)


def test_as_many_statements_for_two_companies_as_for_forty(cast: Cast, year: None, writing: Ways, at_rest: Ways) -> None:
    with at_rest(), counted_statements() as few:
        report_of(cast)
        first = few()
    with writing():
        add_companies(cast, 38)
    with at_rest(), counted_statements() as many:
        assert len(report_of(cast).companies) == 40
        assert many() == first


def test_a_period_inside_the_contract_counts_its_days_and_shows_its_months(cast: Cast, year: None, at_rest: Ways) -> None:
    whole = Period(date(2026, 5, 11), date(2026, 9, 30))
    with at_rest():
        report = get_report(cast.viewer("clerk"), as_of=TODAY, whole=whole)
        assert (report.head.as_of, report.head.is_of_year, report_of(cast).head.is_of_year) == (date(2026, 9, 30), False, True)
        assert [month.month for month in report.months] == [5, 6, 7, 8, 9]
        assert counts.visit_count(report.counted_visits) == sum(row.visit_count for row in report.companies) == 3
        assert report.visits and all(row.visit_on in whole for row in report.visits)
        asahi = next(row for row in report.companies if row.enrolment_id == cast.asahi.enrolment_id)
        assert (asahi.cells[0].state, asahi.cells[0].held) == (MonthState.HELD, 0)  # held on the 10th, the day before
        assert counts.meeting_count(report.held_meetings) == 2
        assert all(gap.to_on in whole for row in report.companies for gap in row.year.gaps)
        assert str(opened(written(report))["概要"]["A1"].value).startswith("令和8年5月11日～令和8年9月30日")
        for outside in (Period(date(2025, 1, 1), date(2026, 9, 30)), Period(date(2026, 5, 1), date(2028, 1, 1))):
            with pytest.raises(RuleBroken, match="契約期間"):
                get_report(cast.viewer("clerk"), as_of=TODAY, whole=outside)


def test_what_is_missing_is_listed_in_the_workbook_as_on_the_page(cast: Cast, year: None, writing: Ways, at_rest: Ways) -> None:
    owner = cast.producer_id("owner")
    with writing():
        for company in (cast.asahi, cast.minato):
            visit_id = add_visit(company, date(2026, 9, 9), people=[owner], cases=company.case_ids, start=time(10))
            db.session.get_one(Visit, visit_id).end_time = time(12)
        make_outcome(cast.minato, now=NOW, on=date(2026, 10, 2), description="裏付けのある成果", evidence="写真")
    with at_rest():
        report = report_of(cast)
        lacks = lacks_of(report)
        told = records(opened(written(report))["データ_確認事項"])
    assert [row["確認事項の種類"] for row in told] == [say(lack.kind) for lack in lacks]
    found = {kind: [lack for lack in lacks if lack.kind is kind] for kind in LackKind}
    assert {lack.on for lack in found[LackKind.DRAFT]} == {date(2026, 8, 4), date(2026, 10, 5)}
    assert [(lack.on, lack.name) for lack in found[LackKind.OVERLAP]] == [(date(2026, 9, 9), report.person(owner).name)]
    assert [lack.name for lack in found[LackKind.EVIDENCE]] == ["=1+1"]
    untold = {(lack.visit_id, lack.case_id) for lack in found[LackKind.UNTOLD]}
    held = [row for row in report.visits if row.status is EventStatus.HELD]
    assert untold == {(row.visit_id, note.case_id) for row in held for note in row.notes if not note.report_summary} | {
        (row.visit_id, None) for row in held if not row.notes
    }
    months = {(lack.enrolment_id, lack.month) for lack in found[LackKind.MISSED]}
    assert months == {
        (row.enrolment_id, cell.month)
        for row in report.companies
        for cell in row.cells
        if cell.state is MonthState.MISSED and not cell.lacks_record
    }
    assert len(found[LackKind.ITEM]) == sum(not item.is_complete for item in report.items) > 0
