"""The report's page and its workbook: who gets them, numbers that agree with their lists, what is missing, the file's name."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from openpyxl import load_workbook

from tests.auditing import Client, Page
from tests.cast import Cast
from tests.conftest import NOW, ClientFor, Clock
from tests.field_records import link_outcome, make_challenge, make_exhibition
from tests.happenings import add_meeting, add_visit
from tests.records import make_outcome
from tests.reports import form_rows, records
from tracker import report_process
from tracker.database import db
from tracker.domain.cadence import EventStatus, VisitMode
from tracker.models import Company
from tracker.web.report import making

Ways = Callable[[], AbstractContextManager[None]]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def year(cast: Cast, writing: Ways) -> None:
    owner = cast.producer_id("owner")
    with writing():
        for month in (4, 5, 6):
            add_visit(cast.asahi, date(2026, month, 10), people=[owner], cases=cast.asahi.case_ids)
            add_meeting([cast.asahi, cast.minato], date(2026, month, 20), [owner])
        add_visit(cast.asahi, date(2026, 9, 28), mode=VisitMode.ONLINE)
        add_visit(cast.asahi, date(2026, 10, 3), mode=VisitMode.EVENT)
        add_visit(cast.asahi, date(2026, 11, 17), EventStatus.SCHEDULED)
        for day in (date(2026, 6, 1), date(2026, 7, 1), date(2026, 11, 10)):
            add_visit(cast.minato, day, people=[owner], cases=cast.minato.case_ids)
        add_visit(cast.minato, date(2026, 8, 4), is_draft=True)
        make_outcome(cast.asahi, now=NOW, on=date(2026, 10, 1), description="試作1号機")


def tiles(page: Page) -> dict[str, tuple[int, str]]:
    found = {}
    for tile in page.select(".number-tile"):
        name, number = (tile.select_one(f".number-tile__{part}") for part in ("label", "number"))
        assert name and number
        found[name.get_text(strip=True)] = (int(re.findall(r"\d+", number.get_text())[0]), str(tile["href"]))
    return found


def behind(browser: Client, url: str) -> int:
    page = browser.get(url)
    assert page.status == 200, url
    return len(page.rows())


@pytest.mark.parametrize("person", ["manager", "clerk", "auditor"])
def test_whoever_reports_reads_the_preview_and_takes_the_workbook(cast: Cast, client: ClientFor, person: str) -> None:
    browser = client(person)
    assert browser.get("report/").status == 200
    assert browser.get("report/download", buffered=True).data[:2] == b"PK"


@pytest.mark.parametrize("person", ["owner", "colleague", "administrator", "other_manager"])
@pytest.mark.parametrize("page", ["report/", "report/download"])
def test_for_everybody_else_there_is_no_report(cast: Cast, client: ClientFor, person: str, page: str) -> None:
    assert client(person).get(f"/p/r8/{page}").status == 404


@pytest.mark.parametrize(("as_of", "said"), [("2026-11-30", True), ("2026-11-29", False)])
def test_the_month_that_ends_on_the_as_of_date_is_said_to_be_over(client: ClientFor, as_of: str, said: bool) -> None:
    words = client("clerk").get(f"report/?as_of={as_of}").one("section[aria-labelledby=missing-title]").get_text()
    assert ("2026年11月は終わったものとして数え" in words) == said


@pytest.mark.parametrize("as_of", ["2026-11-24", "R8.7.1", "令和8年6月30日"])
def test_every_tile_leads_to_exactly_its_rows_whatever_the_day(cast: Cast, client: ClientFor, year: None, as_of: str) -> None:
    browser = client("clerk")
    page = browser.get(f"report/?as_of={quote(as_of)}")
    found = tiles(page)
    assert len(found) == 8
    lists = {name: (number, url) for name, (number, url) in found.items() if not url.startswith("#")}
    by_row = {name: lists.pop(name) for name in ("訪問した企業（実企業数）", "企業別延べ会議回数")}
    for name, (number, url) in by_row.items():
        assert len(browser.get(url).rows()) == number, name
    named = {"訪問回数（企業単位）", "うちオンライン", "案件別延べ回数", "展示会同行", "会議回数", "成果（延べ件数）"}
    assert set(lists) == named
    for name, (number, url) in lists.items():
        assert behind(browser, url) == number, name
    for name, (_number, url) in found.items():
        assert not url.startswith("#") or page.select(url), name


def test_every_number_of_companies_by_months_leads_to_exactly_its_rows(cast: Cast, client: ClientFor, year: None) -> None:
    browser = client("clerk")
    page = browser.get("report/")
    links = [link for link in page.select("section table.table--wide a") if link["href"].startswith("/p/r8/")]
    assert len(links) > 40
    for link in {(str(link["href"]), link.get_text(strip=True)) for link in links}:
        assert behind(browser, link[0]) == int(link[1].split("/")[0]), link


def test_the_preview_and_the_workbook_show_the_same_numbers(cast: Cast, client: ClientFor, year: None) -> None:
    browser = client("clerk")
    shown = tiles(browser.get("report/"))
    book = load_workbook(io.BytesIO(browser.get("report/download", buffered=True).data))
    summary = {str(row["項目"]).strip("　"): row["数"] for row in form_rows(book["概要"], "項目")}
    assert {name: number for name, (number, _url) in shown.items()} == {name: summary[name] for name in shown}
    assert shown["訪問回数（企業単位）"][0] == 7
    visits = browser.get("").select(".number-tile__number")[0].get_text()
    assert int(re.findall(r"\d+", visits)[0]) == shown["訪問回数（企業単位）"][0]


def test_what_is_missing_is_counted_and_every_line_leads_somewhere(cast: Cast, client: ClientFor, year: None) -> None:
    for person in ("manager", "clerk", "auditor"):
        browser = client(person)
        page = browser.get("report/")
        groups = {str(group["id"]): group for group in page.select(".attention")}
        assert {"missing-drafts", "missing-awaiting", "missing-missed", "missing-items"} <= set(groups)
        for group in groups.values():
            lines = group.select(".attention__lines li > a")
            count = group.select_one(".attention__count")
            assert count and int(re.findall(r"\d+", count.get_text())[0]) == len(lines)
            for line in lines:
                assert browser.get(str(line["href"])).status == 200, line["href"]


def test_whoever_cannot_mend_it_is_told_whom_to_ask_and_led_to_no_act(cast: Cast, client: ClientFor, year: None) -> None:
    lead = cast["colleague"].name
    page = client("clerk").get("report/")
    hints = {str(group["id"]): group.get_text(" ", strip=True) for group in page.select(".attention")}
    assert f"頼む相手：{lead}（主担当）" in hints["missing-drafts"]
    assert "マネージャーに頼んでください" in hints["missing-missed"] and "見送り（理由承認）にしてください" not in page.main
    assert not [
        link for link in page.select(".attention__lines a") if re.search(r"/(edit|log|months|assign)\b", str(link["href"]))
    ]
    assert "下書きのままです" in client("clerk").get(str(page.one("#missing-drafts .attention__lines a")["href"])).main
    page = client("manager").get("report/")
    assert "頼む相手" not in page.main and "見送り（理由承認）にしてください" in page.main


def test_the_usual_day_is_today_and_after_the_year_its_last_day(cast: Cast, client: ClientFor, clock: Clock) -> None:
    assert client("clerk").get("report/").one("#as_of")["value"] == "2026/11/24"
    clock.set(datetime(2027, 4, 9, 1, 0, tzinfo=UTC))
    page = client("clerk").get("report/")
    assert page.one("#as_of")["value"] == "2027/03/31"
    assert "2027年3月31日" in page.heading


@pytest.mark.parametrize(("typed", "shown", "is_told"), [("2026-11-24", "2026/09/30", True), ("2026/9/30", "2026/9/30", False)])
def test_the_day_that_counts_stands_in_its_field_where_a_later_one_was_typed(
    cast: Cast, client: ClientFor, typed: str, shown: str, is_told: bool
) -> None:
    page = client("clerk").get(f"report/?as_of={typed}&starts_on=2026-07-01&ends_on=2026-09-30")
    assert page.one("#as_of")["value"] == shown and "2026年9月30日" in page.heading
    assert ("期間の終わりに合わせました" in page.main) is is_told


@pytest.mark.parametrize(("typed", "words"), [("きのうごろ", "日付として読めません"), ("2026/3/31", "以後の日")])
def test_a_day_that_cannot_be_is_refused_at_its_field_and_stays_there(
    cast: Cast, client: ClientFor, typed: str, words: str
) -> None:
    browser = client("clerk")
    page = browser.get(f"report/?as_of={quote(typed)}")
    assert page.status == 422
    assert any(words in error for error in page.errors())
    assert page.one("#as_of")["value"] == typed
    back = browser.get(f"report/download?as_of={quote(typed)}")
    assert back.status == 302
    assert browser.follow(back).status == 422


def test_the_file_has_a_japanese_name_an_ascii_one_and_is_kept_nowhere(cast: Cast, client: ClientFor) -> None:
    answer = client("clerk").get("report/download?as_of=2026-11-24", buffered=True)
    name = quote("令和8年度_実施報告_2026-11-24.xlsx")
    assert answer.headers["Content-Disposition"] == (
        f"attachment; filename=\"report-r8-2026-11-24.xlsx\"; filename*=UTF-8''{name}"
    )
    assert answer.headers["Content-Type"] == XLSX
    assert answer.headers["Cache-Control"] == "no-store"
    assert int(answer.headers["Content-Length"]) == len(answer.data)


def test_what_an_outcome_leans_on_is_shown_where_nobody_wrote_its_evidence(cast: Cast, client: ClientFor, writing: Ways) -> None:
    """By the rule of 裏付けのない成果: an exhibition or a challenge counts, by its kind; its words are not the report's."""
    with writing():
        outcome_id = make_outcome(cast.asahi, now=NOW, on=date(2026, 6, 1), evidence="")
        link_outcome(
            outcome_id,
            challenge_id=make_challenge(cast.asahi, now=NOW, title="架空の内輪の課題"),
            exhibition_id=make_exhibition(cast.asahi.programme_id, cast.asahi, now=NOW),
        )
        make_outcome(cast.asahi, now=NOW, on=date(2026, 6, 2), evidence="")
        make_outcome(cast.asahi, now=NOW, on=date(2026, 6, 3), evidence="試作の写真")
    browser = client("clerk")
    page = browser.get("report/?as_of=2026-09-30")
    assert [row[-1] for row in page.rows("section[aria-labelledby=outcomes] table")] == ["展示会、課題", "―", "試作の写真"]
    assert "架空の内輪の課題" not in page.main
    book = load_workbook(io.BytesIO(browser.get("report/download?as_of=2026-09-30", buffered=True).data))
    assert [row["裏付け"] for row in form_rows(book["成果一覧"], "日付")] == ["展示会、課題", "―", "試作の写真"]
    assert browser.get(page.links()["展示会、課題"]).status == 200


def test_a_hidden_company_is_hidden_in_the_preview_too(cast: Cast, client: ClientFor, year: None, writing: Ways) -> None:
    with writing():
        db.session.get_one(Company, cast.minato.company_id).may_be_named = False
    page = client("manager").get("report/")
    assert cast.minato.name not in page.main
    assert "A社" in page.main


def test_the_page_says_in_either_language_that_the_workbook_is_japanese(cast: Cast, client: ClientFor) -> None:
    browser = client("clerk")
    assert "ブックは日本語です" in browser.get("report/").main
    assert browser.speak("en").get("report/").status == 200
    book = load_workbook(io.BytesIO(browser.get("report/download", buffered=True).data))
    assert book.sheetnames[0] == "概要"
    assert records(book["データ_企業月"])[0]["月の状態"] == "未実施"


def test_starting_the_report_pages_does_not_load_openpyxl() -> None:
    code = "import sys, tracker.web.report.routes; sys.exit('openpyxl' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_large_report_is_made_apart_says_how_far_it_is_and_is_fetched_once(
    cast: Cast, client: ClientFor, year: None, begun: list[Path], make: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = client("clerk")
    address = "report/download?as_of=2026-09-30&starts_on=2026-05-01&ends_on=2026-10-31"
    page = browser.follow(browser.get(address))
    assert (page.one("progress")["value"], page.headers["Refresh"]) == ("0", "2")
    browser.get(address)
    (folder,) = begun  # asked for twice, made once
    waiting, fetching = f"report/making/{folder.name}", f"report/made/{folder.name}"
    assert client("manager").get(waiting).status == client("manager").get(fetching).status == 404
    assert browser.get(fetching).status == 302
    make()
    assert (folder / "share").read_text() == "100"
    assert str(browser.get(waiting).location).endswith(fetching)
    made = browser.get(fetching, buffered=True)
    monkeypatch.setattr(making, "LARGE", 1_000)
    at_once = browser.get(address, buffered=True)
    assert made.data == at_once.data and made.headers["Content-Disposition"] == at_once.headers["Content-Disposition"]
    assert not folder.exists() and browser.get(fetching).status == 404


def test_the_preview_of_a_large_report_is_the_same_says_when_it_was_read_and_is_read_anew_when_asked(
    cast: Cast, client: ClientFor, year: None, begun: list[Path], make: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = client("clerk")
    waiting = browser.get("report/?as_of=2026-09-30").location
    make()
    page = browser.follow(browser.get(str(waiting)))
    (again,) = [str(link["href"]) for link in page.select("main a") if "again=1" in str(link["href"])]
    assert len(begun) == 1 and page.status == 200
    browser.get(again)
    assert len(begun) == 2 and begun[0] == begun[1] and not (begun[0] / "done").exists()
    monkeypatch.setattr(making, "LARGE", 1_000)
    assert tiles(page) == tiles(browser.get("report/?as_of=2026-09-30"))


@pytest.mark.parametrize("address", ["report/csv", "report/csv/visits"])
def test_a_large_table_is_made_apart_and_is_the_same_file(
    cast: Cast,
    client: ClientFor,
    year: None,
    begun: list[Path],
    make: Callable[[], Path],
    monkeypatch: pytest.MonkeyPatch,
    address: str,
) -> None:
    browser = client("clerk")
    browser.get(address)
    made = browser.get(f"report/made/{make().name}", buffered=True)
    monkeypatch.setattr(making, "LARGE", 1_000)
    at_once = browser.get(address, buffered=True)
    assert (made.data, made.headers["Content-Disposition"]) == (at_once.data, at_once.headers["Content-Disposition"])


def test_a_large_report_is_handed_in_and_compared_apart(
    cast: Cast, client: ClientFor, year: None, begun: list[Path], make: Callable[[], Path], writing: Ways
) -> None:
    browser = client("clerk")
    form = "report/submissions/new?as_of=2026-09-30"
    refused = browser.submit(form, {"title": "中間", "handed_in_on": "2026-09-01"})
    assert refused.status == 422
    make()
    asked = browser.submit(form, {"title": "中間", "handed_in_on": "2026-11-24"})
    answer = browser.submit(asked, button=("confirmed", "1"))
    make()
    shown = browser.follow(browser.get(str(answer.location)))
    assert "第1号" in shown.main and len(browser.get("report/submissions/").rows()) == 1
    assert browser.get("report/submissions/1/download", buffered=True).data[:2] == b"PK"
    with writing():
        add_visit(cast.asahi, date(2026, 8, 3))
    waiting = browser.get("report/submissions/1/changes").location
    make()
    page = browser.follow(browser.get(str(waiting)))
    assert any("訪問ID" in row.get_text() for row in page.select("main tbody tr"))
    assert any("again=1" in str(link["href"]) for link in page.select("main a"))


def test_a_large_report_that_came_to_nothing_says_so_and_asks_no_more(
    app: Flask, cast: Cast, client: ClientFor, begun: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = client("clerk")
    page = browser.follow(browser.get("report/download"))
    monkeypatch.setattr(report_process, "bare_app", lambda _config: app)
    monkeypatch.setattr(report_process, "write_report", lambda *_args, **_more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        report_process.main(begun[0])
    page = browser.get(f"report/making/{begun[0].name}")
    assert "作れませんでした" in page.main and "Refresh" not in page.headers
