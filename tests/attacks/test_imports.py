"""Workbooks that are read well and mean something odd: each is read as it was meant, or named by sheet, row and column."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.attacks.sending import At, nothing_written, send
from tests.auditing import Client, Page
from tests.cast import Cast
from tests.conftest import ClientFor
from tests.rosters import COMPANIES, HEADINGS, PRODUCERS, changed, workbook
from tracker.workbooks.opening import MAX_COLUMNS, MAX_ROWS

Book = openpyxl.Workbook
Made = Callable[[], bytes]


def company(column: str, value: Any, row: int = 0) -> Made:
    return partial(workbook, changed(COMPANIES, row, HEADINGS["支援企業"].index(column), value))


def person(column: str, value: Any) -> Made:
    return partial(workbook, producers=changed(PRODUCERS, 0, HEADINGS["担い手"].index(column), value))


def mended(change: Callable[[Book], object]) -> Made:
    return partial(_mended, change)


def _mended(change: Callable[[Book], object]) -> bytes:
    book = openpyxl.load_workbook(BytesIO(workbook()))
    change(book)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def many(bad: int) -> Made:
    """Five hundred companies, one of which begins on no day."""
    rows: list[list[Any]] = []
    cases: list[list[Any]] = []
    for number in range(1, 501):
        starts_on = "未定" if number == bad else "2026/6/1"
        name = f"株式会社架空第{number}製作所"
        rows.append([100 + number, name, None, None, "埼玉県", "川越市", starts_on, None, "架空一郎", "架空二郎", None])
        cases.append([f"{100 + number}", name, "開発", "新製品"])
    return partial(workbook, rows, cases=cases)


# What the page says of it: words of the row that is named.
BAD: dict[str, tuple[Made, tuple[str, ...]]] = {
    "row 2 of 500": (many(2), ("6行目", "支援開始日")),
    "a day that there is not": (company("支援開始日", "2026/2/30"), ("5行目", "支援開始日")),
    "a day of another year": (company("支援開始日", date(2027, 6, 1)), ("5行目", "支援開始日")),
    "an end before the beginning": (company("支援終了日", "2026/5/1"), ("5行目", "支援終了日")),
    "a number where a day should be": (company("支援開始日", 12), ("5行目", "支援開始日")),
    "true where a day should be": (company("支援開始日", True), ("5行目", "支援開始日")),
    "an error of Excel": (company("企業名", "#REF!"), ("5行目", "企業名")),
    "a formula that nobody calculated": (company("企業名", "=A1"), ("5行目", "企業名")),
    "no name": (company("企業名", None), ("5行目", "企業名")),
    "a name too long": (company("企業名", "あ" * 201), ("5行目", "企業名")),
    "a name of blanks": (company("企業名", "　 　"), ("5行目", "企業名")),
    "a prefecture that there is not": (company("都道府県", "武蔵国"), ("5行目", "都道府県")),
    "a municipality of another prefecture": (company("市区町村", "羽村市"), ("5行目", "市区町村")),
    "a corporate number of twelve digits": (company("法人番号", 123456789012), ("5行目", "法人番号")),
    "a corporate number with a wrong check digit": (company("法人番号", "1000012050002"), ("5行目", "法人番号")),
    "two leads": (company("主担当", "架空一郎、架空二郎"), ("5行目", "主担当")),
    "no sub-lead": (company("副担当", None), ("5行目", "副担当")),
    "somebody who is not on the roster": (company("副担当", "架空九郎"), ("5行目", "副担当")),
    "the lead as a sub-lead": (company("副担当", "架空一郎"), ("5行目", "副担当")),
    "one company twice": (company("企業名", "架空北斗化成(株)", row=1), ("6行目", "企業名")),
    "a mail address that is none": (person("メールアドレス", "ichiro"), ("2行目", "メールアドレス")),
    "one person twice": (person("氏名", "架空 二郎"), ("担い手",)),
    "a heading twice": (mended(lambda book: book["支援企業"].cell(4, 3, "企業名")), ("企業名",)),
    "no heading": (mended(lambda book: book["支援企業"].delete_rows(4)), ("支援企業",)),
    "a heading too few": (mended(lambda book: book["支援企業"].delete_cols(9)), ("主担当",)),
    "a sheet too few": (mended(lambda book: book.remove(book["案件"])), ("案件",)),
    "a sheet twice": (mended(lambda book: setattr(book.copy_worksheet(book["担い手"]), "title", "担い手名簿")), ("担い手",)),
    "an empty sheet": (mended(lambda book: book["案件"].delete_rows(1, 99)), ("案件",)),
    "an empty row in the middle": (mended(lambda book: book["支援企業"].insert_rows(6)), ("6行目",)),
    "too many rows": (mended(lambda book: book["支援企業"].cell(MAX_ROWS + 1, 1, "x")), ("行を超えています",)),
    "too many columns": (mended(lambda book: book["支援企業"].cell(1, MAX_COLUMNS + 1, "x")), ("列を超えています",)),
    "names merged over two rows": (mended(lambda book: book["支援企業"].merge_cells("B5:B6")), ("6行目",)),
}


def in_1904(book: Book) -> None:
    book.epoch = CALENDAR_MAC_1904
    book["支援企業"]["G5"] = datetime(2026, 6, 1, tzinfo=UTC).replace(tzinfo=None)


# Read as it was meant.
GOOD: dict[str, Made] = {
    "a serial day": company("支援開始日", 46174),
    "a serial day as a text": company("支援開始日", "46174"),
    "a serial day with an hour": company("支援開始日", 46174.5),
    "days that count from 1904": mended(in_1904),
    "a day as a day": company("支援開始日", date(2026, 6, 1)),
    "a day in full width": company("支援開始日", "２０２６年６月１日"),
    "a number as a text": company("No.", "１１"),
    "a number as a float": company("No.", 11.0),
    "a title over merged cells": mended(lambda book: book["支援企業"].merge_cells("A1:K1")),
    "a hidden sheet beside": mended(lambda book: setattr(book.create_sheet("控え"), "sheet_state", "hidden")),
    "a hidden row": mended(lambda book: setattr(book["支援企業"].row_dimensions[5], "hidden", True)),
    "a filter that is on": mended(lambda book: setattr(book["支援企業"].auto_filter, "ref", "A4:K6")),
    "orders of a spreadsheet as a text": company("備考", "'=1+1 と @SUM"),
    "markup as a text": company("備考", "<script>alert(1)</script>"),
    "kanji of four bytes": company("備考", "𠮷野の𩸽"),
    "controls in a text": company("備考", "前_x0000_後_x000D_"),
}


def upload(browser: Client, content: bytes) -> Page:
    return send(browser, "roster/new", {"file": [(BytesIO(content), "名簿.xlsx")]}, content_type="multipart/form-data")


def test_a_roster_with_a_fault_is_refused_whole_and_the_fault_named(
    client: ClientFor, cast: Cast, at_rest: At, subtests: pytest.Subtests
) -> None:
    clerk = client("clerk")
    with nothing_written(at_rest):
        for name, (made, words) in BAD.items():
            with subtests.test(name):
                page = upload(clerk, made())
                assert page.status == 422
                assert [word for word in words if word not in page.main] == []


def test_a_roster_that_is_only_odd_is_read_as_it_was_meant(client: ClientFor, cast: Cast, subtests: pytest.Subtests) -> None:
    """The dry run shows eight rows to be made, the day as it is, and nothing is imported."""
    clerk = client("clerk")
    for name, made in GOOD.items():
        with subtests.test(name):
            taken = upload(clerk, made())
            assert taken.status == 302
            shown = clerk.get(str(taken.location))
            assert shown.main.count("新しく登録") == 8
            assert "2026年6月1日" in shown.main
    assert "2社" in clerk.get("companies/").main
