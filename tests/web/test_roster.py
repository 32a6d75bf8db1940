"""The import by page: read, shown row by row, imported once; a bad file is one clear sentence, bad rows are each named."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.auditing import Client, Page
from tests.cast import Cast, support
from tests.conftest import NOW, ClientFor
from tests.rosters import COMPANIES, changed, workbook
from tracker.database import db
from tracker.models import RosterUpload

Ways = Callable[[], AbstractContextManager[None]]
DATA = Path(__file__).parent.parent / "data"


def upload(browser: Client, content: bytes, name: str = "名簿.xlsx") -> Page:
    return browser.submit("roster/new", {"file": [(BytesIO(content), name)]}, content_type="multipart/form-data", follow=True)


def test_a_file_is_shown_row_by_row_before_anything_is_imported(client: ClientFor) -> None:
    browser = client("clerk")
    page = upload(browser, workbook())
    assert page.status == 200
    assert "まだ取り込んでいません" in page.main
    assert page.main.count("新しく登録") == 8
    assert "2社" in browser.get("companies/").main


def test_the_import_is_one_button_and_twice_is_once(client: ClientFor) -> None:
    browser = client("clerk")
    dry_run = upload(browser, workbook())
    assert "名簿を取り込みました" in browser.submit(dry_run, follow=True).main
    assert "4社" in browser.get("companies/").main
    assert "すでに取り込まれています" in browser.submit(dry_run, follow=True).main
    again = upload(browser, workbook())
    assert "変わるところはありません" in again.main
    assert not again.select("main form[method=post]")
    assert "4社" in browser.get("companies/").main


def test_bad_rows_are_named_with_sheet_row_and_column_and_nothing_is_kept(client: ClientFor, at_rest: Ways) -> None:
    page = upload(client("clerk"), workbook(changed(changed(COMPANIES, 0, 9, "架空九郎"), 1, 5, "架空市")))
    assert page.status == 422
    assert [row[:3] for row in page.rows()] == [
        ["支援企業", "5行目", "副担当（J5）"],
        ["支援企業", "6行目", "市区町村（F6）"],
    ]
    with at_rest():
        assert db.session.scalar(select(func.count()).select_from(RosterUpload)) == 0


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04 broken", (DATA / "README.md").read_bytes()])
def test_a_file_that_is_no_workbook_is_refused_at_the_field(client: ClientFor, content: bytes) -> None:
    page = upload(client("clerk"), content)
    assert page.status == 422
    assert page.words("#file-error")


def test_no_file_at_all_is_told_at_the_field(client: ClientFor) -> None:
    page = client("clerk").submit("roster/new")
    assert page.status == 422
    assert page.words("#file-error")


def test_a_roster_of_another_fiscal_year_is_refused(client: ClientFor) -> None:
    page = upload(client("clerk"), (DATA / "roster-sample.xlsx").read_bytes())
    assert page.status == 422
    assert "題名の年度" in page.main


def test_what_changed_since_the_dry_run_is_checked_again(client: ClientFor, cast: Cast, writing: Ways) -> None:
    browser = client("clerk")
    dry_run = upload(browser, workbook())
    with writing():
        support(cast.programme_id, "架空割込工業", number=20, cases=[("11", "番号の重なる件")], now=NOW)
    page = browser.submit(dry_run)
    assert page.status == 422
    assert "案件番号「11」は「架空割込工業」の案件が使っています" in page.main
    assert "3社" in browser.get("companies/").main


@pytest.mark.parametrize(("person", "status"), [("owner", 403), ("auditor", 403), ("other_manager", 404), ("administrator", 404)])
def test_the_import_is_for_manager_and_clerk(client: ClientFor, person: str, status: int) -> None:
    dry_run = upload(client("manager"), workbook())
    browser = client(person)
    assert browser.get("/p/r8/roster/new").status == status
    assert browser.get(dry_run.url).status == status
    assert browser.post(f"{dry_run.url}/apply").status == status


def test_the_pages_read_in_english_too(client: ClientFor) -> None:
    browser = client("manager").speak("en")
    assert browser.get("roster/new").status == 200
    assert upload(browser, workbook()).status == 200
