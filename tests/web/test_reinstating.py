"""中止・延期を取り消す on its pages: offered where the visit or meeting is shown, and what it says before it is done."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from urllib.parse import urlsplit

import pytest
from icalendar import Calendar

from tests.auditing import Client
from tests.cast import Cast
from tests.conftest import ClientFor
from tests.happenings import add_excuse, add_meeting, add_visit
from tracker.domain.cadence import EventStatus

Ways = Callable[[], AbstractContextManager[None]]
TO_COME, PAST = date(2026, 12, 3), date(2026, 11, 10)
WORDS = {EventStatus.CANCELLED: "中止を取り消す", EventStatus.POSTPONED: "延期を取り消す"}


@pytest.fixture(params=WORDS)
def status(request: pytest.FixtureRequest) -> EventStatus:
    return EventStatus(request.param)


@pytest.fixture(params=["visits", "meetings"])
def place(request: pytest.FixtureRequest, cast: Cast, status: EventStatus, writing: Ways) -> str:
    """The page of a visit, or of a meeting, that was called off."""
    with writing():
        if request.param == "visits":
            return f"visits/{add_visit(cast.asahi, TO_COME, status)}"
        return f"meetings/{add_meeting([cast.asahi], TO_COME, [cast.producer_id('owner')], status)}"


def test_it_is_offered_where_it_is_shown_and_asks_for_a_reason(place: str, status: EventStatus, client: ClientFor) -> None:
    browser = client("owner")
    words = WORDS[status]
    page = browser.get(browser.get(place).links()[words])
    assert page.words("h1") == [f"{'訪問' if place.startswith('visits') else '会議'}の{words}"]
    refused = browser.submit(page, {"reason": "　"})
    assert (refused.status, refused.words(".error-summary li")) == (422, ["取り消す理由を入力してください。"])
    done = browser.submit(page, {"reason": "やはり来てほしいと連絡があった"})
    assert done.location == f"/p/r8/{place}"
    shown = browser.get(place)
    assert "予定に戻しました。" in shown.main
    assert words not in shown.links()
    manager = client("manager")
    entry = manager.get(str(manager.get(place).one("main a[href*='/audit/']")["href"])).rows()[0]
    assert words.removesuffix("取り消す") + "取り消し" in entry[2] and entry[4] == "やはり来てほしいと連絡があった"


def test_only_whoever_may_log_is_offered_it(place: str, status: EventStatus, client: ClientFor) -> None:
    for who, answer in (("colleague", 404), ("clerk", 403)):
        browser = client(who)
        assert WORDS[status] not in browser.get(place).links()
        assert browser.get(f"{place}/reinstate").status == answer


def test_whoever_saw_an_earlier_state_is_told_and_keeps_what_they_typed(
    place: str, client: ClientFor, status: EventStatus
) -> None:
    browser, other = client("owner"), client("manager")
    page = browser.get(f"{place}/reinstate")
    other.submit(f"{place}/reinstate", {"reason": "連絡の行き違い"})
    other.submit(f"{place}/cancel", {"reason": "台風"})
    told = browser.submit(page, {"reason": "やはり行く"})
    assert told.status == 409
    assert told.fields()["reason"] == "やはり行く"
    assert "中止の理由：台風" in told.main
    assert browser.submit(told).location == f"/p/r8/{place}"


def test_the_page_says_what_else_there_is_by_now(cast: Cast, client: ClientFor, writing: Ways) -> None:
    with writing():
        off = add_visit(cast.asahi, PAST, EventStatus.POSTPONED)
        free = add_visit(cast.asahi, date(2026, 11, 11), EventStatus.CANCELLED)
        recorded = add_visit(cast.asahi, PAST)
        later = add_visit(cast.asahi, TO_COME, EventStatus.SCHEDULED)
        add_excuse(cast.asahi, date(2026, 11, 1))
        meeting = add_meeting([cast.asahi, cast.minato], PAST, [cast.producer_id("owner")], EventStatus.CANCELLED)
        planned = add_meeting([cast.minato], PAST, [], EventStatus.SCHEDULED)
    browser = client("owner")
    page = browser.get(f"visits/{off}/reinstate")
    assert "予定に戻すと二重になるので、その訪問を使ってください。" in page.main
    assert "日を過ぎているので、記録待ちになります。" in page.main
    assert page.links()["2026年11月10日(火)（実施）"] == f"/p/r8/visits/{recorded}"
    assert page.links()["2026年12月3日(木)（予定）"] == f"/p/r8/visits/{later}"
    refused = browser.submit(page, {"reason": "行くことになった"})
    assert refused.status == 422
    assert "予定に戻すと二重になる" in refused.words(".error-summary")[0]
    page = browser.get(f"visits/{free}/reinstate")
    assert "二重になる" not in page.main
    manager = client("manager")
    page = manager.get(f"meetings/{meeting}/reinstate")
    assert page.links()["2026年11月10日(火)（予定）"] == f"/p/r8/meetings/{planned}"
    assert manager.submit(page, {"reason": "開くことになった"}).status == 422


def test_a_month_that_was_excused_meanwhile_stays_so_and_the_page_says_it(cast: Cast, client: ClientFor, writing: Ways) -> None:
    with writing():
        visit_id = add_visit(cast.asahi, TO_COME, EventStatus.CANCELLED)
        add_excuse(cast.asahi, date(2026, 12, 1))
    manager = client("manager")
    page = manager.get(f"visits/{visit_id}/reinstate")
    assert "2026年12月は見送りになっています。予定に戻しても、見送りのままです。" in page.main
    assert manager.get(page.links()["見送りを見る"]).status == 200
    assert "見送りを見る" not in client("owner").get(f"visits/{visit_id}/reinstate").links()


def test_the_calendar_and_the_months_follow_by_themselves(cast: Cast, client: ClientFor, writing: Ways) -> None:
    with writing():
        visit_id = add_visit(cast.asahi, TO_COME, EventStatus.CANCELLED)
        meeting_id = add_meeting([cast.asahi], TO_COME, [cast.producer_id("owner")], EventStatus.POSTPONED)
    browser = client("owner")
    address = calendar_of(browser)
    before = entries(browser, address)
    assert {one["STATUS"] for one in before.values()} == {"CANCELLED"}
    assert "12月 予定" not in browser.get("").links()
    for place in (f"visits/{visit_id}", f"meetings/{meeting_id}"):
        browser.submit(f"{place}/reinstate", {"reason": "都合がついた"})
    after = entries(browser, address)
    assert {one["STATUS"] for one in after.values()} == {"CONFIRMED"}
    assert all(after[uid]["SEQUENCE"] > one["SEQUENCE"] for uid, one in before.items())
    assert not any("【中止】" in one["SUMMARY"] for one in after.values())
    assert any(words.startswith("12月 予定") for words in browser.get("").links())


def test_a_closed_month_asks_why_on_the_form(cast: Cast, client: ClientFor, writing: Ways) -> None:
    with writing():
        visit_id = add_visit(cast.asahi, date(2026, 10, 6), EventStatus.CANCELLED)
    manager = client("manager")
    manager.post(f"closing/2026-10/{cast.asahi.enrolment_id}", data={"remark": "訪問なし"})
    page = manager.get(f"visits/{visit_id}/reinstate")
    assert manager.submit(page, {"reason": "行っていた"}).status == 422
    assert manager.submit(page, {"reason": "行っていた", "change_reason": "記録の漏れ"}).status == 302


def calendar_of(browser: Client) -> str:
    browser.submit("/account/subscriptions", form="main form[action='/account/calendar']")
    return urlsplit(browser.get("/account/subscriptions").one("main .calendar-address code").text).path


def entries(browser: Client, address: str) -> dict[str, dict[str, str]]:
    found = Calendar.from_ical(browser.get(address).data).walk("VEVENT")
    return {str(one["UID"]): {name: str(one[name]) for name in ("STATUS", "SEQUENCE", "SUMMARY")} for one in found}


def test_calling_off_says_what_and_leads_to_taking_it_back(cast: Cast, client: ClientFor, writing: Ways) -> None:
    with writing():
        visits = [add_visit(cast.asahi, date(2026, 12, day), EventStatus.SCHEDULED) for day in (3, 4, 7)]
        meetings = [add_meeting([cast.asahi, cast.minato], date(2026, 12, day), [], EventStatus.SCHEDULED) for day in (8, 9)]
    browser, why = client("manager"), {"reason": "台風"}
    for place, typed, said, words in (
        (f"visits/{visits[0]}/cancel", {}, "架空アサヒ製作所への2026年12月3日(木)の訪問を中止にしました。", "中止を取り消す"),
        (f"visits/{visits[1]}/postpone", {}, "架空アサヒ製作所への2026年12月4日(金)の訪問を延期にしました。", "延期を取り消す"),
        (
            f"visits/{visits[2]}/postpone?back=/p/r8/visits/",
            {"new_on": "2026-12-14"},
            "架空アサヒ製作所への2026年12月7日(月)の訪問を延期にし、2026年12月14日(月)を予定に入れました。",
            "延期を取り消す",
        ),
        (f"meetings/{meetings[0]}/cancel", {}, "についての2026年12月8日(火)の会議を中止にしました。", "中止を取り消す"),
        (
            f"meetings/{meetings[1]}/postpone",
            {"new_on": "2026-12-15"},
            "についての2026年12月9日(水)の会議を延期にし、2026年12月15日(火)を予定に入れました。",
            "延期を取り消す",
        ),
    ):
        page = browser.get(browser.submit(place, why | typed).location or "")
        assert said in page.words(".flash")[0]
        link = page.one(".flash a")
        assert (link.text, link["href"]) == (words, f"/p/r8/{'/'.join(place.split('/')[:2])}/reinstate")


@pytest.mark.parametrize("place", ["visits", "meetings"])
def test_what_it_was_postponed_to_is_marked_and_goes_with_it(place: str, cast: Cast, client: ClientFor, writing: Ways) -> None:
    days = (TO_COME, date(2026, 12, 24))
    with writing():
        if place == "visits":
            put_off, _other = (add_visit(cast.asahi, on, EventStatus.SCHEDULED) for on in days)
        else:
            put_off, _other = (add_meeting([cast.asahi], on, [], EventStatus.SCHEDULED) for on in days)
    browser, other = client("owner"), client("manager")
    instead = browser.submit(f"{place}/{put_off}/postpone", {"reason": "台風", "new_on": "2026-12-10"}).location or ""
    page = browser.get(f"{place}/{put_off}/reinstate")
    made, planned = page.words(".notice")[-2:]
    assert "この延期で入れた予定です。" in made and "2026年12月10日(木)（予定）" in made and "12月24日" not in made
    assert "12月24日" in planned and "12月10日" not in planned
    other.submit(f"{instead}/edit", {("visit_on" if place == "visits" else "meeting_on"): "2026-12-11"})
    told = browser.submit(page, {"reason": "やはり行く", "drops_instead": "y"})
    assert told.status == 409 and "2026年12月11日(金)（予定）" in told.main
    done = browser.get(browser.submit(told).location or "")
    assert "を予定に戻し、延期先の予定を中止にしました。" in done.words(".flash")[0]
    assert "中止を取り消す" in browser.get(instead).links()
    assert "drops_instead" not in browser.get(f"{place}/{put_off}/reinstate").fields()
