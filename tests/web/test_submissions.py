"""提出 on its pages: handing in, the list, the same file again, what changed since, and the next one."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from urllib.parse import quote

import pytest
from openpyxl import load_workbook

from tests.auditing import Client, Page
from tests.cast import Cast
from tests.conftest import ClientFor
from tests.happenings import add_visit
from tests.reports import records
from tracker.database import db
from tracker.models import Visit

Ways = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def visit_id(cast: Cast, writing: Ways) -> int:
    with writing():
        return add_visit(cast.asahi, date(2026, 6, 10), people=[cast.producer_id("owner")], cases=cast.asahi.case_ids)


def hand_in(browser: Client, address: str = "as_of=2026-09-30", **fields: str) -> Page:
    page = browser.get(f"report/submissions/new?{address}")
    return browser.submit(page, fields)


def said(page: Page) -> dict[str, str]:
    rows = page.select(".summary-list__row")
    return {row.select_one("dt").get_text(strip=True): row.select_one("dd").get_text(strip=True) for row in rows}  # type: ignore[union-attr]


def test_a_report_is_handed_in_listed_and_the_same_file_whenever_it_is_taken(
    cast: Cast, client: ClientFor, visit_id: int
) -> None:
    browser = client("clerk")
    assert "report/submissions/new?as_of=2026-11-24" in str(browser.get("report/").soup)
    page = browser.follow(hand_in(browser, title="中間報告", remark="受付番号12"))
    told = said(page)
    assert "中間報告" in page.heading and told["基準日"].startswith("2026年9月30日") and told["備考"] == "受付番号12"
    taken = [browser.get("report/submissions/1/download", buffered=True) for _time in range(2)]
    assert taken[0].data == taken[1].data
    assert hashlib.sha256(taken[0].data).hexdigest() == told["ファイルのSHA-256"]
    assert quote("第1号_令和8年度_実施報告_2026-09-30.xlsx") in taken[0].headers["Content-Disposition"]
    auditor = client("auditor")
    assert "第1号" in auditor.get("report/submissions/").main
    assert "再提出を作る" not in auditor.get("report/submissions/1").main


def test_sending_the_form_twice_makes_one(cast: Cast, client: ClientFor) -> None:
    browser = client("manager")
    form = browser.get("report/submissions/new?as_of=2026-09-30")
    first, second = browser.submit(form, {}), browser.submit(form, {})
    assert first.location == second.location
    assert len(browser.get("report/submissions/").rows()) == 1


@pytest.mark.parametrize(("address", "fields"), [("as_of=2026-11-30", {}), ("as_of=2026-09-30", {"handed_in_on": "2026/9/1"})])
def test_a_day_that_cannot_be_is_refused_and_nothing_is_kept(
    cast: Cast, client: ClientFor, address: str, fields: dict[str, str]
) -> None:
    browser = client("clerk")
    page = hand_in(browser, address, **fields)
    assert page.status == 422 and page.errors()
    assert browser.get("report/submissions/").rows() == []


def test_a_later_correction_asks_why_is_listed_with_before_and_after_and_goes_into_the_next(
    cast: Cast, client: ClientFor, visit_id: int, writing: Ways
) -> None:
    clerk, manager = client("clerk"), client("manager")
    hand_in(clerk, title="中間報告")
    assert "変わった値はありません" in clerk.get("report/submissions/1/changes").main
    edited = manager.submit(manager.get(f"visits/{visit_id}/edit"), {"visit_on": "2026/7/3"})
    assert edited.status == 422 and "提出第1号「中間報告」に入っています" in edited.text
    assert manager.submit(edited, {"change_reason": "日付の誤り"}).status == 302
    page = clerk.get("report/submissions/1/changes")
    rows = {row.select_one("th").get_text(strip=True): row for row in page.select("tbody tr")}  # type: ignore[union-attr]
    assert f"変わった行：{len(rows)}行" in page.main
    of_visit = next(row for what, row in rows.items() if what == f"訪問ID {visit_id}")
    assert "訪問日 2026-06-10 → 2026-07-03" in " ".join(of_visit.get_text(" ", strip=True).split())
    assert clerk.get(str(of_visit.select_one("a")["href"])).status == 200  # type: ignore[index]
    again = clerk.follow(hand_in(clerk, "replaces=1"))
    assert "中間報告（再提出）" in again.heading and "第1号の代わりに作りました" in again.main
    book = load_workbook(io.BytesIO(clerk.get("report/submissions/2/download", buffered=True).data))
    assert {(row["前の値"], row["後の値"]) for row in records(book["変更点"])} >= {("2026-06-10", "2026-07-03")}
    assert "再提出あり" in clerk.get("report/submissions/").main
    with writing():
        assert db.session.get_one(Visit, visit_id).visit_on == date(2026, 7, 3)


def test_a_new_row_is_told_by_its_values_alone(cast: Cast, client: ClientFor, visit_id: int, writing: Ways) -> None:
    clerk = client("clerk")
    hand_in(clerk, title="中間報告")
    with writing():
        added = add_visit(cast.asahi, date(2026, 8, 3))
    rows = [
        " ".join(row.get_text(" ", strip=True).split()) for row in clerk.get("report/submissions/1/changes").select("tbody tr")
    ]
    (of_visit,) = [words for words in rows if f"訪問 訪問ID {added}" in words]
    assert "追加" in of_visit and "訪問日 2026-08-03" in of_visit
    assert "→" not in of_visit and of_visit.count("訪問ID") == 1
