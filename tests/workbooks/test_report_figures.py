"""Every figure of the form sheets: the same by plain SQL, and each with its rows under 根拠."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import text

from tests.conftest import NOW
from tests.databases import Templates
from tests.lack_sql import book_notes, sql_notes
from tests.rating_sql import group_means, person_means
from tests.report_sql import book_figures, kinds_are_in_order, sql_days, sql_figures
from tests.reports import AS_OF, demonstration, demonstrator, form_rows, opened, records, written
from tests.settlement_records import make_settlement
from tracker.database import db
from tracker.domain.form_fields import FormRecord
from tracker.domain.lacks import LackKind
from tracker.domain.outcomes import OutcomeKind
from tracker.queries.programmes import find_programme_id
from tracker.queries.report import get_report
from tracker.rows.report import ReportRow
from tracker.services import transaction
from tracker.workbooks.form_values import entries_of
from tracker.workbooks.report.book import FORMS
from tracker.workbooks.report.form_sheets import write_summary
from tracker.workbooks.report.grounds import GROUNDS
from tracker.workbooks.report.words import say

Made = tuple[ReportRow, Workbook]
Ground = dict[str, Any]
# Numbers on form sheets behind which there are no rows of their own.
WITHOUT_GROUNDS = {
    ("企業と体制", "番号"): "the company's own number",
    ("訪問回数", "番号"): "the company's own number",
    ("会議回数", "番号"): "the company's own number",
    ("成果", "番号"): "the company's own number",
    ("評価", "番号"): "the item's own number",
    ("評価の動き", "番号"): "the item's own number",
    ("案件とフェーズ", "日数"): "days from the date that stands beside it to the as-of date",
}
# What is missing in more kinds, and more of it.
DAMAGE = (
    "UPDATE visit_case SET report_summary = '' WHERE visit_id % 3 = 0",
    "DELETE FROM visit_case WHERE visit_id % 7 = 0",
    "INSERT INTO unassigned_note (visit_id, facts, interpretation, report_summary, worked_listen, worked_observe,"
    " worked_diagnose, worked_plan) SELECT id, 'x', '', '', TRUE, FALSE, FALSE, FALSE FROM visit WHERE id % 5 = 0",
    "UPDATE visit_case SET worked_listen = FALSE WHERE visit_id % 2 = 0",
    "UPDATE visit SET status = 'scheduled' WHERE id % 11 = 0",
    "UPDATE outcome SET evidence = '' WHERE id % 2 = 0",
)
# The columns of 評価の動き that the chart is drawn from: the means of 評価 once more, and the band around the first of them.
DRAWN = re.compile(r"図の値：(帯の下端|帯の長さ|線の下端|線の長さ)")


def settle_a_gap() -> None:
    row = next(row for row in get_report(demonstrator(), as_of=AS_OF).companies if row.year.missing_gaps)
    gap = row.year.missing_gaps[0]
    with transaction.writing():
        make_settlement(row.enrolment_id, demonstrator().programme, gap.from_on, gap.to_on, now=NOW)


@pytest.fixture(scope="module")
def made(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    with demonstration(templates, tmp_path_factory.mktemp("figures")):
        settle_a_gap()
        report = get_report(demonstrator(), as_of=AS_OF)
        yield report, opened(written(report))


@pytest.fixture(scope="module")
def grounds(made: Made) -> dict[tuple[Any, ...], Ground]:
    return {(row["数値"], row["支援企業"], row["案件番号"], row["月・区分"]): row for row in records(made[1][GROUNDS])}


def test_every_total_is_what_plain_sql_finds(made: Made) -> None:
    report, book = made
    kinds = list(OutcomeKind)
    programme = find_programme_id("demo")
    assert programme is not None
    assert kinds_are_in_order(book, kinds)
    by_sql = sql_figures(db.session.connection(), programme, report.head.period.starts_on, AS_OF)
    assert book_figures(book, [month.iso for month in report.months], kinds) == by_sql
    assert len(by_sql) > 100


def test_every_count_in_the_notes_of_the_summary_is_what_plain_sql_finds(made: Made) -> None:
    report, book = made
    programme = find_programme_id("demo")
    assert programme is not None
    by_sql = sql_notes(db.session.connection(), programme, report.head.period.starts_on, AS_OF)
    assert book_notes(book) == by_sql
    assert len(by_sql) > 10


@pytest.mark.parametrize("as_of", [date(2026, 5, 20), date(2026, 7, 31), date(2026, 10, 5), date(2027, 3, 31)])
def test_so_it_is_on_other_days_and_where_more_is_missing(made: Made, as_of: date) -> None:
    first = made[0].head.period.starts_on
    programme = find_programme_id("demo")
    assert programme is not None
    db.session.rollback()
    for change in DAMAGE:
        db.session.execute(text(change))
    book = Workbook()
    write_summary(book.create_sheet("概要"), get_report(demonstrator(), as_of=as_of))
    by_sql = sql_notes(db.session.connection(), programme, first, as_of)
    db.session.rollback()
    assert book_notes(book) == by_sql
    assert {say(LackKind.UNTOLD), say(LackKind.UNASSIGNED)} <= set(by_sql)


def test_the_days_in_a_phase_are_what_plain_sql_finds_on_every_sheet_and_in_forms(made: Made) -> None:
    report, book = made
    programme = find_programme_id("demo")
    assert programme is not None
    by_sql = sql_days(db.session.connection(), programme, report.head.period.starts_on, AS_OF)
    printed = {str(row["案件番号"]): row["日数"] for row in form_rows(book["案件とフェーズ"], "案件番号") if row["日数"]}
    data = {str(row["案件番号"]): row["フェーズの日数（初日を含む）"] for row in records(book["データ_案件"])}
    forms = {entry.values["number"]: entry.values["days"] for entry in entries_of(report, FormRecord.CASE)}
    assert {number: days for number, days in printed.items() if days != "―"} == by_sql != {}
    assert {number: days for number, days in data.items() if days is not None} == by_sql
    assert {number: days for number, days in forms.items() if days is not None} == by_sql


def test_every_mean_is_what_plain_sql_finds(made: Made) -> None:
    report, book = made
    programme = find_programme_id("demo")
    assert programme is not None
    groups = group_means(db.session.connection(), programme)
    told = {
        (head[:-4], row["番号"], head[-4:]): value
        for row in form_rows(book["評価"], "番号")
        for head, value in row.items()
        if head.endswith(("自己評価", "他者評価"))
    }
    assert told == groups != {}
    by_name = f"{report.head.producer_label}の氏名"
    persons = person_means(db.session.connection(), programme)
    shown = {
        (row[by_name], int(head.partition("　")[0])): value
        for row in form_rows(book["評価の一覧"], by_name)
        for head, value in row.items()
        if head != by_name and value is not None and not str(value).startswith("―") and row[by_name] != "色の見本"
    }
    assert shown == persons != {}


def test_every_number_on_a_form_sheet_has_its_rows_or_a_reason(made: Made, grounds: dict[tuple[Any, ...], Ground]) -> None:
    report, book = made
    seen = 0
    for title, column, number, key in figures(report, book):
        if (title, column) in WITHOUT_GROUNDS or DRAWN.match(column) or not number:
            continue
        assert key in grounds, (title, column, key)
        bounded = title == "評価の動き" and grounds[key]["値"] is None  # 1.5以下 is drawn at its bound
        assert bounded or grounds[key]["値"] == number, (title, column, key)
        if grounds[key]["データシート"] not in ("データ_評価集計", "データ_評価"):
            assert grounds[key]["行数"] == number, key
        seen += 1
    assert seen > 200


def test_every_mean_leads_to_the_row_that_says_the_same(made: Made, grounds: dict[tuple[Any, ...], Ground]) -> None:
    report, book = made
    means = records(book["データ_評価集計"])
    for row in form_rows(book["評価"], "番号"):
        shown = {head: value for head, value in row.items() if head.endswith(("自己評価", "他者評価"))}
        assert len(shown) == 2 * len(report.results.rounds)
        for head, value in shown.items():
            key = ("評価の平均", None, None, f"{head[:-4]}・項目{row['番号']}・{head[-4:]}")
            assert means[int(grounds[key]["行番号"]) - 2]["表示"] == value, key


def test_what_is_missing_is_counted_with_its_rows(made: Made, grounds: dict[tuple[Any, ...], Ground]) -> None:
    (line,) = [str(row[0]) for row in made[1]["概要"].iter_rows(values_only=True) if str(row[0]).startswith("足りないもの")]
    told = {kind: int(count) for kind, count in re.findall(r"([^、：]+) (\d+)件", line)}
    assert told == {key[3]: row["行数"] for key, row in grounds.items() if key[0] == "確認事項の内訳"} != {}


@pytest.mark.parametrize(("sheet", "of_row"), [("成果", "延べ件数"), ("案件とフェーズ", "案件別延べ回数")])
def test_rows_columns_and_grand_totals_agree(made: Made, sheet: str, of_row: str) -> None:
    rows = form_rows(made[1][sheet], "案件番号" if sheet == "案件とフェーズ" else "番号")
    totals = next(row for row in rows if str(list(row.values())[1]).startswith("合計"))
    single = rows[: rows.index(totals)]
    for column in [of_row, *(head for head in totals if sheet == "成果" and head not in ("番号", "支援企業", of_row))]:
        assert sum(row[column] for row in single) == totals[column], column
    if sheet == "成果":
        for row in (*single, totals):
            assert sum(value for head, value in row.items() if head not in ("番号", "支援企業", of_row)) == row[of_row]


def figures(report: ReportRow, book: Workbook) -> Iterator[tuple[str, str, Any, tuple[Any, ...]]]:
    """Sheet, column, number, and under which key 根拠 has it: of every cell with a number in a table of a form sheet."""
    for title, _write in FORMS:
        keys = KEYS.get(title)
        head = {
            "概要": "項目",
            "案件とフェーズ": "案件番号",
            "成果のまとめ": "案件番号",
            "評価の一覧": f"{report.head.producer_label}の氏名",
        }
        item = ""
        for row in form_rows(book[title], head.get(title, "日付" if title == "成果一覧" else "番号")):
            item = f"{row['番号']}" if title == "評価の動き" and row["番号"] else item
            if "色の見本" in row.values():
                break
            for column, shown in row.items():
                number = shown if isinstance(shown, int | float) else counted(title, column, shown)
                if number is not None:
                    yield title, column, number, keys(report, row | {"項目番号": item}, column) if keys else ()


def counted(title: str, column: str, shown: Any) -> int | None:
    """1/2 and 期間外 1 are numbers with words beside them."""
    if title != "訪問回数" or not re.fullmatch(r"\d+月", column) or not shown:
        return None
    told = re.search(r"\d+", str(shown))
    return int(told[0]) if told else None


def month(report: ReportRow, column: str) -> str | None:
    return next((one.iso for one in report.months if f"{one.month}月" == column), None)


def of_months(figure: str, totals: dict[str, str]) -> Any:
    def key(report: ReportRow, row: dict[str, Any], column: str) -> tuple[Any, ...]:
        name, company = totals.get(column, figure), None if row["支援企業"] == "合計" else row["支援企業"]
        part = month(report, column)
        return (f"{name}の内訳" if company or part else name, company, None, part)

    return key


def of_summary(_report: ReportRow, row: dict[str, Any], _column: str) -> tuple[Any, ...]:
    return (str(row["項目"]).strip("　"), None, None, None)


def of_case(_report: ReportRow, row: dict[str, Any], _column: str) -> tuple[Any, ...]:
    return ("案件別延べ回数の内訳" if row["案件番号"] else "案件別延べ回数", None, row["案件番号"], None)


def of_outcomes(_report: ReportRow, row: dict[str, Any], column: str) -> tuple[Any, ...]:
    distinct = row["支援企業"] == "実企業数"
    figure = "成果のあった企業（実企業数）" if distinct else "成果（延べ件数）"
    company = row["支援企業"] if row["番号"] else None
    kind = next((say(kind) for kind in OutcomeKind if say(kind) == column), None)
    return (f"{figure}の内訳" if company or kind else figure, company, None, kind)


def of_drawn(_report: ReportRow, row: dict[str, Any], column: str) -> tuple[Any, ...]:
    return ("評価の平均", None, None, f"{row['評価時期']}・項目{row['項目番号']}・{column.removeprefix('図の値：')}")


def of_person(report: ReportRow, row: dict[str, Any], column: str) -> tuple[Any, ...]:
    name = row[f"{report.head.producer_label}の氏名"]
    item = next(item.number for item in report.items if column.startswith(f"{item.number}　"))
    return ("担い手ごとの他者評価の平均", None, None, f"{report.results.rounds[-1].round.name}・項目{item}・{name}")


KEYS = {
    "概要": of_summary,
    "訪問回数": of_months("訪問回数（企業単位）", {"うちオンライン": "うちオンライン", "展示会同行": "展示会同行"}),
    "会議回数": of_months("企業別延べ会議回数", {}),
    "案件とフェーズ": of_case,
    "成果": of_outcomes,
    "評価の動き": of_drawn,
    "評価の一覧": of_person,
}
