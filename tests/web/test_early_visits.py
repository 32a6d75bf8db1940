"""A visit that is made final before its hour: the page asks once, a device is told what is asked, a draft is not asked about."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, time
from typing import Any

import pytest
from sqlalchemy import select

from tests.auditing import Client
from tests.cast import Cast
from tests.conftest import NOW, ClientFor, Clock
from tests.records import make_visit
from tracker.database import db
from tracker.domain.cadence import EventStatus
from tracker.domain.calendar import TOKYO
from tracker.models import Visit

At = Callable[[], AbstractContextManager[None]]
QUESTION = "開始時刻（13:30）より前です。このまま確定しますか。"
WRITTEN = {"cases-0-phases": ["listen"], "cases-0-facts": "社長の話", "next_answer": "open"}


@pytest.fixture
def url(cast: Cast, writing: At) -> str:
    """The form of a visit that is scheduled for half past one today; it is ten o'clock."""
    with writing():
        there = {"who": [cast.producer_id("owner")], "start_time": time(13, 30), "end_time": time(15)}
        visit_id = make_visit(cast.asahi, now=NOW, on=date(2026, 11, 24), status=EventStatus.SCHEDULED, **there)
    return f"visits/{visit_id}/log"


@pytest.fixture
def owner(client: ClientFor) -> Client:
    return client("owner")


def states(at_rest: At) -> list[tuple[str, str]]:
    with at_rest():
        return [(visit.status.value, visit.record_state.value) for visit in db.session.scalars(select(Visit))]


def test_the_page_asks_once_and_a_second_press_makes_it_final(owner: Client, url: str, at_rest: At) -> None:
    asked = owner.submit(url, WRITTEN)
    assert asked.status == 422
    assert QUESTION in asked.main and "このまま確定する" in asked.main
    assert asked.fields()["cases-0-facts"] == "社長の話"
    assert states(at_rest) == [("scheduled", "final")]
    assert owner.submit(asked, follow=True).status == 200
    assert states(at_rest) == [("held", "final")]


def test_it_is_asked_in_english_too(client: ClientFor, url: str) -> None:
    browser = client("owner")
    browser.post("/language", {"locale": "en", "csrf_token": browser.csrf_token()})
    assert "The start time (13:30) has not come yet." in browser.submit(url, WRITTEN).main


@pytest.mark.parametrize(
    ("changes", "button"),
    [({"start_time": "9:30"}, None), ({"start_time": "", "end_time": ""}, None), ({}, ("draft", "1"))],
    ids=["it began earlier", "no hours", "a draft"],
)
def test_nothing_is_asked_about(owner: Client, url: str, at_rest: At, changes: dict[str, str], button: Any) -> None:
    assert owner.submit(url, WRITTEN | changes, button=button, follow=True).status == 200
    assert states(at_rest)[0][0] == "held"


def test_once_its_hour_has_come_it_is_final_unasked(owner: Client, url: str, clock: Clock, at_rest: At) -> None:
    clock.set(datetime(2026, 11, 24, 13, 30, tzinfo=TOKYO))
    assert owner.submit(url, WRITTEN, follow=True).status == 200
    assert states(at_rest) == [("held", "final")]


def test_a_new_note_that_takes_the_scheduled_visit_is_asked_about_as_well(
    owner: Client, url: str, cast: Cast, at_rest: At
) -> None:
    asked = owner.submit(f"visits/new?company={cast.asahi.enrolment_id}", WRITTEN)
    assert QUESTION in asked.main
    assert states(at_rest) == [("scheduled", "final")]


def test_a_device_that_sends_by_itself_is_told_and_answers_with_the_same_note(owner: Client, url: str, at_rest: At) -> None:
    fields = owner.get(url).fields("main form[data-draft]").to_dict(flat=False) | WRITTEN
    told = owner.post(url, fields, headers={"Accept": "application/json"})
    assert (told.status, told.json["state"], told.json["error"]) == (422, "early", QUESTION)
    told = owner.post(url, {**fields, "early": "1"}, headers={"Accept": "application/json"})
    assert (told.status, told.json["state"]) == (200, "recorded")
    assert states(at_rest) == [("held", "final")]


def test_a_day_to_come_is_refused_whatever_is_answered(owner: Client, url: str, at_rest: At) -> None:
    refused = owner.submit(url, WRITTEN | {"visit_on": "2026/11/25", "early": "1"})
    assert refused.status == 422
    assert "実施した日は今日までの日付にしてください" in refused.main
    assert states(at_rest) == [("scheduled", "final")]
