"""A planned visit whose day is over was perhaps not made: every place that asks for its record takes that answer as well."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest

from tests.auditing import Client
from tests.cast import Cast
from tests.conftest import ClientFor
from tests.happenings import add_visit
from tracker.domain.cadence import EventStatus

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
    postpone = browser.get(next(url for words, url in page.links().items() if "延期" in words))
    assert postpone.fields()["back"] == "/p/r8/"
    answer = browser.submit(postpone, {"reason": "先方の都合"})
    assert answer.location == "/p/r8/"
    assert ways(browser, "") == []
    assert "11月 日程未定" in browser.get("").links()


def test_whoever_came_from_the_visit_itself_sees_what_became_of_it(visit_id: int, client: ClientFor) -> None:
    browser = client("owner")
    page = browser.get(f"visits/{visit_id}/cancel", headers={"Referer": f"http://localhost/p/r8/visits/{visit_id}/log"})
    assert browser.submit(page, {"reason": "台風"}).location == f"/p/r8/visits/{visit_id}"
