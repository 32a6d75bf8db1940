"""A person's calendar: what is in it, what never is, and when its address leads nowhere."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time
from functools import partial
from urllib.parse import urlsplit

import pytest
from icalendar import Calendar, Component
from sqlalchemy import delete

from tests.auditing import Client
from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.records import make_action, make_meeting, make_visit
from tests.round_records import make_round
from tracker.database import db
from tracker.domain.cadence import EventStatus
from tracker.domain.calendars import days_held
from tracker.domain.records import RecordState
from tracker.domain.roles import Role
from tracker.models import Membership, MembershipRole, Visit
from tracker.queries import calendars
from tracker.services.accounts import deactivate_account

At = Callable[[], AbstractContextManager[None]]
ADDRESS = "main .calendar-address code"
GIVE = "main form[action='/account/{}']"
OWN, PROGRAMME = "calendar", "programme-calendar"
MONTHS_TO_CLOSE = ("2026年9月", "2026年10月", "2026年11月")


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


def subscribe(browser: Client, kind: str = OWN) -> str:
    browser.submit("/account/subscriptions", form=GIVE.format(kind))
    page = browser.get("/account/subscriptions")
    address = urlsplit(page.one(ADDRESS).text).path
    assert browser.get("/account/subscriptions").select(ADDRESS) == []  # shown once
    return address


def entries(browser: Client, address: str) -> list[Component]:
    answer = browser.get(address)
    assert answer.status == 200
    return Calendar.from_ical(answer.data).walk("VEVENT")


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
    owner.submit("/account/subscriptions", form=GIVE.format("calendar/withdraw"))
    assert phone.get(second).status == 404
    left, closed = subscribe(client("colleague")), subscribe(client("sub"))
    assert [phone.get(left).status, phone.get(closed).status] == [200, 200]
    with writing():
        db.session.get_one(Membership, cast["colleague"].membership_id).ends_on = date(2026, 11, 23)
        deactivate_account(cast.viewer("administrator"), account_id=cast["sub"].account_id, reason="架空の退職", now=NOW)
    assert [phone.get(left).status, phone.get(closed).status, phone.get("/calendar/x.ics").status] == [404, 404, 404]


@pytest.mark.parametrize(("who", "says_so"), [("manager", True), ("owner", False)])
def test_whoever_is_on_no_roster_is_told_that_their_calendar_holds_nothing(
    client: ClientFor, week: int, who: str, says_so: bool
) -> None:
    browser = client(who)
    assert ("あなたのカレンダーには、いまは何も入りません" in browser.get("/account/subscriptions").main) is says_so
    feed = Calendar.from_ical(browser.get(subscribe(browser)).data)
    assert (feed.events == []) is says_so


def test_a_manager_has_the_whole_programme_in_a_second_calendar_without_a_word_or_a_name(
    week: int, cast: Cast, client: ClientFor, writing: At
) -> None:
    with writing():
        make_visit(cast.minato, now=NOW, on=date(2026, 11, 30), state=RecordState.DRAFT)
        make_visit(cast.elsewhere, now=NOW, on=date(2026, 11, 30), status=EventStatus.SCHEDULED)
        make_visit(cast.minato, now=NOW, on=date(2027, 12, 30), status=EventStatus.SCHEDULED)
        round_id = make_round(cast.programme_id, now=NOW, producer_ids=cast.producer_ids)
    manager, phone = client("manager"), client(None)
    own, whole = subscribe(manager), subscribe(manager, PROGRAMME)
    assert entries(phone, own) == []
    events = {str(event["SUMMARY"]): event for event in entries(phone, whole)}
    a, b = cast.asahi.name, cast.minato.name
    assert set(events) == {
        f"訪問：{a}",
        f"【中止】訪問：{a}",
        f"訪問：{b}",
        f"会議：{a}、{b}",
        "評価の締切",
        *(f"月次締めの目安：{month}" for month in MONTHS_TO_CLOSE),
    }
    paths = {summary: urlsplit(str(event["URL"])).path for summary, event in events.items()}
    assert paths[f"訪問：{a}"] == f"/p/r8/visits/{week}"
    assert paths["評価の締切"] == f"/p/r8/assessments/{round_id}"
    assert paths["月次締めの目安：2026年10月"] == "/p/r8/closing/2026-10"
    assert events["月次締めの目安：2026年10月"]["DTSTART"].dt == date(2026, 11, 5)
    assert {manager.get(path).status for path in paths.values()} == {200}
    text = phone.get(whole).data.decode()
    assert not any(words in text for words in ("秘密", "覚え書き", "担い手", "CALDESC"))


def test_a_programme_with_more_than_a_calendar_can_hold_says_from_when_to_when(
    week: int, cast: Cast, client: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendars, "days_held", partial(days_held, most=2))
    manager = client("manager")
    whole = subscribe(manager, PROGRAMME)
    events = entries(manager, whole)
    assert [str(event["SUMMARY"]) for event in events if "月次" not in event["SUMMARY"]] == [
        f"訪問：{cast.asahi.name}",
        f"訪問：{cast.minato.name}",
    ]
    calendar = Calendar.from_ical(manager.get(whole).data)
    assert calendar["X-WR-CALDESC"] == "予定が多いため、2026年9月25日(金)から2026年11月26日(木)までの予定を入れています。"


def test_the_whole_calendar_says_304_until_something_in_it_changes(week: int, client: ClientFor, writing: At) -> None:
    manager, phone = client("manager"), client(None)
    whole = subscribe(manager, PROGRAMME)
    tag = {"If-None-Match": phone.get(whole).headers["ETag"]}
    again = phone.get(whole, headers=tag)
    assert (again.status, again.data) == (304, b"")
    with writing():
        db.session.get_one(Visit, week).place = "第三工場"
    changed = phone.get(whole, headers=tag)
    assert (changed.status, "第三工場" in changed.data.decode()) == (200, True)


def test_whoever_no_longer_manages_reads_nothing_under_the_address_and_their_own_stays(
    cast: Cast, client: ClientFor, writing: At
) -> None:
    both, phone = client("manager_producer"), client(None)
    own, whole = subscribe(both), subscribe(both, PROGRAMME)
    assert [phone.get(own).status, phone.get(whole).status] == [200, 200]
    with writing():
        membership = cast["manager_producer"].membership_id
        db.session.execute(
            delete(MembershipRole).where(MembershipRole.membership_id == membership, MembershipRole.role == Role.MANAGER)
        )
    assert [phone.get(own).status, phone.get(whole).status] == [200, 404]
    assert "事業全体のカレンダー" not in both.get("/account/subscriptions").main


def test_each_address_is_renewed_and_withdrawn_for_itself_and_ends_with_the_account(
    cast: Cast, client: ClientFor, writing: At
) -> None:
    manager, phone = client("manager"), client(None)
    own, first, second = subscribe(manager), subscribe(manager, PROGRAMME), subscribe(manager, PROGRAMME)
    assert [phone.get(one).status for one in (own, first, second)] == [200, 404, 200]
    manager.submit("/account/subscriptions", form=GIVE.format("programme-calendar/withdraw"))
    assert [phone.get(one).status for one in (own, second)] == [200, 404]
    third = subscribe(manager, PROGRAMME)
    with writing():
        deactivate_account(cast.viewer("administrator"), account_id=cast["manager"].account_id, reason="架空の退職", now=NOW)
    assert [phone.get(one).status for one in (own, third)] == [404, 404]


@pytest.mark.parametrize("who", ["owner", "clerk", "auditor", "administrator"])
def test_nobody_but_a_manager_is_offered_the_whole_calendar_or_given_it(client: ClientFor, who: str) -> None:
    browser = client(who)
    assert "事業全体のカレンダー" not in browser.get("/account/subscriptions").main
    assert browser.post("/account/programme-calendar").status == 403
