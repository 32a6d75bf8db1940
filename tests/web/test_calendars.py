"""A person's calendar: what is in it, what never is, and when its address leads nowhere."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time
from urllib.parse import urlsplit

import pytest
from icalendar import Calendar

from tests.auditing import Client
from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.records import make_action, make_meeting, make_visit
from tracker.database import db
from tracker.domain.cadence import EventStatus
from tracker.models import Membership, Visit
from tracker.services.accounts import deactivate_account

At = Callable[[], AbstractContextManager[None]]
ADDRESS = "main .calendar-address code"
GIVE = "main form[action$=calendar]"


@pytest.fixture
def week(cast: Cast, writing: At) -> int:
    """The owner's week with company A, and a visit of B that is none of theirs; the id of A's visit."""
    a, owner = cast.asahi, cast.producer_id("owner")
    planned = {"now": NOW, "status": EventStatus.SCHEDULED, "internal_memo": "内輪の覚え書き", "decisions": "秘密の決定"}
    with writing():
        make_visit(cast.minato, on=date(2026, 11, 26), **planned)
        make_visit(a, on=date(2026, 11, 27), place="第二工場", **planned | {"status": EventStatus.CANCELLED})
        make_meeting(a, cast.minato, now=NOW, on=date(2026, 11, 28), status=EventStatus.SCHEDULED, who=[owner])
        make_action(a, now=NOW, owner_id=owner, due_on=date(2026, 12, 1), what="秘密の宿題")
        make_action(a, now=NOW, owner_id=None, owner_name="先方", due_on=date(2026, 12, 2))
        return make_visit(a, on=date(2026, 11, 25), start_time=time(10), end_time=time(12), who=[owner], **planned)


def subscribe(browser: Client) -> str:
    browser.submit("/account/subscriptions", form=GIVE)
    page = browser.get("/account/subscriptions")
    address = urlsplit(page.one(ADDRESS).text).path
    assert browser.get("/account/subscriptions").select(ADDRESS) == []  # shown once
    return address


def test_a_calendar_has_what_its_person_does_and_no_text_of_a_record(
    week: int, cast: Cast, client: ClientFor, writing: At
) -> None:
    address = subscribe(client("owner"))
    phone = client(None)
    answer = phone.get(address)
    assert (answer.status, answer.response.mimetype) == (200, "text/calendar")
    events = Calendar.from_ical(answer.data).walk("VEVENT")
    a, b = cast.asahi.name, cast.minato.name
    assert [str(event["SUMMARY"]) for event in events] == [
        f"訪問：{a}",
        f"【中止】訪問：{a}",
        f"会議：{a}、{b}",
        f"宿題の期限：{a}",
    ]
    assert [str(event["STATUS"]) for event in events][:2] == ["CONFIRMED", "CANCELLED"]
    assert urlsplit(str(events[0]["URL"])).path == f"/p/r8/visits/{week}"
    assert "秘密" not in answer.data.decode() and "覚え書き" not in answer.data.decode()
    again = phone.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status, again.data) == (304, b"")
    with writing():
        db.session.get_one(Visit, week).visit_on = date(2026, 12, 4)
    (moved,) = [
        event
        for event in Calendar.from_ical(phone.get(address, headers={"If-None-Match": answer.headers["ETag"]}).data).walk("VEVENT")
        if event["UID"] == events[0]["UID"]
    ]
    assert (moved["DTSTART"].dt.date(), moved["SEQUENCE"] > events[0]["SEQUENCE"]) == (date(2026, 12, 4), True)


def test_an_address_leads_nowhere_once_it_was_renewed_withdrawn_or_its_person_left(
    cast: Cast, client: ClientFor, writing: At
) -> None:
    owner, phone = client("owner"), client(None)
    first = subscribe(owner)
    second = subscribe(owner)
    assert [phone.get(first).status, phone.get(second).status] == [404, 200]
    owner.submit("/account/subscriptions", form="main form[action$=withdraw]")
    assert phone.get(second).status == 404
    left, closed = subscribe(client("colleague")), subscribe(client("sub"))
    assert [phone.get(left).status, phone.get(closed).status] == [200, 200]
    with writing():
        db.session.get_one(Membership, cast["colleague"].membership_id).ends_on = date(2026, 11, 23)
        deactivate_account(cast.viewer("administrator"), account_id=cast["sub"].account_id, now=NOW)
    assert [phone.get(left).status, phone.get(closed).status, phone.get("/calendar/x.ics").status] == [404, 404, 404]


@pytest.mark.parametrize(("who", "says_so"), [("manager", True), ("owner", False)])
def test_whoever_is_on_no_roster_is_told_that_their_calendar_holds_nothing(
    client: ClientFor, week: int, who: str, says_so: bool
) -> None:
    browser = client(who)
    assert ("あなたのカレンダーには、いまは何も入りません" in browser.get("/account/subscriptions").main) is says_so
    feed = Calendar.from_ical(browser.get(subscribe(browser)).data)
    assert (feed.events == []) is says_so
