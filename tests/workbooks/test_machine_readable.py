"""The thirty rules of 行政データにおける機械可読性に関するルール (令和8年3月31日), each asked of the data sheets.

Source: digital-go-jp/machine_readability_rule, machine-readability-rules.csv
(commit 1c8665861641914ece5cee31342e92daa328209f).
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import OpenXmlValidator, ValidationSeverity

from tests.conftest import NOW
from tests.databases import Templates
from tests.reports import AS_OF, demonstration, demonstrator, form_rows, opened, parts, records, written
from tracker.handing_in import tell_changes
from tracker.queries.report import get_report
from tracker.queries.submissions import get_submitted_file, list_submissions
from tracker.rows.report import ReportRow
from tracker.workbooks.report import freeze_report, write_zip
from tracker.workbooks.report.data_sheets import SHEETS
from tracker.workbooks.report.grounds import GROUNDS

TITLES = [data.title for data in SHEETS]
Made = tuple[ReportRow, bytes, Workbook]


@pytest.fixture(scope="module")
def made(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    with demonstration(templates, tmp_path_factory.mktemp("machine")):
        report = get_report(demonstrator(), as_of=AS_OF)
        content = written(report)
        yield report, content, opened(content)


@pytest.fixture(scope="module")
def sheets(made: Made) -> list[Worksheet]:
    return [made[2][title] for title in TITLES]


@pytest.fixture(scope="module")
def defined(made: Made) -> list[dict[str, Any]]:
    return records(made[2]["項目定義"])


@pytest.fixture(scope="module")
def files(made: Made) -> dict[str, bytes]:
    out = io.BytesIO()
    write_zip(made[0], out)
    return parts(out.getvalue())


def cells(sheets: list[Worksheet]) -> Iterator[Any]:
    return (cell for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value is not None)


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_l1_01_the_format_is_one_that_machines_read(made: Made, files: dict[str, bytes]) -> None:
    """ファイル形式は機械が直接読み取れるExcelやCSV等となっているか"""
    assert zipfile.is_zipfile(io.BytesIO(made[1]))
    assert set(files) == {f"{title}.csv" for title in [*TITLES, "項目定義"]}


def test_l1_02_one_table_a_sheet(sheets: list[Worksheet]) -> None:
    """１シート（ファイル）に複数の表が掲載されていないか"""
    for sheet in sheets:
        assert Counter(cell.value for cell in sheet["A"])[sheet["A1"].value] == 1, sheet.title


def test_l1_03_no_table_is_parted(sheets: list[Worksheet]) -> None:
    """データが分断されていないか"""
    for sheet in sheets:
        assert all(any(value is not None for value in row) for row in sheet.iter_rows(values_only=True)), sheet.title


def test_l1_04_nothing_stands_beside_the_data(sheets: list[Worksheet]) -> None:
    """データ本体と無関係な情報がないか"""
    for sheet, data in zip(sheets, SHEETS, strict=True):
        assert sheet.max_column == len(data.columns), sheet.title


def test_l1_05_every_column_has_a_name_that_tells(sheets: list[Worksheet]) -> None:
    """すべての列に意味が推測できる項目名が存在するか"""
    heads = [cell.value for sheet in sheets for cell in sheet[1]]
    assert all(isinstance(head, str) and (len(head) > 1 or head == "月") for head in heads)


def test_l1_06_blanks_and_breaks_dress_nothing(sheets: list[Worksheet]) -> None:
    """スペースや改行等で体裁を整えていないか"""
    assert [cell.coordinate for cell in cells(sheets) if isinstance(cell.value, str) and cell.value != cell.value.strip()] == []
    assert [cell.value for sheet in sheets for cell in sheet[1] if re.search(r"\s", cell.value)] == []


def test_l1_07_one_datum_a_cell(made: Made, sheets: list[Worksheet]) -> None:
    """１セル１データとなっているか"""
    people = {person.name for person in made[0].people}
    names = [row["担い手氏名"] for row in records(made[2]["データ_参加"])]
    assert names and set(names) <= people


def test_l1_08_no_character_depends_on_a_machine(sheets: list[Worksheet]) -> None:
    """機種依存文字を使用していないか"""
    dependent = re.compile("[\u2160-\u217f\u2460-\u24ff\u3200-\u33ff\uff61-\uff9f]")
    assert [cell.value for cell in cells(sheets) if dependent.search(str(cell.value))] == []


def test_l1_09_blank_is_not_zero(made: Made, defined: list[dict[str, Any]]) -> None:
    """空白とゼロが明確に区別されているか"""
    months = records(made[2]["データ_企業月"])
    assert 0 in {row["訪問回数（企業単位）"] for row in months} and None not in {row["訪問回数（企業単位）"] for row in months}
    assert all(row["空欄の意味"] for row in defined)


def test_l1_10_no_objects(sheets: list[Worksheet]) -> None:
    """【Excel】オブジェクトを使用していないか"""
    assert [sheet.title for sheet in sheets if sheet._charts or sheet._images or sheet.tables] == []


def test_l1_11_no_format_tells_data_apart(sheets: list[Worksheet]) -> None:
    """【Excel】書式でデータの違いを表現していないか"""
    fonts = {
        (cell.font.b, cell.fill.fgColor.rgb, cell.number_format)
        for sheet in sheets
        for row in sheet.iter_rows(min_row=2)
        for cell in row
        if cell.value is not None
    }
    assert len(fonts) == 1
    assert not any(sheet.conditional_formatting for sheet in sheets)


def test_l1_12_no_merged_cells(sheets: list[Worksheet]) -> None:
    """【Excel】セルの結合をしていないか"""
    assert [sheet.title for sheet in sheets if sheet.merged_cells.ranges] == []


def test_l1_13_nothing_is_hidden_or_folded(sheets: list[Worksheet]) -> None:
    """【Excel】不要な行や列が非表示のまま残されていないか"""
    for sheet in sheets:
        dimensions = (*sheet.row_dimensions.values(), *sheet.column_dimensions.values())
        assert not any(one.hidden or one.outlineLevel for one in dimensions), sheet.title
        assert sheet.sheet_state == "visible"


def test_l1_14_one_record_a_line(files: dict[str, bytes]) -> None:
    """【CSV】１行１データで表現されているか"""
    for name, content in files.items():
        text = content.decode("utf-8-sig")
        assert text.count("\n") == text.count("\r\n") == len(table(content)), name


def test_l1_15_what_holds_a_comma_is_quoted(files: dict[str, bytes]) -> None:
    """【CSV】文字列にカンマが含まれているフィールドの値はダブルコーテーション（“）で囲んでいるか"""
    for name, content in files.items():
        heads, *rows = table(content)
        assert all(len(row) == len(heads) for row in rows), name


def test_l2_01_numbers_are_numbers(made: Made) -> None:
    """数値データは数値属性とし、文字列を含まないこと"""
    for data in SHEETS:
        for row in records(made[2][data.title]):
            for column in data.columns:
                value = row[column.title]
                assert value is None or isinstance(value, int | float) == column.is_number, (data.title, column.title)


def test_l2_02_nothing_is_left_out_because_it_stands_above(made: Made) -> None:
    """データ内での項目名等の省略をしていないか"""
    for data in SHEETS:
        for row in records(made[2][data.title]):
            blank = [column.title for column in data.columns if column.blank == "空欄なし" and row[column.title] is None]
            assert blank == [], data.title


def test_l2_03_every_column_is_told_apart_by_one_name(sheets: list[Worksheet]) -> None:
    """各列が一意に識別可能な項目名を持っているか"""
    for sheet in sheets:
        heads = [cell.value for cell in sheet[1]]
        assert len(set(heads)) == len(heads), sheet.title


def test_l2_04_choices_are_standard(made: Made) -> None:
    """選択肢回答が標準化されているか"""
    assert {row["状態"] for row in records(made[2]["データ_訪問"])} <= {"予定", "実施", "中止", "延期"}
    assert {row["方法"] for row in records(made[2]["データ_訪問"])} <= {"訪問", "オンライン", "展示会同行"}


def test_l2_05_the_words_of_other_stand_apart(made: Made) -> None:
    """選択肢列と「その他」の詳細記入が分離されているか"""
    assert {"成果区分", "その他の内容"} <= {cell.value for cell in made[2]["データ_成果"][1]}
    for row in records(made[2]["データ_成果"]):
        assert (row["成果区分"] == "その他") == (row["その他の内容"] is not None)


def test_l2_06_no_formulas(made: Made) -> None:
    """【Excel】数式を使用している場合は、数値データに修正しているか"""
    sheets = {name: part for name, part in parts(made[1]).items() if name.startswith("xl/worksheets/")}
    assert [name for name, part in sheets.items() if re.search(b"<f[ >/]", part)] == []


def test_l3_01_names_in_the_first_row_data_from_the_second(sheets: list[Worksheet]) -> None:
    """項目名行から始まり、次行からデータ入力がされているか"""
    for sheet, data in zip(sheets, SHEETS, strict=True):
        assert [cell.value for cell in sheet[1]] == [column.title for column in data.columns]


def test_l3_02_the_codes_are_told(defined: list[dict[str, Any]]) -> None:
    """回答のコード表が別添されているか"""
    assert all(row["コード・書式"] for row in defined)
    assert {row["コード・書式"] for row in defined if row["項目"] == "回数に数える"} == {"1＝はい、0＝いいえ"}


def test_l3_03_what_is_not_shown_is_told_in_words_beside_the_numbers(made: Made) -> None:
    """数値データの同一列内に特殊記号（秘匿等）を使用する場合は、その定義を明記しているか"""
    for row in records(made[2]["データ_評価集計"]):
        assert row["平均"] is None or isinstance(row["平均"], int | float)
        assert row["表示"]


def test_l3_04_every_number_has_its_unit(defined: list[dict[str, Any]]) -> None:
    """データの単位を記載しているか"""
    without = {row["項目"] for row in defined if row["データ型"] == "数値" and row["単位"] == "なし"}
    yes_no = {row["項目"] for row in defined if row["コード・書式"] == "1＝はい、0＝いいえ"}
    assert {name for name in without - yes_no if not re.search("番号|ID|版", name)} == set()


def test_l3_05_days_are_iso_with_the_era_beside(made: Made) -> None:
    """時間軸の表記が標準化されているか"""
    for row in records(made[2]["データ_訪問"]):
        assert date.fromisoformat(row["訪問日"]) and row["訪問日（和暦）"].startswith("令和")


def test_l3_06_places_have_their_code_or_their_official_name(made: Made) -> None:
    """地域コード又は正式な地域名称が表記されているか"""
    for row in records(made[2]["データ_企業"]):
        assert row["都道府県"].endswith(("都", "道", "府", "県"))
        assert row["標準地域コード"] is None or re.fullmatch(r"\d{5}", row["標準地域コード"])


def test_l3_07_the_format_is_the_same_whatever_the_day(made: Made) -> None:
    """年によってフォーマットが著しく異なっていないか"""
    earlier = opened(written(get_report(demonstrator(), as_of=date(2026, 4, 30))))
    assert [[cell.value for cell in earlier[title][1]] for title in TITLES] == [
        [cell.value for cell in made[2][title][1]] for title in TITLES
    ]


def test_l3_08_definitions_source_history_names_for_programs_and_the_encoding(
    defined: list[dict[str, Any]], files: dict[str, bytes]
) -> None:
    """データの定義や更新履歴が記載されているか"""
    assert all(row["定義"] and row["出典"] and row["更新履歴"] for row in defined)
    names = [row["物理名"] for row in defined]
    assert len(set(names)) == len(names) and all(re.fullmatch(r"[a-z]+(_[a-z]+)*_\d\d", name) for name in names)
    assert all(content.startswith(b"\xef\xbb\xbf") for content in files.values())


def test_l3_09_the_data_are_long(sheets: list[Worksheet]) -> None:
    """データが縦持ち形式になっているか"""
    heads = {cell.value for sheet in sheets for cell in sheet[1]}
    assert not [head for head in heads if re.fullmatch(r"(令和)?\d+年?度?|\d+月", head)]


def test_the_same_rows_stand_in_the_files_as_in_the_sheets(made: Made, files: dict[str, bytes]) -> None:
    for title in TITLES:
        rows = [["" if value is None else value for value in row] for row in made[2][title].iter_rows(values_only=True)]
        told = table(files[f"{title}.csv"])
        assert [[" ".join(str(value).splitlines()) for value in row] for row in rows] == [
            [value.removeprefix("'") for value in row] for row in told
        ], title


def test_every_figure_of_the_summary_leads_to_its_rows(made: Made) -> None:
    _report, _content, book = made
    summary = {str(row["項目"]).strip("　"): row["数"] for row in form_rows(book["概要"], "項目")}
    totals = {row["数値"]: row for row in records(book[GROUNDS]) if "内訳" not in row["数値"]}
    for name in (
        "訪問回数（企業単位）",
        "うちオンライン",
        "案件別延べ回数",
        "展示会同行",
        "会議回数",
        "企業別延べ会議回数",
        "成果（延べ件数）",
    ):
        if summary[name]:
            assert totals[name]["値"] == totals[name]["行数"] == summary[name] == len(numbers(totals[name]["行番号"])), name


def numbers(told: str) -> list[int]:
    found = []
    for piece in str(told).split("、"):
        first, _, last = piece.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


def test_the_rows_behind_each_cell_of_companies_by_months_are_that_cells(made: Made) -> None:
    book = made[2]
    seen = 0
    for row in records(book[GROUNDS]):
        sheet = book[row["データシート"]]
        heads = [cell.value for cell in sheet[1]]
        for number in numbers(row["行番号"]):
            data = dict(zip(heads, (cell.value for cell in sheet[number]), strict=True))
            if row["支援企業"]:
                assert data["支援企業名"] == row["支援企業"]
            if row["案件番号"]:
                assert data["案件番号"] == row["案件番号"]
            if row["月・区分"] and row["月・区分"][0] == "2":
                assert str(data.get("訪問日") or data.get("会議日")).startswith(row["月・区分"])
            seen += 1
    assert seen > 100


def test_the_workbook_is_what_the_standard_of_its_format_asks_for(made: Made, tmp_path: Any) -> None:
    """But for the order of what a font has, which the first edition leaves open, and openpyxl takes its own of."""
    assert list(faults_of(made[1], tmp_path)) == []


def test_what_was_handed_in_and_what_is_in_place_of_it_are_that_too(made: Made, tmp_path: Any) -> None:
    """The demonstration's interim report as it went out, and the next one with what was put right since as a sheet."""
    viewer = demonstrator()
    (row,) = list_submissions(viewer)
    assert list(faults_of(get_submitted_file(viewer, row.submission_id), tmp_path)) == []
    report = get_report(viewer, as_of=row.as_of, whole=row.whole)
    frozen = freeze_report(report, made_at=NOW, replacing=(row.title, tell_changes(viewer, report, row.submission_id)))
    assert list(faults_of(frozen.file_content, tmp_path)) == []
    changes = records(opened(frozen.file_content)["変更点"])
    (corrected,) = [line for line in changes if line["変わったシート"] == "データ_成果"]
    assert corrected["後の値"] == f"{corrected['前の値']}続けて試作2号もできた。"


def faults_of(content: bytes, folder: Any) -> Iterator[Any]:
    path = folder / "report.xlsx"
    path.write_bytes(content)
    for one in OpenXmlValidator().validate(str(path)).errors:
        in_fonts = one.part_uri == "/xl/styles.xml" and "/fonts[1]/font[" in one.path
        if one.severity is ValidationSeverity.ERROR and not in_fonts:
            yield one
