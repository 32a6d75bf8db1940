"""What a confirmed or checked diary refuses leads to the diary of that person and month, for whoever may open it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time

import pytest

from tests.auditing import Client, Page
from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.hours import make_entry, make_travel
from tests.records import make_visit
from tracker.domain.phases import Phase

At = Callable[[], AbstractContextManager[None]]
ON = date(2026, 10, 14)


@pytest.fixture
def visit_id(cast: Cast, writing: At) -> int:
    with writing():
        who = [cast.producer_id("owner"), cast.producer_id("sub")]
        note = {"case_ids": cast.asahi.case_ids, "phases": [Phase.LISTEN], "facts": "工場長の話"}
        return make_visit(cast.asahi, now=NOW, on=ON, who=who, start_time=time(10), end_time=time(12), **note)


def october(cast: Cast) -> str:
    return f"diaries/{cast.producer_id('owner')}/2026-10"


def confirm(cast: Cast, client: ClientFor, *, is_checked: bool = False) -> None:
    assert client("owner").submit(f"{october(cast)}/confirm").status == 302
    if is_checked:
        assert client("manager").submit(f"{october(cast)}/approve").status == 302


def refused(browser: Client, url: str, typed: dict[str, str]) -> Page:
    page = browser.submit(url, typed)
    assert page.status == 422, page.main
    return page


def test_hours_in_a_confirmed_month_lead_to_its_diary(visit_id: int, cast: Cast, client: ClientFor, writing: At) -> None:
    with writing():
        entry_id = make_entry(cast, now=NOW, on=ON, start_time=time(15), end_time=time(16))
        gone_id = make_entry(cast, now=NOW, on=ON, deleted_at=NOW)
        travel_id = make_travel(cast, visit_id, now=NOW)
    confirm(cast, client)
    browser = client("owner")
    work = {"start_time": "17:00", "end_time": "18:00", "note": "資料の準備"}
    pages = [
        refused(browser, "hours/new?on=2026-10-14", work),
        refused(browser, f"hours/{entry_id}", {"note": "直したい"}),
        refused(browser, f"hours/{entry_id}/delete", {}),
        refused(browser, f"travel/{travel_id}", {"cost_yen": "500"}),
        refused(browser, f"travel/{travel_id}/delete", {}),
        refused(browser, f"visits/{visit_id}/own-hours", {"break_minutes": "10"}),
        browser.follow(browser.post(f"hours/{gone_id}/restore")),
    ]
    for page in pages:
        assert page.links()["担い手01さんの業務日誌（2026年10月）"].endswith(october(cast)), page.main
        assert "本人確定済み" in page.main


def test_a_record_in_a_checked_month_leads_whoever_may_open_the_diary_there(visit_id: int, cast: Cast, client: ClientFor) -> None:
    confirm(cast, client, is_checked=True)
    own = refused(client("owner"), f"visits/{visit_id}/edit", {"end_time": "13:00"})
    assert own.links()["担い手01さんの業務日誌（2026年10月）"].endswith(october(cast))
    colleague = refused(client("sub"), f"visits/{visit_id}/edit", {"end_time": "13:00"})
    assert "担い手01さんの業務日誌は責任者確認済み" in colleague.main and not colleague.select(".error-summary a")


def test_a_device_is_told_the_words_alone(visit_id: int, cast: Cast, client: ClientFor) -> None:
    confirm(cast, client, is_checked=True)
    told = client("owner").submit(f"visits/{visit_id}/edit", {"end_time": "13:00"}, headers={"Accept": "application/json"}).json
    assert "責任者確認済み" in told["problems"][0]["sentence"] and "<" not in told["problems"][0]["sentence"]
