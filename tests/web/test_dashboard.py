"""The dashboard's page: every number agrees with the list that it leads to, and every exception leads to its mending."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from bs4 import Tag

from tests.auditing import Client, Page
from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.happenings import add_companies, add_excuse, add_meeting, add_visit
from tests.round_records import hand_in, make_round
from tracker.database import db
from tracker.domain.cadence import EventStatus, VisitMode
from tracker.domain.phases import Phase
from tracker.models import AssessmentRound, Enrolment, Programme
from tracker.services.actions import add_action
from tracker.services.phases import give_phase_reason
from tracker.services.staffing import depart

Ways = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)


@pytest.fixture
def year(cast: Cast, writing: Ways) -> None:
    """A year with something of everything in it."""
    owner, sub = cast.producer_id("owner"), cast.producer_id("sub")
    with writing():
        for month in (4, 5, 6, 8, 9):
            add_visit(cast.asahi, date(2026, month, 10), people=[owner], cases=cast.asahi.case_ids)
            add_meeting([cast.asahi], date(2026, month, 20), [owner])
        add_visit(cast.asahi, date(2026, 9, 28), mode=VisitMode.ONLINE, people=[sub])
        add_visit(cast.asahi, date(2026, 10, 3), mode=VisitMode.EVENT)
        add_visit(cast.asahi, date(2026, 11, 17), EventStatus.SCHEDULED)
        add_visit(cast.asahi, date(2026, 12, 8), EventStatus.SCHEDULED)
        add_visit(cast.asahi, date(2026, 12, 18), EventStatus.SCHEDULED)
        add_excuse(cast.asahi, date(2026, 7, 1))
        for day in (date(2026, 6, 1), date(2026, 6, 1), date(2026, 6, 29), date(2026, 11, 2)):
            add_visit(cast.minato, day, people=[cast.producer_id("colleague")], cases=cast.minato.case_ids)
        add_visit(cast.minato, date(2026, 8, 3), EventStatus.CANCELLED)
        add_visit(cast.minato, date(2026, 8, 4), is_draft=True)
        add_visit(cast.minato, date(2026, 3, 30))
        add_visit(cast.elsewhere, date(2026, 8, 4))
        add_meeting([cast.asahi, cast.minato], date(2026, 10, 1), [owner])
        add_meeting([cast.minato], date(2026, 10, 2), [], EventStatus.SCHEDULED)
        add_meeting([cast.minato], date(2026, 10, 5), [], is_draft=True)
        for company, due_on in ((cast.asahi, date(2026, 11, 10)), (cast.minato, date(2026, 11, 23)), (cast.asahi, TODAY)):
            add_action(
                cast.viewer("manager"),
                enrolment_id=company.enrolment_id,
                what="見積りを送る",
                owner_id=owner,
                owner_name="",
                due_on=due_on,
                today=TODAY,
                now=NOW,
            )
        depart(cast.viewer("manager"), producer_id=sub, last_on=date(2026, 11, 12), now=NOW)


def rows_behind(browser: Client, url: str) -> int:
    """How many rows the list at an address shows."""
    page = browser.get(url)
    assert page.status == 200
    return len(page.rows())


def tiles(page: Page) -> dict[str, tuple[int, str]]:
    """The number and the address of every tile by its label."""
    return {
        words(tile, ".number-tile__label"): (
            int(re.findall(r"\d+", words(tile, ".number-tile__number"))[0]),
            str(tile.select(".number-tile__number")[0]["href"]),
        )
        for tile in page.select(".number-tile")
    }


def parts(page: Page) -> dict[str, tuple[int, str]]:
    """What the numbers are made of, under the tiles: the number and its address by its words."""
    return {
        part.get_text(" ").split()[0]: (int(link.get_text()), str(link["href"]))
        for part in page.select(".number-parts li")
        for link in part.select("a")[:1]
    }


def words(tag: Tag, css: str) -> str:
    found = tag.select_one(css)
    return found.get_text(" ").strip() if found else ""


def cells(page: Page) -> dict[tuple[str, int], Tag]:
    """The cells of the matrix by company and month of the fiscal year."""
    return {
        (words(row, "th a"), 1 + (number + 3) % 12): cell
        for row in page.select(".month-matrix tbody tr")
        for number, cell in enumerate(row.select("td > *"))
    }


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize("who", ["manager", "owner", "colleague", "clerk", "auditor"])
def test_every_tile_agrees_with_the_list_behind_it(client: ClientFor, who: str) -> None:
    browser = client(who)
    page = browser.get("")
    found = tiles(page) | parts(page)
    expected = {"訪問回数（企業単位）": 10, "うちオンライン": 1, "展示会同行（訪問回数に含めません）": 1, "会議回数": 6}
    for label, number in expected.items():
        assert (label, found[label][0]) == (label, number)
        assert rows_behind(browser, found[label][1]) == number
    overdue, url = found["期限を過ぎた宿題"]
    assert overdue == {"owner": 1, "colleague": 1}.get(who, 2)
    assert rows_behind(browser, url) == overdue
    assert found["成果（延べ件数）"][0] == rows_behind(browser, found["成果（延べ件数）"][1]) == 0
    (meetings, meetings_url), (companies, companies_url) = found["企業別延べ会議回数"], found["実企業数"]
    assert meetings == len(browser.get(meetings_url).rows()) == 7
    assert companies == len(browser.get(companies_url).rows()) == 2


@pytest.mark.usefixtures("year")
def test_beside_each_number_stand_this_month_and_the_same_days_of_the_month_before(client: ClientFor) -> None:
    browser = client("manager")
    found = {}
    for tile in browser.get("").select(".number-tile"):
        links = tile.select(".number-tile__compare a")
        for link in links:
            assert rows_behind(browser, str(link["href"])) == int(words(link, "b"))
        found[words(tile, ".number-tile__label")] = [int(words(link, "b")) for link in links]
    # October: the joint exhibition of the 3rd counts nowhere, the meeting of the 1st does
    assert found == {"訪問回数（企業単位）": [1, 0], "会議回数": [0, 1], "期限を過ぎた宿題": [2, 0], "成果（延べ件数）": [0, 0]}


@pytest.mark.usefixtures("year")
def test_the_numbers_of_each_company_agree_with_their_lists_and_add_up(client: ClientFor) -> None:
    browser = client("manager")
    page = browser.get("")
    sums = [0, 0, 0]
    for row in page.select(".dashboard__companies tbody tr"):
        links = row.select("td.numeric a")
        assert [rows_behind(browser, str(link["href"])) for link in links] == [int(link.get_text()) for link in links]
        sums = [one + int(link.get_text()) for one, link in zip(sums, links, strict=True)]
    foot = [int(cell.get_text()) for cell in page.select(".dashboard__companies tfoot td.numeric")]
    assert foot == sums == [10, 1, 7]
    assert "8組の訪問のうち5組の間に会議あり" in page.main


@pytest.mark.usefixtures("year")
def test_what_a_number_is_a_part_of_leads_to_its_rows_too(client: ClientFor) -> None:
    browser = client("manager")
    page = browser.get("")
    (gaps,) = page.select(".number-tile__target a")
    assert (gaps.get_text(), gaps["href"]) == ("訪問の合間 5/8", "#companies")
    assert len(page.select("[data-counted=companies] [data-row]")) == 8
    links = page.links()
    assert rows_behind(browser, links["（支援企業 2社のうち）"]) == rows_behind(browser, links["合計（実企業数 2社）"]) == 2
    digest = browser.get("digest/?kind=manager").links()
    assert digest["訪問の合間 5/8"].endswith("/p/r8/#companies")
    closed = browser.get("closing/").links()["2社のうち0社を締めた"]
    assert len(browser.get(closed).select(".closing__company")) == 2


@pytest.mark.usefixtures("year")
def test_every_cell_with_a_number_leads_to_exactly_its_visits(client: ClientFor, cast: Cast) -> None:
    browser = client("clerk")
    found = cells(browser.get(""))
    counted = {place: words(cell, ".month-matrix__count") for place, cell in found.items()}
    numbers = {place: int(count.removesuffix("回")) for place, count in counted.items() if count.endswith("回")}
    assert numbers[cast.minato.name, 6] == 3
    assert sum(numbers.values()) == 10
    for place, number in numbers.items():
        assert rows_behind(browser, str(found[place]["href"])) == number
    assert rows_behind(browser, str(found[cast.asahi.name, 12]["href"])) == 2


@pytest.mark.usefixtures("year")
def test_the_months_show_their_states_and_lead_to_where_they_are_mended(client: ClientFor, cast: Cast) -> None:
    found = cells(client("manager").get(""))
    states = {month: words(found[cast.asahi.name, month], ".status") for month in range(1, 13)}
    assert [states[month] for month in (6, 7, 10, 11, 12, 1)] == ["実施", "見送り", "未実施", "記録待ち", "予定", ""]
    links = {month: str(found[cast.asahi.name, month].get("href", "")) for month in range(1, 13)}
    assert links[7].endswith(f"/months/{cast.asahi.enrolment_id}/2026-07")
    assert links[10].endswith(f"/months/{cast.asahi.enrolment_id}/2026-10")
    assert links[11].endswith("/log")
    assert links[1] == ""


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize("who", ["manager", "colleague", "clerk"])
def test_every_link_of_the_page_may_be_opened_by_whoever_sees_it(client: ClientFor, who: str) -> None:
    browser = client(who)
    page = browser.get("")
    kinds: dict[str, set[str]] = {}
    for link in page.select("main a[href]"):
        kinds.setdefault(re.sub(r"\d+", "1", str(link["href"])), set()).add(str(link["href"]))
    urls = [url for of_kind in kinds.values() for url in sorted(of_kind)[:3] if not url.startswith("#")]
    assert [url for url in urls if browser.get(url).status not in {200, 302}] == []


@pytest.mark.usefixtures("year")
def test_the_exceptions_name_who_and_since_when(client: ClientFor) -> None:
    page = client("manager").get("")
    titles = [re.sub(r"\s+", " ", title) for title in page.words(".attention__title")]
    assert titles == [
        "体制不足・体制未確定 1社",
        "記録待ち 1件",
        "未実施（理由なし） 6件",
        "訪問の合間の会議なし 3件",
        "フェーズが進んでいない案件 3件",
        "期限を過ぎた宿題 2件",
        "5日を過ぎた下書き 2件",
        "未締めの月 7か月",
    ]
    assert "体制不足（副担当欠員 12日）・11/13(金)から 担い手01" in page.main
    assert "11/17(火)の予定・7日経過 担い手01" in page.main
    assert "見積りを送る・期限 11/10(火)・14日超過 担い手01" in page.main


@pytest.mark.usefixtures("year")
def test_what_awaits_its_record_leads_to_the_list_that_has_it_beside_the_drafts_left_lying(client: ClientFor) -> None:
    browser = client("manager")
    (link,) = browser.get("").select("#attention-awaiting_record .attention__hint a")
    page = browser.get(str(link["href"]))
    assert [
        (row.select("th")[0].get_text(strip=True), row.select(".mark")[0].get_text(strip=True)) for row in page.select("tbody tr")
    ] == [
        ("2026年11月17日(火)", "記録待ち"),
        ("2026年8月4日(火)", "下書き"),
    ]


def test_this_month_is_marked_and_a_phase_without_its_reason_asks_for_it(cast: Cast, client: ClientFor, writing: Ways) -> None:
    with writing():
        add_visit(cast.asahi, date(2026, 5, 11), cases=cast.asahi.case_ids, worked=Phase.DIAGNOSE)
    page = client("owner").get("")
    assert page.words("th.is-current-month") == ["11月"]
    row = next(row for row in page.select(".dashboard__cases tbody tr") if "新しい治具の開発" in row.get_text())
    assert words(row, "[aria-current=step]").split()[1] == "診断する"
    assert "順番の理由が未記入" in row.get_text()
    assert "198日目" in row.get_text()
    with writing():
        give_phase_reason(
            cast.viewer("owner"), case_id=cast.asahi.case_id, phase=Phase.DIAGNOSE, reason="急ぎの相談", today=TODAY, now=NOW
        )
    again = client("owner").get("").main
    assert "順番が前後（理由あり）" in again
    assert "順番の理由が未記入" not in again


def test_a_coordinator_has_the_big_button_and_a_clerk_has_not(cast: Cast, client: ClientFor) -> None:
    assert client("owner").get("").links()["訪問を記録"] == "/p/r8/visits/new"
    assert "訪問を記録" not in client("clerk").get("").links()


def test_with_two_visits_required_the_cell_shows_how_many_are_there(cast: Cast, client: ClientFor, writing: Ways) -> None:
    with writing():
        db.session.get_one(Programme, cast.programme_id).visits_per_month = 2
        add_visit(cast.asahi, date(2026, 5, 11))
    cell = cells(client("manager").get(""))[cast.asahi.name, 5]
    assert (words(cell, ".status"), words(cell, ".month-matrix__count")) == ("未実施", "1/2")
    assert rows_behind(client("manager"), str(cell["href"])) == 1


def test_a_month_that_has_its_visit_says_when_the_next_one_is_planned(cast: Cast, client: ClientFor, writing: Ways) -> None:
    with writing():
        for day, status in ((6, EventStatus.HELD), (27, EventStatus.SCHEDULED), (30, EventStatus.SCHEDULED)):
            add_visit(cast.asahi, date(2026, 11, day), status)
        add_visit(cast.minato, date(2026, 11, 30), EventStatus.SCHEDULED)
    browser = client("manager")
    found = cells(browser.get(""))
    cell, other = found[cast.asahi.name, 11], found[cast.minato.name, 11]
    assert [words(cell, f".{part}") for part in ("status", "month-matrix__count", "month-matrix__planned")] == [
        "実施",
        "1回",
        "予定 11/27、11/30",
    ]
    assert (words(other, ".status"), words(other, ".month-matrix__planned")) == ("予定", "")
    assert words(cells(browser.speak("en").get(""))[cast.asahi.name, 11], ".month-matrix__planned") == "Scheduled 27 Nov, 30 Nov"


def test_a_programme_without_companies_says_what_to_do_next(cast: Cast, client: ClientFor, writing: Ways) -> None:
    with writing():
        db.session.get_one(Enrolment, cast.elsewhere.enrolment_id).deleted_at = NOW
    page = client("other_manager").get("")
    assert "支援企業がまだ登録されていません" in page.main
    assert page.links()["名簿を取り込む"].startswith("/p/other/")
    stranger = client("stranger").get("/p/other/")
    assert "支援企業がまだ登録されていません" in stranger.main
    assert "取り込むか" not in stranger.main and "マネージャーか報告書担当が登録します" in stranger.main


def test_the_page_speaks_english_and_folds_long_lists_away(cast: Cast, client: ClientFor, writing: Ways) -> None:
    with writing():
        add_companies(cast, 30)
    page = client("manager").speak("en").get("")
    assert page.status == 200
    assert len(page.select(".attention > .attention__lines li")) <= 5 * len(page.select(".attention"))
    assert len(page.select(".month-matrix tbody tr")) == 32


def test_of_many_companies_ten_are_shown_and_everything_is_counted(cast: Cast, client: ClientFor, writing: Ways) -> None:
    with writing():
        add_companies(cast, 60)
    browser = client("manager")
    first, second = browser.get(""), browser.get("?page=2")
    names = [{words(row, "th a") for row in page.select(".month-matrix tbody tr")} for page in (first, second)]
    assert ([len(some) for some in names], names[0] & names[1]) == ([10, 10], set())
    assert [str(link["href"]) for link in first.select("[rel=next]")] == ["/p/r8/?page=2"]
    assert [parts(page)["実企業数"] for page in (first, second)] == [parts(first)["実企業数"]] * 2
    assert "支援企業 62社のうち" in first.main
    for page, shown in zip((first, second), names, strict=True):
        assert {words(row, "th a") for row in page.select(".dashboard__companies tbody tr")} == shown


def test_exceptions_of_many_companies_beyond_the_first_stand_on_pages_of_their_own(
    cast: Cast, client: ClientFor, writing: Ways
) -> None:
    with writing():
        add_companies(cast, 60)
    browser = client("manager")
    group = next(one for one in browser.get("").select(".attention") if "今月の訪問が日程未定" in one.get_text())
    number = int(re.findall(r"\d+", words(group, ".attention__count"))[0])
    assert (number, len(group.select("li"))) == (62, 5)
    link = group.select("a")[-1]
    assert link.get_text() == "ほか57件"
    page = browser.get(str(link["href"]))
    pages = [page, browser.get(str(page.select("[rel=next]")[0]["href"]))]
    assert [len(one.select(".attention li")) for one in pages] == [50, 12]


def test_whoever_has_not_handed_in_is_named_with_the_round_and_since_when(cast: Cast, client: ClientFor, writing: Ways) -> None:
    with writing():
        round_id = make_round(cast.programme_id, now=NOW, producer_ids=cast.producer_ids)
        for rater in cast.producer_ids[1:]:
            hand_in(round_id, rater, now=NOW)
        name = db.session.get_one(AssessmentRound, round_id).name
    browser = client("manager")
    (line,) = browser.get("").select("#attention-not_handed_in li")
    (mended, _snooze) = line.select("a")
    assert mended.get_text() == f"担い手01さん　{name}"
    assert browser.get(str(mended["href"])).status == 200
    assert line.get_text().endswith("11/24(火)に受付開始・締切 12/10(木)")
    assert line.get_text().count("担い手01") == 2  # said once, and once more for whoever hears the button that puts it aside
