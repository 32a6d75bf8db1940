"""The work diary's workbook read back: its times are those of the rows, it prints, and it names nobody who may not be named."""

from __future__ import annotations

import io
from datetime import date, time, timedelta

import pytest
from flask import Flask
from openpyxl import Workbook, load_workbook

from tests.cast import Cast
from tests.conftest import NOW
from tests.hours import make_entry, make_travel
from tests.records import make_meeting, make_visit
from tests.reports import records
from tracker.database import db
from tracker.domain.calendar import Month
from tracker.domain.rounding import RoundingPer, RoundingRule
from tracker.models import Company
from tracker.queries.diaries import get_diary
from tracker.queries.diary_names import with_report_names
from tracker.rows.diaries import DiaryRow
from tracker.services.transaction import writing
from tracker.services.work_months import HoursSettings, set_hours_rule
from tracker.web.labels import LABELS
from tracker.workbooks.diary import write_diary
from tracker.workbooks.diary.words import WORDS, say

OCTOBER = Month(2026, 10)
TODAY = date(2026, 11, 24)


@pytest.fixture
def diary(app: Flask, cast: Cast) -> DiaryRow:
    owner = cast.producer_id("owner")
    with app.app_context(), writing():
        visit = make_visit(cast.asahi, now=NOW, on=date(2026, 10, 14), who=[owner], start_time=time(10), end_time=time(12, 7))
        make_travel(cast, visit, now=NOW, means="train", to_place="架空アサヒ製作所の正門", distance_km=31)
        make_meeting(
            cast.minato, cast.asahi, now=NOW, on=date(2026, 10, 20), who=[owner], start_time=time(16), end_time=time(17, 5)
        )
        make_entry(cast, now=NOW, on=date(2026, 10, 20), start_time=time(23), end_time=None, minutes=60, note="=1+1 の検算")
        make_visit(cast.minato, now=NOW, on=date(2026, 10, 30), who=[owner])
        set_hours_rule(
            cast.viewer("manager"),
            settings=HoursSettings(RoundingRule(15, per=RoundingPer.DAY), 480),
            version=0,
            now=NOW,
        )
        return get_diary(cast.viewer("owner"), owner, OCTOBER, today=TODAY)


def book_of(diary: DiaryRow) -> Workbook:
    out = io.BytesIO()
    write_diary(diary, out, made_at=NOW)
    return load_workbook(out)


def minutes(value: object) -> int:
    """A time of the form sheet, which counts in days."""
    if isinstance(value, time):
        return value.hour * 60 + value.minute
    if isinstance(value, timedelta):
        return round(value.total_seconds() / 60)
    assert isinstance(value, int | float)
    return round(value * 24 * 60)


def test_the_form_the_data_and_the_page_have_the_same_totals(diary: DiaryRow) -> None:
    book = book_of(diary)
    lines = records(book["データ_従事時間"])
    assert sum(line["従事時間"] or 0 for line in lines) == diary.hours.minutes == 127 + 90 + 65 + 60
    assert sum(line["交通費"] or 0 for line in lines) == diary.cost_yen == 980
    total = next(row for row in book["業務日誌"].iter_rows(max_col=11) if row[0].value == "合計")
    assert minutes(total[4].value) == diary.hours.minutes
    assert minutes(total[5].value) == diary.hours.counted == 210 + 120
    assert total[10].value == 980


def test_every_day_of_the_month_has_its_row_and_a_day_s_rounding_stands_once(diary: DiaryRow) -> None:
    sheet = book_of(diary)["業務日誌"]
    rows = [row for row in sheet.iter_rows(min_row=6, max_col=11, values_only=True) if str(row[0] or "").startswith("10/")]
    assert len({row[0] for row in rows}) == 31
    of_day = [row for row in rows if row[0] == "10/14（水）"]
    assert [minutes(row[5]) for row in of_day if row[5] not in (None, "")] == [210]
    assert [row[6] for row in of_day] == ["企業訪問", "移動", "移動"]
    assert [row[9] for row in of_day] == [
        None,
        "行き　架空駅→架空アサヒ製作所の正門　鉄道",
        "帰り　架空アサヒ製作所の正門→架空駅　鉄道",
    ]
    assert next(row for row in rows if row[0] == "10/30（金）")[4] == "時刻未記入"
    assert ("23:00", "24:00") in [(row[1], row[2]) for row in rows]


def test_the_form_prints_on_a4_with_repeated_headings_and_boxes_to_sign(diary: DiaryRow) -> None:
    sheet = book_of(diary)["業務日誌"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == (9, "landscape", 0)
    assert sheet.print_title_rows == "$5:$5"
    words = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert {"本人", "責任者", "端数処理：1日の合計ごとに、15分未満を切り捨てる。"} <= set(words)
    assert any("令和8年11月24日" in word for word in words)
    assert "時刻未記入の記録が1件あり、時間に入っていない。" in words


def test_text_stays_text_and_data_is_one_datum_a_cell(diary: DiaryRow) -> None:
    book = book_of(diary)
    lines = records(book["データ_従事時間"])
    assert "=1+1 の検算" in [line["内容"] for line in lines]
    assert next(line["日付"] for line in lines) == "2026-10-14"
    assert {line["支援企業の数"] for line in lines} == {0, 1, 2}
    pairs = records(book["データ_従事時間企業"])
    (meeting,) = [line["従事時間番号"] for line in lines if line["支援企業の数"] == 2]
    assert {pair["支援企業名"] for pair in pairs if pair["従事時間番号"] == meeting} == {"架空みなと精機", "架空アサヒ製作所"}
    for title in ("データ_従事時間", "データ_従事時間企業"):
        sheet = book[title]
        assert not sheet.merged_cells.ranges
        heads = [cell.value for cell in sheet[1]]
        assert len(set(heads)) == len(heads)
        defined = [row["項目"] for row in records(book["項目定義"]) if row["シート"] == title]
        assert defined == heads


def test_a_company_that_may_not_be_named_is_a_letter_throughout(app: Flask, cast: Cast, diary: DiaryRow) -> None:
    with app.app_context(), writing():
        db.session.get_one(Company, cast.asahi.company_id).may_be_named = False
    with app.app_context():
        told = with_report_names(cast.viewer("clerk"), diary)
    assert told.hours == diary.hours
    words = " ".join(str(cell.value) for sheet in book_of(told) for row in sheet.iter_rows() for cell in row if cell.value)
    assert "アサヒ製作所" not in words and "A社の正門" in words and "架空みなと精機" in words
    pairs = records(book_of(told)["データ_従事時間企業"])
    assert {(pair["支援企業番号"], pair["支援企業名"]) for pair in pairs} == {
        (cast.asahi.enrolment_id, "A社"),
        (cast.minato.enrolment_id, "架空みなと精機"),
    }


def test_the_words_of_the_workbook_are_those_of_the_screen() -> None:
    screen = {(type(member), member.value): words for member, words in LABELS}
    for member, words in WORDS:
        assert say(member) == words == str(screen[type(member), member.value]._args[-1]), member
