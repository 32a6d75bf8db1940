"""The log import by page: columns said once, every row shown before anything is written, decided, imported, undone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import func, select

from tests.auditing import Client, Page
from tests.cast import Cast
from tests.conftest import ClientFor
from tests.logs import HEADINGS, row, workbook
from tracker.database import db
from tracker.models import LogUpload, Visit

Ways = Callable[[], AbstractContextManager[None]]
GOOD, UNREAD, DOUBLE = row(), row(日付="9月中旬"), row(日付="R8.10.14")
NEAR = row(内容="別の話")


def upload(browser: Client, content: bytes, name: str = "記録簿.xlsx") -> Page:
    """Up to the page of the columns."""
    return browser.submit("log/new", {"file": [(BytesIO(content), name)]}, content_type="multipart/form-data", follow=True)


def dry_run(browser: Client, *rows: list[object]) -> Page:
    return browser.submit(upload(browser, workbook(*rows)), follow=True)


def visits(at_rest: Ways) -> int:
    with at_rest():
        return db.session.scalar(select(func.count()).where(Visit.deleted_at.is_(None)).select_from(Visit)) or 0


def test_every_row_is_shown_with_what_becomes_of_it_and_nothing_is_written(client: ClientFor, at_rest: Ways) -> None:
    page = dry_run(client("clerk"), GOOD, UNREAD, DOUBLE, NEAR)
    assert page.status == 200
    assert "まだ取り込んでいません" in page.main
    results = [cells[-1] for cells in page.rows()]
    assert [words.split()[0] for words in results] == ["取り込む", "読めない", "ファイル内の重なり", "確かめ待ち"]
    assert "日付として読めません" in results[1]
    assert visits(at_rest) == 0


def test_every_number_leads_to_just_its_rows(client: ClientFor) -> None:
    browser = client("manager")
    page = dry_run(browser, GOOD, UNREAD, DOUBLE, NEAR, row(日付="10/20", 種別="MTG"))
    tiles = page.select(".number-tile")
    assert len(tiles) == 9
    for tile in tiles:
        number = int(tile.select_one(".number-tile__number").get_text().split()[0].rstrip("行"))  # type: ignore[union-attr]
        link = tile if tile.name == "a" else tile.select_one("a")  # the sentence below it counts something else
        seen = browser.get(str(link["href"]))  # type: ignore[index]
        assert len(seen.rows()) == number, tile.get_text()


def test_the_columns_are_guessed_corrected_and_remembered(client: ClientFor) -> None:
    browser = client("clerk")
    odd = ["いつ", "どこへ", *HEADINGS[2:]]
    page = upload(browser, workbook(GOOD, headings=odd))
    assert page.fields()["column_0"] == ""
    refused = browser.submit(page)
    assert refused.status == 422
    assert "日付・企業名・種別・参加者" in refused.main
    told = browser.submit(page, {"column_0": "day", "column_1": "company"}, follow=True)
    assert "まだ取り込んでいません" in told.main
    again = upload(browser, workbook(GOOD, GOOD, headings=odd))
    assert (again.fields()["column_0"], again.fields()["column_1"]) == ("day", "company")


def test_a_name_is_chosen_and_the_row_is_taken(client: ClientFor, cast: Cast) -> None:
    browser = client("clerk")
    page = dry_run(browser, row(企業名="アサヒさん"))
    assert "確かめ待ち" not in page.rows()[0][-1]
    assert "見つかりません" in page.rows()[0][-1]
    chosen = browser.submit(page, {"company_0": str(cast.asahi.enrolment_id)}, follow=True)
    assert chosen.rows()[0][-1].startswith("取り込む")


def test_rows_are_decided_imported_shown_and_undone(client: ClientFor, at_rest: Ways) -> None:
    browser = client("clerk")
    page = dry_run(browser, GOOD, UNREAD, NEAR)
    done = browser.submit(page, {"import": "1", "take": ["2", "4"]}, follow=True)
    assert "に取り込みました" in done.main
    assert visits(at_rest) == 2
    assert "要確認：担当か期限は仮置き" in done.main
    visit = browser.get(next(url for url in done.links().values() if "/visits/" in url and url[-1].isdigit()))
    assert "手書きの記録簿から取り込んだ記録" in visit.main
    assert "所要時間" in visit.main
    kept = browser.raw.get(f"{done.url}/kept")
    lines = list(openpyxl.load_workbook(BytesIO(kept.data)).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert [line[0] for line in lines] == ["日付", "9月中旬"]
    assert "日付として読めません" in str(lines[1][-1])
    undone = browser.submit(browser.get(f"{done.url}/undo"), follow=True)
    assert "取り込みを取り消しました" in undone.main
    assert visits(at_rest) == 0
    assert "取り消した" in browser.get("log/").main


def test_what_was_ticked_off_is_left(client: ClientFor, at_rest: Ways) -> None:
    browser = client("clerk")
    page = dry_run(browser, GOOD, row(日付="10/20"))
    browser.submit(page, {"import": "1", "take": ["3"]}, follow=True)
    assert visits(at_rest) == 1


def test_two_who_decide_at_once_are_told(client: ClientFor) -> None:
    browser = client("clerk")
    page = dry_run(browser, GOOD)
    browser.submit(page, follow=True)
    late = browser.submit(page, {"import": "1"})
    assert late.status == 409
    assert "ほかの人が先に保存しました" in late.main


def test_sent_twice_is_imported_once(client: ClientFor, at_rest: Ways) -> None:
    browser = client("clerk")
    page = dry_run(browser, GOOD)
    for _time in range(2):
        browser.submit(page, {"import": "1"}, follow=True)
    assert visits(at_rest) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no workbook",
        workbook(headings=["一つ", "二つ"]),
        workbook(),
        workbook(*[[f"{n}"] * 4 for n in range(5_100)]),
    ],
)
def test_a_file_that_is_no_log_is_refused_at_the_field(client: ClientFor, content: bytes, at_rest: Ways) -> None:
    page = upload(client("clerk"), content)
    assert page.status == 422
    assert page.words("#file-error")
    with at_rest():
        assert db.session.scalar(select(func.count()).select_from(LogUpload)) == 0


def test_headings_further_down_other_sheets_and_formulas_are_no_trouble(client: ClientFor) -> None:
    book = openpyxl.load_workbook(BytesIO(workbook(GOOD, row(日付="10/20", 参加者="=A1"), above=2)))
    book.create_sheet("集計").append(["別の表"])
    book.worksheets[0].row_dimensions[4].hidden = True
    written = BytesIO()
    book.save(written)
    browser = client("clerk")
    page = browser.submit(upload(browser, written.getvalue()), follow=True)
    assert [cells[0] for cells in page.rows()][:2] == ["4", "5"]
    assert "シート「集計」は読みません" in page.main


def test_the_pages_read_in_english_too(client: ClientFor) -> None:
    browser = client("manager").speak("en")
    page = dry_run(browser, GOOD, UNREAD, NEAR)
    assert page.status == 200
    assert browser.submit(page, {"import": "1"}, follow=True).status == 200
    assert browser.get("log/").status == 200
