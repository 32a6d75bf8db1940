"""A planned visit whose day is over was perhaps not made: every place that asks for its record takes that answer as well."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest

from tests.auditing import Client, Page, overlay
from tests.cast import Cast, assign
from tests.conftest import NOW, ClientFor
from tests.happenings import add_visit
from tracker.domain.cadence import EventStatus
from tracker.domain.staffing import AssignmentRole

Ways = Callable[[], AbstractContextManager[None]]
WORDS = "訪問しなかった"


@pytest.fixture
def visit_id(cast: Cast, writing: Ways) -> int:
    with writing():
        return add_visit(cast.asahi, date(2026, 11, 10), EventStatus.SCHEDULED)


def ways(browser: Client, place: str) -> list[str]:
    return [str(link["href"]) for link in browser.get(place).select("a") if link.get_text().startswith(WORDS)]


@pytest.mark.parametrize("place", ["", "today/", "closing/2026-11", "visits/{}/log"])
def test_it_is_offered_beside_the_record_to_whoever_may_write_it(visit_id: int, client: ClientFor, place: str) -> None:
    place = place.format(visit_id)
    assert ways(client("owner"), place) == [f"/p/r8/visits/{visit_id}/cancel"]
    if "log" not in place:
        assert ways(client("colleague"), place) == []


def test_whoever_called_it_off_from_a_list_comes_back_to_the_list(visit_id: int, client: ClientFor) -> None:
    browser = client("owner")
    dashboard = {"Referer": "http://localhost/p/r8/"}
    page = browser.get(ways(browser, "")[0], headers=dashboard)
    postpone = go_over(browser, page, {})
    assert postpone.fields()["back"] == "/p/r8/"
    answer = browser.submit(postpone, {"reason": "先方の都合"})
    assert answer.location == "/p/r8/"
    assert ways(browser, "") == []
    assert "11月 日程未定" in browser.get("").links()


def go_over(browser: Client, page: Page, typed: dict[str, str]) -> Page:
    """From 中止 to 延期, or back, with what was typed."""
    button = page.one("main form button[formaction]")
    return browser.post(
        str(button["formaction"]), data=overlay(page.fields(), typed | {str(button["name"]): str(button["value"])})
    )


def test_a_reason_that_was_typed_goes_over_to_the_other_form_and_nothing_is_saved(visit_id: int, client: ClientFor) -> None:
    browser = client("owner")
    page = browser.get(f"visits/{visit_id}/cancel")
    for title in ("訪問の延期", "訪問の中止", "訪問の延期"):
        page = go_over(browser, page, {"reason": "工場の設備が止まったため"})
        assert (page.status, page.words("h1"), page.words(".error-summary")) == (200, [title], [])
        assert page.fields()["reason"] == "工場の設備が止まったため"
        assert "予定を変更" in browser.get(f"visits/{visit_id}").links()
    sent = {"new_on": "2026-12-10"}
    made = {browser.submit(page, sent).location for _again in range(2)}
    assert len(made) == 1
    assert "工場の設備が止まったため" in browser.get(f"visits/{visit_id}").main


def test_whoever_came_from_the_visit_itself_sees_what_became_of_it(visit_id: int, client: ClientFor) -> None:
    browser = client("owner")
    page = browser.get(f"visits/{visit_id}/cancel", headers={"Referer": f"http://localhost/p/r8/visits/{visit_id}/log"})
    assert browser.submit(page, {"reason": "台風"}).location == f"/p/r8/visits/{visit_id}"


def test_a_month_without_another_visit_may_be_excused_where_its_date_is_asked_for(
    cast: Cast, visit_id: int, client: ClientFor, writing: Ways
) -> None:
    """Rule 3: 見送り stands before 日程未定, so a running month may be excused too; only a manager is offered it."""
    both = "manager_producer"
    with writing():
        assign(cast.asahi.enrolment_id, cast.producer_id(both), AssignmentRole.SUB_LEAD, now=NOW)
    manager = client("manager")
    form = manager.get(f"visits/{visit_id}/cancel", headers={"Referer": "http://localhost/p/r8/visits/"})
    manager.submit(form, {"reason": "先方の決算のため"})
    company = manager.get(f"visits/{visit_id}").main
    assert "2026年11月は、ほかに訪問がありません。" in company
    schedule = manager.get(f"visits/{visit_id}").links()["予定を入れる"]
    places = ("", "closing/2026-11", schedule, f"visits/{visit_id}")
    for place in places:
        assert any(url.endswith("/2026-11") and "/months/" in url for url in excuses(manager, place)), place
    assert [excuses(client("owner"), place) for place in places] == [[]] * len(places)
    assert len(excuses(client(both), "today/")) == 1
    page = manager.get(
        next(url for url in excuses(manager, "") if url.endswith("2026-11")), headers={"Referer": "http://localhost/p/r8/"}
    )
    assert page.fields()["reason"] == "先方の決算のため"
    assert "中止・延期の理由を入れてあります。" in page.main
    assert manager.submit(page, {"accepted_by": "架空マネージャー"}).location == "/p/r8/"
    assert "11月 見送り" in manager.get("").links()
    assert "ほかに訪問がありません" not in manager.get(f"visits/{visit_id}").main


def test_why_it_was_called_off_stands_in_the_story_and_the_visit_says_who_did_it(
    cast: Cast, visit_id: int, client: ClientFor
) -> None:
    browser = client("sub")
    browser.submit(f"visits/{visit_id}/cancel", {"reason": "先方の棚卸し"})
    story = f"companies/{cast.asahi.enrolment_id}"
    assert "理由：先方の棚卸し" in browser.get(story).main
    assert f"{cast['sub'].name}さん（2026年" in browser.get(f"visits/{visit_id}").main
    for path in (story, f"visits/{visit_id}"):  # the reason is of the record, the day of the board
        assert "棚卸し" not in client("colleague").get(path).main


def excuses(browser: Client, place: str) -> list[str]:
    return [str(link["href"]) for link in browser.get(place).select("a") if "見送りにする" in link.get_text()]
