"""Overlapping hours of one person: said on the page after the save, in one sentence that leads to both; nothing is refused."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time

import pytest
from bs4 import Tag

from tests.auditing import Page
from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.field_records import make_training
from tests.hours import add, make_entry, make_travel
from tests.records import make_meeting, make_visit
from tracker.database import db
from tracker.domain.trainings import Attendance
from tracker.models import Company, OwnHours, Programme

At = Callable[[], AbstractContextManager[None]]
ON = date(2026, 10, 14)
OVERLAP = "時間が重なっています"


def _lines(page: Page) -> list[Tag]:
    return [line for line in page.select(".notice--warning li") if OVERLAP in line.get_text()]


def told(page: Page) -> list[str]:
    return [line.get_text() for line in _lines(page)]


def leads(page: Page) -> list[str]:
    return [str(link["href"]).split("/p/r8/")[1] for line in _lines(page) for link in line.select("a")]


@pytest.fixture
def visit_id(cast: Cast, writing: At) -> int:
    """A visit of the owner and the sub-lead from ten to twelve."""
    with writing():
        who = [cast.producer_id("owner"), cast.producer_id("sub")]
        return make_visit(cast.asahi, now=NOW, on=ON, who=who, start_time=time(10), end_time=time(12))


def test_own_hours_beside_a_visit_are_said_in_the_week_and_on_the_next_form(visit_id: int, client: ClientFor) -> None:
    browser = client("owner")
    assert told(browser.get(f"visits/{visit_id}")) == []
    typed = {"start_time": "11:00", "end_time": "13:00", "note": "資料の準備"}
    sent = browser.submit("hours/new?on=2026-10-14", typed)
    week = browser.get(sent.location or "")
    assert told(week) == [
        "2026年10月14日(水)：企業訪問（架空アサヒ製作所） 10:00～12:00と準備 11:00～13:00の時間が重なっています。"
    ]
    # The page opens at the day: the sentence and what the save came to stand there, and nowhere above.
    assert (sent.location or "").endswith("#day-2026-10-14")
    assert len(week.select("#day-2026-10-14 .notice--warning")) == len(week.select(".notice--warning")) == 1
    assert week.words(".flash") == week.words("#day-2026-10-14 .flash") == ["従事時間を記録しました。"]
    assert [link.split("/")[0] for link in leads(week)] == ["visits", "hours"] and leads(week)[0] == f"visits/{visit_id}"
    again = browser.submit("hours/new?on=2026-10-14", typed | {"start_time": "15:00", "end_time": "16:00", "another": "1"})
    assert again.status == 302 and told(browser.get(again.location or "")) == told(week)


def test_what_only_touches_is_not_said(visit_id: int, client: ClientFor) -> None:
    browser = client("owner")
    sent = browser.submit("hours/new?on=2026-10-14", {"start_time": "12:00", "end_time": "13:00", "note": "資料の準備"})
    assert told(browser.get(sent.location or "")) == [] == told(browser.get(f"visits/{visit_id}"))


def test_a_visit_says_which_hours_of_the_reader_s_lie_over_it(visit_id: int, cast: Cast, client: ClientFor, writing: At) -> None:
    with writing():
        entry_id = make_entry(cast, now=NOW, on=ON, start_time=time(11), end_time=time(13))
        make_entry(cast, now=NOW, on=ON, who="sub", start_time=time(9), end_time=time(10, 30))
    page = client("owner").get(f"visits/{visit_id}")
    assert told(page) == [
        "2026年10月14日(水)：企業訪問（架空アサヒ製作所） 10:00～12:00と準備 11:00～13:00の時間が重なっています。"
    ]
    assert leads(page) == [f"hours/{entry_id}"]  # the page that one reads is no link to itself
    assert [line.count("さんの") for line in told(client("manager").get(f"visits/{visit_id}"))] == [1, 1]


def test_a_journey_is_said_on_the_page_of_its_visit(visit_id: int, cast: Cast, client: ClientFor, writing: At) -> None:
    with writing():
        travel_id = make_travel(cast, visit_id, now=NOW, leaves_at=time(9, 40), minutes_back=None)
        make_entry(cast, now=NOW, on=ON, start_time=time(9), end_time=time(9, 50))
    page = client("owner").get(f"visits/{visit_id}")
    assert len(told(page)) == 2 and leads(page).count(f"travel/{travel_id}") == 2


def test_two_records_at_once_are_said_once_and_whoever_reads_no_hours_still_hears_of_them(
    visit_id: int, cast: Cast, client: ClientFor, writing: At
) -> None:
    with writing():
        owner = [cast.producer_id("owner")]
        meeting_id = make_meeting(cast.minato, now=NOW, on=ON, who=owner, start_time=time(11), end_time=time(14))
    for page in (client("owner").get(f"visits/{visit_id}"), client("manager").get(f"visits/{visit_id}")):
        assert leads(page) == [f"meetings/{meeting_id}"] and "2か所" not in page.main
    assert leads(client("owner").get(f"meetings/{meeting_id}")) == [f"visits/{visit_id}"]
    colleague = client("colleague").get(f"visits/{visit_id}")
    assert told(colleague) == [] and "2か所" in colleague.main


def test_own_times_that_make_room_overlap_no_more(visit_id: int, cast: Cast, client: ClientFor, writing: At) -> None:
    owner = cast.producer_id("owner")
    with writing():
        make_entry(cast, now=NOW, on=ON, start_time=time(11), end_time=time(13))
    assert told(client("owner").get(f"visits/{visit_id}"))
    with writing():
        programme = cast.programme_id
        add(OwnHours(programme_id=programme, visit_id=visit_id, producer_id=owner, end_time=time(11), created_at=NOW))
    assert told(client("owner").get(f"visits/{visit_id}")) == []


def test_a_training_says_it_of_those_who_came(visit_id: int, cast: Cast, client: ClientFor, writing: At) -> None:
    there = {cast.producer_id("owner"): Attendance.ATTENDED, cast.producer_id("sub"): Attendance.ABSENT}
    with writing():
        training_id = make_training(cast.programme_id, now=NOW, on=ON, there=there, start_time=time(9), end_time=time(11))
    page = client("manager").get(f"trainings/{training_id}")
    assert len(told(page)) == 1 and leads(page) == [f"visits/{visit_id}"]


def test_where_no_hours_are_kept_the_two_places_are_all_that_is_said(
    visit_id: int, cast: Cast, client: ClientFor, writing: At
) -> None:
    with writing():
        make_entry(cast, now=NOW, on=ON, start_time=time(11), end_time=time(13))
        db.session.get_one(Programme, cast.programme_id).hours_kept = False
    assert told(client("owner").get(f"visits/{visit_id}")) == []


def test_a_name_in_the_sentence_is_text(visit_id: int, cast: Cast, client: ClientFor, writing: At) -> None:
    with writing():
        db.session.get_one(Company, cast.asahi.company_id).name = "架空<b>旭"
        make_entry(cast, now=NOW, on=ON, start_time=time(10), end_time=time(12))
    assert "架空<b>旭" in told(client("owner").get("hours/?week=2026-10-14"))[0]
