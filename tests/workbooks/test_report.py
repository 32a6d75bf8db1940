"""The yearly workbook read back: its numbers are those of the report, it prints, and a machine reads its data sheets."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.chart import RadarChart
from openpyxl.utils import get_column_letter, range_boundaries
from sqlalchemy import select

from tests.conftest import NOW
from tests.databases import Templates
from tests.reports import AS_OF, all_text, demonstration, demonstrator, form_rows, opened, package_text, parts, records, written
from tracker.database import db
from tracker.domain import counts
from tracker.domain.completeness import WORDING_BEING_CHECKED
from tracker.domain.scores import PeerMean, PeerShown
from tracker.models import MeetingCase, MeetingSection, Visit, VisitCase
from tracker.queries.report import get_report
from tracker.rows.report import ReportRow
from tracker.web.labels import LABELS
from tracker.workbooks.report import write_report
from tracker.workbooks.report.book import FORMS
from tracker.workbooks.report.data_sheets import SHEETS
from tracker.workbooks.report.frozen import changes_sheet
from tracker.workbooks.report.machine_text import machine_text
from tracker.workbooks.report.saving import WIDEST, Table, save_book
from tracker.workbooks.report.styles import BODY, LINE_HEIGHT, PAGE_WIDTH, lines_of, on_first_page, pages_of
from tracker.workbooks.report.words import WORDS, say

DATA_TITLES = [data.title for data in SHEETS]
FORM_TITLES = [title for title, _write in FORMS]
HIDDEN = "―（回答3名未満）"


@pytest.fixture(scope="module")
def inside(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReportRow]:
    with demonstration(templates, tmp_path_factory.mktemp("report")):
        yield get_report(demonstrator(), as_of=AS_OF)


@pytest.fixture(scope="module")
def report(inside: ReportRow) -> ReportRow:
    return inside


@pytest.fixture(scope="module")
def content(report: ReportRow) -> bytes:
    return written(report)


@pytest.fixture(scope="module")
def book(content: bytes) -> Workbook:
    return opened(content)


def total(book: Workbook, title: str, column: str) -> int:
    return sum(row[column] for row in records(book[title]))


def test_the_sheets_stand_in_their_order(book: Workbook) -> None:
    assert book.sheetnames == [*FORM_TITLES, *DATA_TITLES, "根拠", "項目定義"]


def test_the_summary_says_what_is_counted_and_every_sheet_adds_up_to_it(report: ReportRow, book: Workbook) -> None:
    summary = {str(row["項目"]).strip("　"): row["数"] for row in form_rows(book["概要"], "項目")}
    visits, met = report.counted_visits, report.held_meetings
    assert summary["訪問回数（企業単位）"] == counts.visit_count(visits) > 20
    assert summary["うちオンライン"] == counts.online_count(visits) > 0
    assert summary["訪問した企業（実企業数）"] == counts.distinct_companies(visits) == 6
    assert summary["会議回数"] == counts.meeting_count(met) > 20
    assert summary["企業別延べ会議回数"] == sum(counts.meeting_count_by_company(met).values())
    assert summary["案件別延べ回数"] == sum(counts.visit_count_by_case(visits).values()) > summary["訪問回数（企業単位）"]
    for title, column, name in (
        ("データ_訪問", "回数に数える", "訪問回数（企業単位）"),
        ("データ_企業", "訪問回数（企業単位）", "訪問回数（企業単位）"),
        ("データ_企業月", "訪問回数（企業単位）", "訪問回数（企業単位）"),
        ("データ_企業", "うちオンライン", "うちオンライン"),
        ("データ_企業月", "うちオンライン", "うちオンライン"),
        ("データ_案件", "案件別延べ回数", "案件別延べ回数"),
        ("データ_会議", "回数に数える", "会議回数"),
        ("データ_会議企業", "回数に数える", "企業別延べ会議回数"),
        ("データ_企業", "企業別延べ会議回数", "企業別延べ会議回数"),
        ("データ_企業月", "企業別延べ会議回数", "企業別延べ会議回数"),
    ):
        assert total(book, title, column) == summary[name], (title, column)
    assert len(records(book["データ_成果"])) == summary["成果（延べ件数）"] > 0
    assert len(records(book["データ_案件"])) == summary["案件数"] == 7


@pytest.mark.parametrize(("title", "of_row"), [("訪問回数", "訪問回数"), ("会議回数", "企業別延べ会議回数")])
def test_rows_columns_and_the_grand_total_of_companies_by_months_agree(book: Workbook, title: str, of_row: str) -> None:
    *companies, totals = form_rows(book[title], "番号")
    assert totals["支援企業"] == "合計"
    months = [head for head in totals if re.fullmatch(r"\d+月", head)]
    assert [int(month[:-1]) for month in months] == [4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3]
    for row in companies:
        assert sum(row[month] for month in months if isinstance(row[month], int)) == row[of_row]
    for month in months:
        assert sum(row[month] for row in companies if isinstance(row[month], int)) == totals[month]
    assert sum(totals[month] for month in months) == totals[of_row] == sum(row[of_row] for row in companies)


def test_the_months_of_the_form_tell_their_states_and_what_is_to_come_is_blank(book: Workbook) -> None:
    *companies, _totals = form_rows(book["訪問回数"], "番号")
    shown = Counter(row[f"{month}月"] for row in companies for month in (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3))
    assert shown["見送り"] == 1
    assert shown["未実施"] == 1
    assert shown["予定"] >= 1
    assert shown["記録待ち"] >= 1
    assert all(row["3月"] is None for row in companies)
    legend = " ".join(text for text in all_text(book) if "＝" in text)
    assert all(word in legend for word in ("期間外", "見送り", "未実施", "予定", "記録待ち", "日程未定"))


def test_outcomes_are_counted_as_events_and_as_companies(report: ReportRow, book: Workbook) -> None:
    *companies, events, distinct = form_rows(book["成果"], "番号")
    assert events["延べ件数"] == len(report.outcomes) == sum(row["延べ件数"] for row in companies)
    assert distinct["延べ件数"] == len({outcome.enrolment_id for outcome in report.outcomes})
    assert len(form_rows(book["成果一覧"], "日付")) == len(report.outcomes)


def test_every_form_sheet_has_year_organisation_and_era_date_on_top(book: Workbook) -> None:
    for title in FORM_TITLES:
        assert str(book[title]["A1"].value).startswith("令和8年度"), title
        assert "架空産業振興協会" in str(book[title]["A2"].value), title
        assert "令和8年11月24日" in str(book[title]["A3"].value), title


def test_every_sheet_prints_a4_landscape_with_its_headings_repeated(book: Workbook) -> None:
    for sheet in book:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9), sheet.title
        assert sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.title
        assert sheet.title not in FORM_TITLES or sheet.page_setup.fitToWidth == 1, sheet.title
        assert sheet.print_title_rows and sheet.print_area, sheet.title
        assert "&P" in sheet.oddFooter.center.text, sheet.title


def test_no_form_sheet_is_printed_too_small_to_be_read_and_no_chart_beyond_its_columns(book: Workbook) -> None:
    charts = 0
    for sheet in (book[title] for title in FORM_TITLES):
        _first, _top, columns, last = range_boundaries(sheet.print_area.split("!")[-1].replace("$", ""))
        widths = [sheet.column_dimensions[get_column_letter(column)].width for column in range(1, columns + 1)]
        assert sum(widths) <= PAGE_WIDTH + 1e-6 and sheet.page_setup.fitToHeight == 0, sheet.title
        fonts = {cell.font.sz for row in sheet.iter_rows(max_row=last) for cell in row if cell.value is not None}
        assert min(fonts) >= BODY.sz, sheet.title
        for chart in sheet._charts:
            charts += 1
            start, end = chart.anchor._from, chart.anchor.to
            assert 0 <= start.col < end.col <= columns and start.row < end.row <= last, sheet.title
            covered = {cell.value for row in sheet.iter_rows(start.row + 1, end.row) for cell in row}
            assert covered == {None}, sheet.title
    assert charts > 2


def test_no_data_sheet_is_printed_too_small_to_be_read(book: Workbook) -> None:
    wide = 0
    for sheet in book:
        if sheet.title in FORM_TITLES:
            continue
        _first, _top, columns, _last = range_boundaries(sheet.print_area.split("!")[-1].replace("$", ""))
        assert columns == sheet.max_column or sheet.title == "項目定義", sheet.title
        widths = [sheet.column_dimensions[get_column_letter(column)].width for column in range(1, columns + 1)]
        assert sum(widths) <= PAGE_WIDTH or sheet.page_setup.fitToWidth > 1, sheet.title
        if sheet.page_setup.fitToWidth > 1:
            wide += 1
            assert str(sheet.print_title_cols).startswith("$A:"), sheet.title  # what tells the rows apart stands on every page
    assert wide > 2


def test_what_programs_alone_read_of_the_definitions_is_there_but_not_on_paper(book: Workbook) -> None:
    sheet = book["項目定義"]
    heads = [cell.value for cell in sheet[1]]
    _first, _top, columns, last = range_boundaries(sheet.print_area.split("!")[-1].replace("$", ""))
    assert (heads[columns:], last) == (["物理名", "更新履歴"], sheet.max_row)
    assert all(cell.value for row in sheet.iter_rows(2, min_col=columns + 1) for cell in row)


def test_no_number_of_a_data_sheet_touches_the_words_beside_it(book: Workbook) -> None:
    for title in (*DATA_TITLES, "根拠"):
        cells = [cell for row in book[title].iter_rows(2) for cell in row if cell.value is not None]
        assert {cell.alignment.horizontal for cell in cells if isinstance(cell.value, int | float)} <= {"center"}, title
        assert "center" not in {cell.alignment.horizontal for cell in cells if isinstance(cell.value, str)}, title


@given(st.lists(st.floats(2, WIDEST), min_size=1, max_size=40))
def test_columns_are_put_on_pages_that_hold_them(widths: list[float]) -> None:
    pages, repeated = pages_of(widths)
    assert (pages == 1) == (sum(widths) <= PAGE_WIDTH) == (repeated == 0)
    room = PAGE_WIDTH - sum(widths[:repeated])
    assert sum(widths[repeated:]) <= pages * room + 1e-6
    assert sum(widths[repeated:]) >= (pages - 1) * (room - WIDEST) - 1e-6  # no page more than the widest column may ask for
    first = on_first_page(widths)
    assert sum(widths[:first]) <= PAGE_WIDTH and (first == len(widths)) == (pages == 1)


def test_a_text_that_wraps_is_seen_whole(book: Workbook) -> None:
    sheet = book["データ_まとめ"]
    place = next(cell.column for cell in sheet[1] if cell.value == "まとめ文")
    for row in range(2, sheet.max_row + 1):
        lines = lines_of(sheet.cell(row, place).value, WIDEST)
        assert lines == 1 or sheet.row_dimensions[row].height >= lines * LINE_HEIGHT, row
    assert sheet.cell(2, place).alignment.wrap_text


def test_first_and_last_round_are_native_radars_of_self_and_peers_on_the_whole_scale(book: Workbook) -> None:
    charts = book["評価"]._charts
    assert [type(chart) for chart in charts] == [RadarChart, RadarChart]
    assert charts[0].anchor._from.row == charts[1].anchor._from.row
    for chart in charts:
        assert [series.tx.v for series in chart.series] == ["自己評価", "他者評価"]
        assert (chart.y_axis.scaling.min, chart.y_axis.scaling.max) == (1, 5)
        assert not chart.y_axis.delete


def test_every_round_is_in_the_dumbbell_and_everybody_in_the_heat_map_as_the_results_have_them(
    report: ReportRow, book: Workbook
) -> None:
    rounds = [group.round.name for group in report.results.rounds]
    assert len(book["評価の動き"]._charts) == 1
    told = [(row["評価時期"], row["他者評価"]) for row in form_rows(book["評価の動き"], "番号")]
    expected = [
        (group.round.name, mean.peer.sentence % mean.peer.params)
        for place in range(len(report.items))
        for group in report.results.rounds
        for mean in (group.means[place],)
    ]
    assert told == expected and len(rounds) == 2
    cells = [value for row in form_rows(book["評価の一覧"], "担い手の氏名")[:10] for value in list(row.values())[1:]]
    latest = [row.peer for row in report.results.scores if row.round.name == rounds[-1]]
    assert cells == [peer.mean if peer.mean is not None else peer.sentence % peer.params for peer in latest]
    assert HIDDEN in cells
    texts = all_text(book)
    assert any(text.startswith("「中間」の他者評価を、名簿の順に10人×5項目で示します。") for text in texts)
    assert any(text.startswith("自己評価（丸）と他者評価（四角）を、") for text in texts)


def test_damaged_items_say_so_wherever_they_stand(report: ReportRow, book: Workbook) -> None:
    damaged = [item.number for item in report.items if not item.is_complete]
    assert damaged == [2, 3, 4]
    told = [row["番号"] for row in form_rows(book["評価"], "番号") if WORDING_BEING_CHECKED in str(row["項目の文"])]
    assert told == damaged
    assert [
        row["評価項目番号"] for row in records(book["データ_評価項目"]) if row["文の状態"] == WORDING_BEING_CHECKED
    ] == damaged


def test_a_mean_of_too_few_is_said_in_words_and_is_no_number_anywhere(report: ReportRow) -> None:
    hidden = PeerMean(PeerShown.HIDDEN)
    rounds = tuple(
        replace(group, means=tuple(replace(mean, own=hidden, peer=hidden) for mean in group.means))
        for group in report.results.rounds
    )
    scores = tuple(replace(row, peer=hidden) for row in report.results.scores)
    content = written(replace(report, results=replace(report.results, rounds=rounds, scores=scores)))
    book = opened(content)
    for row in form_rows(book["評価"], "番号"):
        assert {value for head, value in row.items() if head.endswith(("自己評価", "他者評価"))} == {HIDDEN}
    for row in records(book["データ_評価集計"]):
        assert (row["平均"], row["人数"], row["表示"]) == (None, None, HIDDEN)
    for row in records(book["データ_評価"]):
        assert (row["他者評価の平均"], row["表示"]) == (None, HIDDEN)
    for title, first in (("評価", 4), ("評価の動き", 4)):
        cells = [cell.value for row in book[title].iter_rows(min_col=first) for cell in row]
        assert [value for value in cells if isinstance(value, int | float)] == [], title
    people = [row for row in form_rows(book["評価の一覧"], "担い手の氏名") if row["担い手の氏名"] != "色の見本"]
    assert {value for row in people for value in list(row.values())[1:] if value} == {HIDDEN}


def test_data_sheets_are_one_plain_table_each(book: Workbook) -> None:
    for title in [*DATA_TITLES, "項目定義"]:
        sheet = book[title]
        assert not sheet.merged_cells.ranges, title
        assert not any(dimension.hidden for dimension in sheet.row_dimensions.values()), title
        assert not any(dimension.hidden for dimension in sheet.column_dimensions.values()), title
        assert not sheet._charts and not sheet._images and not sheet.tables, title
        assert sheet.auto_filter.ref is None and sheet.sheet_state == "visible", title
        heads = [cell.value for cell in sheet[1]]
        assert all(heads) and len(set(heads)) == len(heads), title
        assert all(any(value is not None for value in row) for row in sheet.iter_rows(values_only=True)), title


def test_no_sheet_holds_a_formula(content: bytes) -> None:
    for name, part in parts(content).items():
        if name.startswith("xl/worksheets/"):
            assert b"<f>" not in part and b"<f " not in part, name


def test_every_value_of_a_data_sheet_is_what_its_definition_says(book: Workbook) -> None:
    for data in SHEETS:
        rows = records(book[data.title])
        for column in data.columns:
            values = [row[column.title] for row in rows]
            there = [value for value in values if value is not None]
            kind = (int, float) if column.is_number else str
            assert all(isinstance(value, kind) for value in there), (data.title, column.title)
            if column.blank == "空欄なし":
                assert len(there) == len(values), (data.title, column.title)
            if column.codes.startswith("ISO 8601（年-月-日"):
                assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", value) for value in there), (data.title, column.title)
            if "、" in column.codes and "＝" not in column.codes and "（" not in column.codes:
                assert set(there) <= set(column.codes.split("、")), (data.title, column.title)


def test_every_column_is_defined_with_its_type_and_the_meaning_of_blank(book: Workbook) -> None:
    defined = {(row["シート"], row["項目"]): row for row in records(book["項目定義"])}
    there = {(title, cell.value) for title in DATA_TITLES for cell in book[title][1]}
    assert set(defined) == there
    assert all(value not in (None, "") for row in defined.values() for value in row.values())


def test_choices_are_named_in_the_definitions_in_full(book: Workbook) -> None:
    of_changes = [column.codes for column in changes_sheet((), "").columns]  # a sheet that a first hand-in has not
    codes = " ".join([*(str(row["コード・書式"]) for row in records(book["項目定義"])), *of_changes])
    for member, words in WORDS:
        assert words in codes, member


def test_data_sheets_have_no_character_that_depends_on_a_machine(book: Workbook) -> None:
    for title in DATA_TITLES:
        for row in book[title].iter_rows(values_only=True):
            assert not any(re.search("[\u2460-\u24ff\u3200-\u33ff\uff61-\uff9f]", str(value)) for value in row), title
    assert machine_text("㈱架空①ﾃｽﾄ 10㎡ Ⅲ期、ＡＢＣ～") == "株式会社架空1テスト 10m2 III期、ＡＢＣ～"


def test_the_words_of_the_workbook_are_those_of_the_screen() -> None:
    screen = {(type(member), member.value): words for member, words in LABELS}
    for member, words in WORDS:
        assert say(member) == words == str(screen[type(member), member.value]._args[-1]), member


def test_no_internal_text_is_in_the_package(inside: ReportRow, content: bytes) -> None:
    unpacked = package_text(content)
    assert "試作品の写真" in unpacked
    for column in (
        Visit.internal_memo,
        Visit.decisions,
        MeetingSection.internal_memo,
        MeetingSection.decisions,
        VisitCase.facts,
        VisitCase.interpretation,
        MeetingCase.facts,
        MeetingCase.interpretation,
    ):
        texts = {text for text in db.session.scalars(select(column)) if text}
        assert not [text for text in texts if text in unpacked], column
    assert [text for text in db.session.scalars(select(Visit.internal_memo)) if text]
    assert [text for text in db.session.scalars(select(VisitCase.facts)) if text]


def test_the_same_report_makes_the_same_bytes_whenever_it_is_written(inside: ReportRow, content: bytes) -> None:
    again, later = io.BytesIO(), io.BytesIO()
    write_report(get_report(demonstrator(), as_of=AS_OF), again, made_at=NOW)
    assert again.getvalue() == content
    write_report(inside, later, made_at=NOW + timedelta(hours=3))
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        stamp = f"{NOW:%Y-%m-%dT%H:%M:%SZ}".encode()
        assert package.read("docProps/core.xml").count(stamp) == 2
    first, other = parts(content), parts(later.getvalue())
    assert list(first) == list(other)
    assert {name for name in other if other[name] != first[name]} == {"docProps/core.xml"}


def test_the_rows_that_are_written_past_openpyxl_are_what_it_would_have_written() -> None:
    odd = ("<&>\"'", " 前後 ", "改\r\n行", "=1", "_x0041_\ufffe", "あ" * 40_000, 0, -1, 2.5, None)
    book, out = Workbook(), io.BytesIO()
    book.active.title = "表"
    rows = [odd, *[("同じ",) * 10] * 600]
    told: list[tuple[int, int]] = []
    table = Table("表", tuple("甲乙丙丁戊己庚辛壬癸"), lambda: rows)
    save_book(book, out, tables=[table], made_at=NOW, told=lambda *steps: told.append(steps))
    sheet = opened(out.getvalue())["表"]
    assert [(cell.font.b, cell.quotePrefix) for cell in (sheet["D1"], sheet["C2"], sheet["D2"])] == [
        (True, False),
        (False, False),
        (False, True),
    ]
    heads, first, *others = sheet.iter_rows(values_only=True)
    assert heads == tuple("甲乙丙丁戊己庚辛壬癸")
    assert first == ("<&>\"'", " 前後 ", "改\r\n行", "=1", "_x005F_x0041_", "あ" * 32_767, 0, -1, 2.5, None)
    assert others == rows[1:]
    assert told == [(1, 1)]
