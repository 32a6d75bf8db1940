"""A roster kept by hand is read whatever its spelling, and every place that needs mending is named."""

from __future__ import annotations

import random
import time
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tracker.domain.corporate_number import check_digit
from tracker.rows.roster import RosterSheet
from tracker.workbooks import places, roster, tables
from tracker.workbooks.opening import OpenedSheet, OpenedWorkbook, open_workbook
from tracker.workbooks.roster import read_roster

DATA = Path(__file__).parent.parent / "data"
TODAY = date(2025, 11, 23)
TITLE = [["令和７年度　架空実証事業　支援企業一覧"], ["実施機関：架空産業振興協会"], []]
COMPANIES = [
    ["No.", "企業名", "フリガナ", "都道府県", "市区町村", "支援開始日", "支援終了日", "主担当", "副担当", "備考"],
    [1, "㈱架空製作所", "カクウセイサクショ", "埼玉県", "入間市", "令和7年6月2日", None, "架空 一郎", "架空二郎、架空三郎", None],
    [2, "架空ＧＳＩ株式会社", None, "東京都", "千代田区", "2025/6/9", None, "架空二郎", "架空三郎", None],
]
PRODUCERS = [
    ["氏名", "フリガナ", "区分", "メールアドレス"],
    ["架空一郎", "カクウイチロウ", "協会職員", "ichiro@example.jp"],
    ["架空二郎", "カクウジロウ", "コーディネーター", "jiro@example.jp"],
    ["架空三郎", "カクウサブロウ", "コーディネーター", "saburo@example.jp"],
]
CASES = [
    ["案件番号", "企業名", "案件名", "種別"],
    ["01", "株式会社架空製作所", "新製品の開発", "新製品"],
    ["02", "架空GSI（株）", "試作", "新製品"],
    ["03", "架空GSI㈱", "２件目", "新製品"],
]
Grid = list[list[Any]]


def read(
    *,
    title: Grid = TITLE,
    companies: Grid | None = COMPANIES,
    producers: Grid | None = PRODUCERS,
    cases: Grid | None = CASES,
    sheets: tuple[str, str, str] = ("支援企業", "担い手", "案件"),
    epoch: datetime | None = None,
    fiscal_year: int | None = None,
) -> RosterSheet:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    if epoch:
        book.epoch = epoch
    for name, grid in zip(sheets, (companies and title + companies, producers, cases), strict=True):
        if grid is not None:
            sheet = book.create_sheet(name)
            for row in grid:
                sheet.append(row)
    book.create_sheet("メモ")
    target = BytesIO()
    book.save(target)
    return read_roster(open_workbook(target.getvalue(), file_name="名簿.xlsx"), today=TODAY, fiscal_year=fiscal_year)


def changed(grid: Grid, row: int, column: int, value: object) -> Grid:
    return [
        [value if (r, c) == (row, column) else old for c, old in enumerate(line + [None] * (column + 1 - len(line)))]
        if r == row
        else line
        for r, line in enumerate(grid)
    ]


def problems_of(found: RosterSheet) -> list[tuple[str, int | None, str, str]]:
    for problem in found.problems:
        assert problem.text.endswith("。")
        assert "%" not in problem.text
    return [(problem.sheet, problem.row, problem.column, problem.sentence) for problem in found.problems]


def with_column(heading: str, value: object) -> Grid:
    return [[*COMPANIES[0], heading], [*COMPANIES[1], value], *COMPANIES[2:]]


# --- the rosters that associations keep ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "organisation"),
    [("roster-r7.xlsx", "一般社団法人首都圏産業活性化協会"), ("roster-sample.xlsx", "一般社団法人架空産業振興協会")],
)
def test_the_roster_gives_six_companies_seven_cases_ten_supporters_six_leads_nine_sub_leads(name: str, organisation: str) -> None:
    found = read_roster(open_workbook((DATA / name).read_bytes(), file_name=name), today=TODAY)
    assert found.problems == ()
    assert found.notes == ()
    assert (found.organisation, found.fiscal_year) == (organisation, 2025)
    assert (len(found.companies), len(found.cases), len(found.producers)) == (6, 7, 10)
    assert (found.lead_places, found.sub_lead_places) == (6, 9)
    assert [company.starts_on for company in found.companies] == [date(2025, 6, day) for day in (2, 2, 9, 9, 16, 16)]
    assert [company.area_code for company in found.companies] == ["11225", "11201", "13227", "14150", "13101", "40207"]


def test_spellings_of_a_company_meet_between_the_sheets() -> None:
    found = read_roster(open_workbook((DATA / "roster-r7.xlsx").read_bytes(), file_name="a.xlsx"), today=TODAY)
    assert [company.legal_name for company in found.companies] == [
        *(
            "株式会社industria",
            "株式会社協同商事",
            "株式会社イチカワ",
            "株式会社リガルジョイント",
            "中西産業株式会社",
            "大坪GSI株式会社",
        ),
    ]
    assert [case.company_name for case in found.cases][-2:] == ["大坪GSI株式会社", "大坪GSI株式会社"]
    assert {case.company_key for case in found.cases} == {company.search_key for company in found.companies}


def test_a_small_roster_is_read_in_full() -> None:
    found = read()
    assert problems_of(found) == []
    first, second = found.companies
    assert (first.row, first.number, first.legal_name, first.kana) == (5, "1", "株式会社架空製作所", "カクウセイサクショ")
    assert (first.lead_name, first.sub_lead_names) == ("架空一郎", ("架空二郎", "架空三郎"))
    assert (second.prefecture, second.municipality, second.area_code) == ("東京都", "千代田区", "13101")
    person, case = found.producers[0], found.cases[2]
    assert (person.row, person.name, person.category, person.email) == (2, "架空一郎", "協会職員", "ichiro@example.jp")
    assert (case.row, case.number, case.company_name, case.title) == (4, "03", "架空GSI株式会社", "２件目")


# --- the shape of the sheets --------------------------------------------------------------------------------------


def test_sheets_are_found_by_name_in_any_width_and_wording() -> None:
    assert problems_of(read(sheets=(" 支援企業　一覧", "ｲﾉﾍﾞＰ担い手", "案 件"))) == []
    assert problems_of(read(sheets=(" 支援企業　一覧", "担い手名簿", "案 件"))) == []


@pytest.mark.parametrize(("missing", "sheet"), [("companies", "支援企業"), ("producers", "担い手"), ("cases", "案件")])
def test_a_missing_sheet_is_one_problem(missing: str, sheet: str) -> None:
    found = read(**{missing: None})  # type: ignore[arg-type]
    assert problems_of(found) == [(sheet, None, "", roster.NO_SHEET)]


def test_two_sheets_for_one_are_a_problem() -> None:
    found = read(sheets=("支援企業", "担い手", "支援企業一覧"))
    assert ("支援企業", None, "", roster.TWO_SHEETS) in problems_of(found)


def test_columns_may_stand_in_any_order_under_other_names() -> None:
    order = [8, 7, 6, 5, 4, 3, 2, 1, 0, 9]
    companies = [[row[place] for place in order] for row in COMPANIES]
    companies[0] = [
        "副担当者",
        "主担当（1名）",
        "終了日",
        "※支援開始日",
        "市町村",
        "都道府県名",
        "ふりがな",
        "会社名",
        "№",
        "メモ",
    ]
    found = read(companies=companies)
    assert problems_of(found) == []
    assert [company.legal_name for company in found.companies] == ["株式会社架空製作所", "架空GSI株式会社"]
    assert found.sub_lead_places == 3


def test_sub_leads_may_have_a_column_each_or_one_merged_heading() -> None:
    for headings in (["副担当１", "副担当②"], ["副担当", None], ["副担当(1)", "副担当(2)"]):
        companies = [
            [*COMPANIES[0][:8], *headings],
            [*COMPANIES[1][:8], "架空二郎", "架空三郎"],
            [*COMPANIES[2][:8], "架空三郎", None],
        ]
        found = read(companies=companies)
        assert problems_of(found) == []
        assert [company.sub_lead_names for company in found.companies] == [("架空二郎", "架空三郎"), ("架空三郎",)]


def test_headings_in_two_rows_are_read_together() -> None:
    upper = [*COMPANIES[0][:5], "支援期間", None, *COMPANIES[0][7:]]
    lower = [None, None, None, None, None, "開始日", "終了日"]
    found = read(companies=[upper, lower, *COMPANIES[1:]])
    assert problems_of(found) == []
    assert [company.starts_on for company in found.companies] == [date(2025, 6, 2), date(2025, 6, 9)]


def test_a_heading_row_that_comes_again_and_footnotes_are_passed_over_and_noted() -> None:
    found = read(companies=[*COMPANIES[:2], COMPANIES[0], COMPANIES[2], [None, "※は継続企業"]])
    assert problems_of(found) == []
    assert [company.row for company in found.companies] == [5, 7]
    assert [(note.row, note.sentence) for note in found.notes] == [(6, tables.REPEATED_HEADINGS), (8, tables.FOOTNOTE)]


def test_other_columns_are_left_aside_and_noted() -> None:
    found = read(companies=with_column("年商", "10億円"))
    assert problems_of(found) == []
    assert [(note.column, note.cell, note.sentence) for note in found.notes] == [("年商", "K4", tables.IGNORED_COLUMN)]


def test_a_missing_column_is_one_problem_and_not_one_for_each_row() -> None:
    companies = [[value for place, value in enumerate(row) if place != 7] for row in COMPANIES]
    found = read(companies=companies)
    assert problems_of(found) == [("支援企業", 4, "主担当", tables.NO_COLUMN)]


def test_two_columns_of_one_name_are_a_problem() -> None:
    assert problems_of(read(companies=with_column("会社名", "架空"))) == [("支援企業", 4, "会社名", tables.TWO_COLUMNS)]


def test_a_sheet_without_headings_is_one_problem() -> None:
    found = read(cases=CASES[1:])
    assert problems_of(found)[0] == ("案件", None, "", tables.NO_HEADINGS)


def test_an_empty_table_is_a_problem() -> None:
    assert ("案件", None, "", roster.NO_ROWS) in problems_of(read(cases=CASES[:1]))


def test_an_empty_row_in_the_middle_is_a_problem_and_at_the_end_it_is_none() -> None:
    numbered = [3] + [None] * 9
    found = read(companies=[*COMPANIES[:2], numbered, COMPANIES[2], [], numbered, []])
    assert problems_of(found) == [("支援企業", 6, "", tables.EMPTY_ROW)]


# --- title ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "year"),
    [("令和７年度　名簿", 2025), ("R7年度 名簿", 2025), ("2025年度名簿", 2025), ("令和元年度", 2019), ("FY2025 名簿", 2025)],
)
def test_the_fiscal_year_is_read_from_the_title(title: str, year: int) -> None:
    companies = [COMPANIES[0], *([*row[:5], f"{year}/6/2", *row[6:]] for row in COMPANIES[1:])]
    found = read(title=[[title]], companies=companies)
    assert problems_of(found) == []
    assert (found.fiscal_year, found.organisation) == (year, "")


def test_a_roster_of_another_year_than_the_one_wanted_is_refused() -> None:
    assert ("支援企業", 1, "", roster.OTHER_FISCAL_YEAR) in problems_of(read(fiscal_year=2026))
    assert problems_of(read(fiscal_year=2025)) == []


def test_without_a_year_in_the_title_the_year_must_be_given() -> None:
    title = [["支援企業一覧"], ["実施機関", "架空協会"]]
    assert problems_of(read(title=title)) == [("支援企業", None, "", roster.NO_FISCAL_YEAR)]
    given = read(title=title, fiscal_year=2025)
    assert (problems_of(given), given.fiscal_year, given.organisation) == ([], 2025, "架空協会")


def test_headings_in_the_first_row_are_read_with_the_year_that_is_given() -> None:
    given = read(title=[], fiscal_year=2025)
    assert (problems_of(given), given.organisation, len(given.companies)) == ([], "", 2)
    assert problems_of(read(title=[])) == [("支援企業", None, "", roster.NO_FISCAL_YEAR)]


# --- days ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        *(
            "令和7年6月9日",
            "令和７年６月９日",
            "R7.6.9",
            "２０２５/６/９",
            "2025/06/09",
            "2025-06-09",
            "2025年6月9日",
            "6/9",
            "45817",
        ),
        *(datetime(2025, 6, 9), date(2025, 6, 9), 45817, 45817.5, 20250609),  # noqa: DTZ001
    ],
)
def test_a_day_is_read_in_every_notation(written: object) -> None:
    found = read(companies=changed(COMPANIES, 1, 5, written))
    assert problems_of(found) == []
    assert found.companies[0].starts_on == date(2025, 6, 9)


@pytest.mark.parametrize("written", [datetime(2025, 6, 9), 45817 - 1462, "2025/6/9"])  # noqa: DTZ001
def test_a_workbook_that_counts_from_1904_gives_the_same_day(written: object) -> None:
    found = read(companies=changed(COMPANIES, 1, 5, written), epoch=CALENDAR_MAC_1904)
    assert problems_of(found) == []
    assert found.companies[0].starts_on == date(2025, 6, 9)


@pytest.mark.parametrize("written", ["未定", "2025/2/30", "6月頃", 12, True, -1, datetime(1905, 1, 1), "9999999999999"])  # noqa: DTZ001
def test_what_is_no_day_is_a_problem_at_its_cell(written: object) -> None:
    found = read(companies=changed(COMPANIES, 1, 5, written))
    assert [(problem.row, problem.column, problem.cell) for problem in found.problems] == [(5, "支援開始日", "F5")]
    assert problems_of(found)
    assert len(found.companies) == 2


@pytest.mark.parametrize(
    ("column", "value", "where", "sentence"),
    [
        (5, None, "支援開始日", roster.NO_DAY),
        (6, "2025/5/1", "支援終了日", roster.ENDS_FIRST),
        (5, "2026/6/2", "支援開始日", roster.OUTSIDE_YEAR),
        (3, "武蔵国", "都道府県", places.UNKNOWN_PREFECTURE),
        (3, None, "都道府県", places.NO_PREFECTURE),
        (4, "相模原市", "市区町村", places.UNKNOWN_MUNICIPALITY),
        (4, None, "市区町村", places.NO_MUNICIPALITY),
        (1, None, "企業名", roster.NO_NAME),
        (1, "あ" * 201, "企業名", tables.TOO_LONG),
        (1, "#REF!", "企業名", tables.ERROR_VALUE),
        (1, "=A1", "企業名", tables.NOT_CALCULATED),
        (7, None, "主担当", roster.NO_LEAD),
        (7, "架空四郎", "主担当", roster.UNKNOWN_PERSON),
        (7, "架空一郎、架空二郎", "主担当", roster.TWO_LEADS),
        (8, None, "副担当", roster.NO_SUB_LEAD),
        (8, "架空四郎", "副担当", roster.UNKNOWN_PERSON),
        (8, "架空二郎、架空一郎", "副担当", roster.LEAD_IS_SUB_LEAD),
        (8, "架空二郎、架空 二郎", "副担当", roster.TWICE_SUB_LEAD),
    ],
)
def test_a_bad_cell_of_a_company_is_named(column: int, value: object, where: str, sentence: str) -> None:
    cases = CASES if column != 1 else [CASES[0], *CASES[2:]]
    found = read(companies=changed(COMPANIES, 1, column, value), cases=cases)
    assert ("支援企業", 5, where, sentence) in problems_of(found)
    assert {(problem.sheet, problem.row) for problem in found.problems} == {("支援企業", 5)}


def test_one_company_twice_is_a_problem_that_names_the_other_row() -> None:
    found = read(companies=[*COMPANIES, [3, "株式会社 架空製作所", *COMPANIES[1][2:]]])
    assert problems_of(found) == [("支援企業", 7, "企業名", roster.SAME_COMPANY)]
    assert found.problems[0].params == {"name": "株式会社架空製作所", "row": 5}
    assert len(found.companies) == 2


def test_a_corporate_number_is_checked_whether_it_is_text_or_a_number() -> None:
    base = "700001205000"
    good = f"{check_digit(base)}{base}"
    for written in (good, int(good), float(good), f" {good[0]}-{good[1:5]}-{good[5:9]}-{good[9:]} "):
        found = read(companies=with_column("法人番号", written))
        assert problems_of(found) == []
        assert found.companies[0].corporate_number == good
    found = read(companies=with_column("法人番号", "1" + good[1:] if good[0] != "1" else "2" + good[1:]))
    assert [(problem.row, problem.column) for problem in found.problems] == [(5, "法人番号")]


def test_the_place_may_be_an_address_in_one_column() -> None:
    headings = [*COMPANIES[0][:3], "本社所在地", *COMPANIES[0][5:]]
    companies = [headings, *([*row[:3], f"{row[3]}{row[4]}1-2-3", *row[5:]] for row in COMPANIES[1:])]
    found = read(companies=companies)
    assert problems_of(found) == []
    assert [company.area_code for company in found.companies] == ["11225", "13101"]
    assert problems_of(read(companies=changed(companies, 1, 3, "入間市1-2-3"))) == [
        ("支援企業", 5, "本社所在地", places.UNKNOWN_ADDRESS),
    ]
    assert problems_of(read(companies=changed(companies, 1, 3, None))) == [("支援企業", 5, "本社所在地", places.NO_PLACE)]


def test_without_any_column_for_the_place_one_problem_says_so() -> None:
    companies = [[*row[:3], *row[5:]] for row in COMPANIES]
    assert problems_of(read(companies=companies)) == [("支援企業", 4, "", tables.NO_COLUMN)]


# --- supporters and cases -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "column", "value", "where", "sentence"),
    [
        (1, 3, "ichiro＠example", "メールアドレス", roster.BAD_EMAIL),
        (1, 3, "a@example.jp, b@example.jp", "メールアドレス", roster.BAD_EMAIL),
        (1, 3, "ichiro", "メールアドレス", roster.BAD_EMAIL),
        (2, 3, "ICHIRO@example.jp", "メールアドレス", roster.SAME_VALUE),
    ],
)
def test_a_bad_cell_of_a_supporter_is_named(row: int, column: int, value: str, where: str, sentence: str) -> None:
    found = read(producers=changed(PRODUCERS, row, column, value))
    assert problems_of(found) == [("担い手", row + 1, where, sentence)]


def test_full_width_addresses_are_mended_and_missing_ones_allowed() -> None:
    found = read(producers=changed(changed(PRODUCERS, 1, 3, "Ｉｃｈｉｒｏ＠example.jp"), 2, 3, None))
    assert problems_of(found) == []
    assert [person.email for person in found.producers] == ["ichiro@example.jp", "", "saburo@example.jp"]


def test_one_supporter_twice_is_a_problem() -> None:
    found = read(producers=[*PRODUCERS, ["架空　一郎", None, None, None]])
    assert problems_of(found) == [("担い手", 5, "氏名", roster.SAME_PERSON)]


def test_the_days_of_a_supporter_are_read() -> None:
    producers = [[*PRODUCERS[0], "参加日", "離任日"], [*PRODUCERS[1], "R7.4.1", "2025/9/30"], *PRODUCERS[2:]]
    found = read(producers=producers)
    assert problems_of(found) == []
    assert (found.producers[0].joined_on, found.producers[0].left_on) == (date(2025, 4, 1), date(2025, 9, 30))
    swapped = read(producers=changed(producers, 1, 5, "R7.3.1"))
    assert problems_of(swapped) == [("担い手", 2, "離任日", roster.ENDS_FIRST)]


@pytest.mark.parametrize(
    ("row", "column", "value", "where", "sentence"),
    [
        (1, 1, "架空商事株式会社", "企業名", roster.UNKNOWN_COMPANY),
        (1, 1, None, "企業名", roster.NO_NAME),
        (1, 2, None, "案件名", roster.NO_TITLE),
        (3, 2, "試作", "案件名", roster.SAME_CASE),
        (3, 0, "０１", "案件番号", roster.SAME_VALUE),
    ],
)
def test_a_bad_cell_of_a_case_is_named(row: int, column: int, value: object, where: str, sentence: str) -> None:
    found = read(cases=changed(CASES, row, column, value))
    assert problems_of(found) == [("案件", row + 1, where, sentence)]
    assert len(found.cases) == 3


def test_a_company_without_a_case_is_noted() -> None:
    found = read(cases=CASES[:2])
    assert problems_of(found) == []
    assert [(note.row, note.text) for note in found.notes] == [(6, "「架空GSI株式会社」の案件が1件もありません。")]


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**15), 10**15),
    st.floats(),
    st.dates(date(1900, 3, 1)),
    st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cn"], exclude_characters="\ufffe\uffff"), max_size=30),
    st.sampled_from([cell for grid in (COMPANIES, PRODUCERS, CASES) for row in grid for cell in row]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 7), st.integers(0, 11), VALUES), max_size=12))
def test_whatever_stands_in_the_cells_is_read_or_named(changes: list[tuple[int, int, int, Any]]) -> None:
    grids = [[list(row) for row in grid] for grid in (TITLE + COMPANIES, PRODUCERS, CASES)]
    for which, row, column, value in changes:
        grid = grids[which]
        grid.extend([] for _ in range(row + 1 - len(grid)))
        grid[row].extend([None] * (column + 1 - len(grid[row])))
        grid[row][column] = value
    sheets = tuple(
        OpenedSheet(title, True, tuple(map(tuple, grid)))
        for title, grid in zip(("支援企業", "担い手", "案件"), grids, strict=True)
    )
    found = read_roster(OpenedWorkbook(sheets), today=TODAY)
    for problem in (*found.problems, *found.notes):
        assert problem.text
    people = {person.name for person in found.producers}
    for company in found.companies:
        assert company.legal_name and company.search_key
        assert {name for name in (company.lead_name, *company.sub_lead_names) if name} <= people or not people
        complete = company.starts_on and company.area_code and company.lead_name and company.sub_lead_names
        assert complete or found.problems


# --- size ---------------------------------------------------------------------------------------------------------


def test_a_roster_of_500_rows_with_one_bad_row_names_that_row_and_lists_all() -> None:
    dice = random.Random(7)
    companies, cases = [COMPANIES[0]], [CASES[0]]
    for number in range(1, 501):
        starts_on = "未定" if number == 2 else f"2025/{dice.randint(6, 9)}/{dice.randint(1, 28)}"
        companies.append(
            [number, f"株式会社架空第{number}製作所", None, "埼玉県", "入間市", starts_on, None, "架空一郎", "架空二郎", None]
        )
        cases.append([f"{number:03d}", f"架空第{number}製作所", "開発", None])
    started = time.process_time()
    found = read(companies=companies, cases=cases)
    assert time.process_time() - started < 5
    assert [(problem.sheet, problem.row, problem.column) for problem in found.problems] == [("支援企業", 6, "支援開始日")]
    assert (len(found.companies), len(found.cases)) == (500, 500)


def test_every_problem_of_a_bad_roster_is_named_in_the_order_of_the_file() -> None:
    found = read(
        companies=changed(changed(COMPANIES, 1, 5, "未定"), 2, 4, "入間市"),
        producers=changed(PRODUCERS, 3, 3, "x"),
        cases=changed(CASES, 1, 2, None),
    )
    assert [(problem.sheet, problem.row, problem.column) for problem in found.problems] == [
        ("支援企業", 5, "支援開始日"),
        ("支援企業", 6, "市区町村"),
        ("担い手", 4, "メールアドレス"),
        ("案件", 2, "案件名"),
    ]
