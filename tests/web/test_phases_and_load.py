"""The pages of phases and of the load: what they say, and that every number leads to exactly its rows."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from io import StringIO

import pytest

from tests.auditing import Client
from tests.cast import Cast
from tests.conftest import ClientFor
from tests.happenings import add_meeting, add_visit
from tracker.domain.phases import Phase

Ways = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)


@pytest.fixture
def browser(cast: Cast, client: ClientFor, writing: Ways) -> Client:
    owner, sub = cast.producer_id("owner"), cast.producer_id("sub")
    with writing():
        add_visit(cast.asahi, date(2026, 5, 11), people=[owner, sub], cases=cast.asahi.case_ids)
        add_visit(cast.asahi, date(2026, 6, 10), people=[owner], cases=cast.asahi.case_ids, worked=Phase.DIAGNOSE)
        add_visit(cast.asahi, date(2026, 6, 11), people=[owner], is_draft=True)
        add_meeting([cast.asahi], date(2026, 5, 25), [owner])
    return client("manager")


def test_a_case_tells_its_days_its_last_movement_and_its_evidence(cast: Cast, browser: Client) -> None:
    page = browser.get("phases/")
    assert "いまのフェーズは、診断する 1件、未着手 2件です。90日を超えてフェーズが進んでいない案件は3件です。" in page.main
    row = next(row for row in page.rows() if "新しい治具の開発" in row[0])
    assert "診断する" in row[1]
    assert row[2] == "168日目"
    links = [str(link["href"]) for link in page.select("main td a[href*='/visits/']")]
    assert len(links) == 2
    assert {browser.get(link).status for link in links} == {200}
    assert len(browser.get("phases/?stuck=1").rows()) == 3
    figure = json.loads(str(page.one("script[data-chart-figure]").string))
    leads = {address for trace in figure["data"] for address in trace.get("customdata", ())}
    assert leads == {str(link["href"]) for link in page.select("main th a") if "新しい治具の開発" in link.get_text()}


def test_a_case_worked_again_in_an_earlier_phase_is_said_not_to_have_moved_on(
    cast: Cast, client: ClientFor, writing: Ways
) -> None:
    with writing():
        add_visit(cast.asahi, date(2026, 5, 11), cases=cast.asahi.case_ids)
        add_visit(cast.asahi, date(2026, 11, 10), cases=cast.asahi.case_ids)
        add_visit(cast.minato, date(2026, 5, 12), cases=cast.minato.case_ids[:1], worked=Phase.PLAN)
    browser = client("manager")
    page = browser.get("phases/")
    assert "次のフェーズに進まないまま90日を超えた案件を「フェーズが進んでいない」と数えます。" in page.main
    assert "最後の動き" not in page.main
    row = next(row for row in page.rows() if "新しい治具の開発" in row[0])
    assert row[1:4] == ["聞く・聴く 197日、次のフェーズに進んでいない", "198日目", "11/10(火)"]
    assert next(row for row in page.rows() if "企てる" in row[1])[1].startswith("企てる 196日、取り組みなし")
    group = browser.get("").one("#attention-stuck_case").get_text(" ")
    assert "聞く・聴く・5/11(月)から197日、次のフェーズに進んでいない" in group
    assert "企てる・5/12(火)から196日、取り組みなし" in group
    assert browser.get("").words(".dashboard__cases thead th")[2] == "フェーズに入って"


def test_the_chart_shows_every_phase_also_one_begun_after_a_further_one(cast: Cast, browser: Client, writing: Ways) -> None:
    with writing():
        add_visit(
            cast.asahi, date(2026, 7, 8), people=[cast.producer_id("owner")], cases=cast.asahi.case_ids, worked=Phase.OBSERVE
        )
    traces = json.loads(str(browser.get("phases/").one("script[data-chart-figure]").string))["data"]
    assert "ひし形は、同じ日に次のフェーズへ進んだか、先のフェーズのあとで始めたフェーズで" in browser.get("phases/").main
    assert [(trace["type"], trace["name"]) for trace in traces] == [
        *(("bar", "聞く・聴く"), ("bar", "診断する")),
        ("scatter", "見る・観る"),
    ]
    assert traces[2]["hovertext"] == ["1 新しい治具の開発：見る・観る 7/8(水)（先のフェーズのあとで）"]


def test_pages_and_the_report_count_the_days_in_a_phase_alike(cast: Cast, browser: Client) -> None:
    days = str((TODAY - date(2026, 6, 10)).days + 1)  # the first day is one of them
    case = cast.asahi.case_ids[0]
    for page in ("phases/", "", f"cases/{case}", f"companies/{cast.asahi.enrolment_id}"):
        assert f"{days}日目" in browser.get(page).main, page
    sheet = browser.get(f"report/csv/cases?as_of={TODAY}", buffered=True).data.decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(sheet)))
    assert [row["フェーズの日数（初日を含む）"] for row in rows if row["フェーズの日数（初日を含む）"]] == [days]


@pytest.mark.parametrize(("language", "written"), [("ja", "%-m/%-d"), ("en", "%-d %b")])
def test_the_days_of_the_chart_are_written_in_the_readers_language(browser: Client, language: str, written: str) -> None:
    figure = browser.speak(language).get("phases/").one("script[data-chart-figure]").string
    assert json.loads(str(figure))["layout"]["xaxis"]["tickformat"] == written


def test_an_order_that_is_wrong_is_mended_on_the_spot_or_explained(cast: Cast, browser: Client) -> None:
    page = browser.get(f"cases/{cast.asahi.case_id}")
    links = [str(link["href"]) for link in page.select("main ul a[href$='/edit']")]
    assert len(links) == 1
    assert browser.get(links[0]).status == 200


@pytest.mark.parametrize("show", ["visits", "meetings", "lead", "sub"])
def test_every_number_of_the_load_leads_to_its_rows(browser: Client, show: str) -> None:
    page = browser.get(f"load/?show={show}")
    found = {}
    for link in page.select("main td a"):
        target = browser.get(str(link["href"]))
        rows = (
            target.rows()
            if show in ("visits", "meetings")
            else target.one("#" + str(link["href"]).partition("#")[2]).find_next("table").select("tbody tr")
        )
        assert len(rows) == int(link.get_text()), link
        found[str(link["aria-label"])] = int(link.get_text())
    told = {
        "visits": {"担い手01 2026年5月 1": 1, "担い手01 2026年6月 1": 1, "担い手03 2026年5月 1": 1},
        "meetings": {"担い手01 2026年5月 1": 1},
    }
    assert found == told.get(show, found)
    assert found
    (trace,) = json.loads(str(page.one("script[data-chart-figure]").string))["data"]
    drawn = [address for line in trace["customdata"] for address in line if address]
    assert drawn == [str(link["href"]) for link in page.select("main td a")]  # a cell of the figure leads where its number does


def test_hours_are_shown_to_whoever_reads_them_all(browser: Client, client: ClientFor) -> None:
    assert "従事時間" in browser.get("load/?show=hours").words(".tabs [aria-current=page]")
    assert "従事時間" not in client("owner").get("load/").main


def test_nobody_of_another_programme_has_a_load_here(cast: Cast, browser: Client) -> None:
    assert browser.get(f"load/{cast.producer_id('stranger')}/2026-05").status == 404
    assert browser.get("load/1/いつか").status == 404
