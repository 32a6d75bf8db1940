"""今日: what a coordinator's day asks, each line one tap from being done, each number the rows that it leads to."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time
from typing import Any

import pytest
from flask import Flask

from tests.asked_sql import statements
from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.drafting import make_draft
from tests.records import Records, make_action, make_visit
from tracker.database import db
from tracker.domain.cadence import EventStatus
from tracker.domain.drafts import DraftState
from tracker.domain.follow_up import ActionStatus
from tracker.domain.phases import Phase
from tracker.domain.records import RecordState
from tracker.models import AuditEntry, NextAction

At = Callable[[], AbstractContextManager[None]]
TODAY, TOMORROW = date(2026, 11, 24), date(2026, 11, 25)


@pytest.fixture
def day(cast: Cast, writing: At) -> dict[str, int]:
    """A day with something of everything, at company A; and something at company B that is none of the owner's business."""
    a, owner = cast.asahi, cast.producer_id("owner")
    with writing():
        return {
            "last": make_visit(
                a,
                now=NOW,
                on=date(2026, 11, 4),
                who=[owner],
                case_ids=a.case_ids,
                phases=[Phase.LISTEN],
                facts="段取り替えの順を聞いた",
                decisions="図面を改める",
            ),
            "today": make_visit(
                a, now=NOW, on=TODAY, status=EventStatus.SCHEDULED, who=[owner], place="第二工場", start_time=time(13, 30)
            ),
            "tomorrow": make_visit(a, now=NOW, on=TOMORROW, status=EventStatus.SCHEDULED),
            "foreign": make_visit(cast.minato, now=NOW, on=TODAY, status=EventStatus.SCHEDULED),
            "draft": make_visit(a, now=NOW, on=date(2026, 11, 20), state=RecordState.DRAFT, who=[owner]),
            "waiting": make_visit(a, now=NOW, on=date(2026, 11, 17), status=EventStatus.SCHEDULED),
            "mine": make_action(a, now=NOW, what="図面を送る", due_on=date(2026, 11, 20), owner_id=owner),
            "theirs": make_action(a, now=NOW, what="見積もりを取る", due_on=date(2026, 11, 22)),
        }


def test_the_page_says_what_the_day_asks(day: dict[str, int], cast: Cast, client: ClientFor) -> None:
    page = client("owner").get("today/")
    for words in (
        "13:30",
        "第二工場",
        "図面を改める",
        "段取り替えの順を聞いた",
        "図面を送る",
        "見積もりを取る",
        "4日超過",
        "明日の訪問（1件）",
        "訪問の下書き（1件）",
        "記録待ち",
    ):
        assert words in page.main, words
    assert page.links()["訪問を記録"] == "/p/r8/visits/new"
    assert cast.minato.name not in page.main


def test_every_number_leads_to_just_its_rows(day: dict[str, int], client: ClientFor) -> None:
    browser = client("owner")
    links = browser.get("today/").links()
    for words, rows in (
        ("自分の宿題（1件）", 1),
        ("担当企業で期限を過ぎた、ほかの人の宿題（1件）", 1),
        ("訪問の下書き（1件）", 1),
    ):
        assert len(browser.get(links[words]).rows()) == rows, words


def test_done_takes_one_tap_and_one_more_takes_it_back(day: dict[str, int], client: ClientFor, at_rest: At) -> None:
    browser = client("owner")
    sent = {"next": f"/p/r8/today/?done={day['mine']}"}
    page = browser.follow(browser.post(f"actions/{day['mine']}/finish", sent))
    assert "完了：図面を送る" in page.main and "自分の宿題（0件）" in page.main
    browser.follow(browser.post(f"actions/{day['mine']}/reopen", {"next": "/p/r8/today/"}))
    with at_rest():
        assert db.session.get_one(NextAction, day["mine"]).status is ActionStatus.OPEN


def test_a_week_later_takes_one_tap_a_second_tap_changes_nothing_and_the_way_back_leads_back(
    day: dict[str, int], client: ClientFor, at_rest: At
) -> None:
    browser = client("owner")
    sent = {"seen_on": "2026-11-20", "next": f"/p/r8/today/?moved={day['mine']}&from=2026-11-20"}
    page = browser.follow(browser.post(f"actions/{day['mine']}/postpone", sent))
    browser.post(f"actions/{day['mine']}/postpone", sent)
    assert "延期：図面を送る" in page.main
    with at_rest():
        assert db.session.get_one(NextAction, day["mine"]).due_on == date(2026, 12, 1)
        acts = db.session.query(AuditEntry.act).filter(AuditEntry.act == "postpone_action").count()
    assert acts == 1
    browser.post(f"actions/{day['mine']}/postpone", {"seen_on": "2026-12-01", "to": "2026-11-20"})
    with at_rest():
        assert db.session.get_one(NextAction, day["mine"]).due_on == date(2026, 11, 20)


@pytest.mark.parametrize("sent", [{}, {"seen_on": "いつか"}, {"seen_on": "2026-11-20", "to": "x"}])
def test_a_postponement_that_cannot_be_read_changes_nothing(
    sent: dict[str, str], day: dict[str, int], client: ClientFor, at_rest: At
) -> None:
    assert client("owner").post(f"actions/{day['mine']}/postpone", sent).status == 302
    with at_rest():
        assert db.session.get_one(NextAction, day["mine"]).due_on == date(2026, 11, 20)


@pytest.mark.parametrize(("who", "home"), [("owner", "today/"), ("manager", ""), ("clerk", "")])
def test_whoever_is_on_the_roster_begins_with_their_day_and_the_others_with_the_dashboard(
    who: str, home: str, client: ClientFor
) -> None:
    assert client(who).get("/").location == f"/p/r8/{home}"


def test_the_form_opens_with_the_one_visit_of_today_else_with_the_only_company(
    day: dict[str, int], cast: Cast, client: ClientFor
) -> None:
    assert client("owner").get("visits/new").location == f"/p/r8/visits/{day['today']}/log"
    assert "今日の予定" in client("owner").get("visits/new?choose=1").main
    assert client("sub").get("visits/new").status == 302


def test_the_only_company_needs_no_choice(cast: Cast, client: ClientFor) -> None:
    assert client("owner").get("visits/new").location == f"/p/r8/visits/new?company={cast.asahi.enrolment_id}"


@pytest.mark.parametrize("query", ["?done=x", "?done=99999", "?moved=1&from=x", f"?moved={10**30}"])
def test_a_bent_address_is_the_page_without_a_way_back(query: str, client: ClientFor) -> None:
    assert client("owner").get("today/" + query).status == 200


def test_more_rows_ask_no_more_of_the_database_and_the_page_stays_light(
    day: dict[str, int], records: Records, app: Flask, cast: Cast, client: ClientFor, writing: At
) -> None:
    browser = client("owner")
    with statements(app) as few:
        browser.get("today/")
    with writing():
        for place in range(12):
            make_action(cast.asahi, now=NOW, what=f"宿題{place}", owner_id=cast.producer_id("owner"))
            make_visit(cast.asahi, now=NOW, on=TODAY, status=EventStatus.SCHEDULED, who=[cast.producer_id("owner")])
    with statements(app) as many:
        page = browser.get("today/")
    assert len(many) <= len(few) + 4 <= 40  # each of the four lists asks how long it is only once it is cut
    assert page.status == 200


def test_what_was_begun_and_what_waits_to_be_typed_up_is_one_tap_away(
    cast: Cast, records: Records, client: ClientFor, writing: At
) -> None:
    with writing():
        make_draft(cast.asahi, cast["owner"].account_id, key="a" * 32, now=NOW, state=DraftState.OPEN)
    page = client("owner").get("today/")
    begun = [href for words, href in page.links().items() if words.startswith("書きかけ：")]
    assert begun and all("draft=" in href for href in begun)
    for href in begun:
        assert client("owner").get(href).status == 200
    assert not [words for words in client("colleague").get("today/").links() if words.startswith("書きかけ：")]


def test_a_draft_of_what_was_recorded_elsewhere_is_told_apart_and_opens_beside_the_record(
    day: dict[str, int], cast: Cast, client: ClientFor, writing: At
) -> None:
    owner, browser, last = cast["owner"].account_id, client("owner"), day["last"]
    that_day, another = '{"visit_on": ["2026/11/4"]}', '{"visit_on": ["2026/11/5"]}'
    with writing():
        make_draft(cast.asahi, owner, key="a" * 32, now=NOW, fields=that_day)
        make_draft(cast.asahi, owner, key="b" * 32, now=NOW, address=f"visits/{last}/log")
        make_draft(cast.asahi, owner, key="c" * 32, now=NOW, fields=another)
        make_draft(cast.asahi, owner, key="d" * 32, now=NOW, address=f"visits/{last}/edit")
    today = browser.get("today/")
    marked = _recorded_elsewhere(today)
    assert len(marked) == 1
    [second] = [item for item in today.select("#unfinished ~ ul > li") if "この日の記録があります" in item.get_text()]
    assert f"/p/r8/visits/{last}" in {link["href"] for link in second.select("a")}
    assert not second.select("form")  # a second visit of the day perhaps: nothing to tidy away
    assert {link["href"] for item in marked for link in item.select(".cluster a")} == {f"/p/r8/visits/{last}"}
    opened = browser.follow(browser.get(f"visits/{last}/log?draft={'b' * 32}"))
    assert "書きかけの事実" in opened.main
    answer = browser.submit(opened, {"team": str(cast.producer_id("owner")), "cases-0-phases": "listen"})
    assert (answer.status, "書きかけの事実" in answer.main, "段取り替えの順を聞いた" in answer.main) == (409, True, True)
    laid_aside = browser.follow(browser.post(f"drafts/{'b' * 32}/discard"))
    assert "元に戻す" in laid_aside.main
    assert not _recorded_elsewhere(browser.get("today/"))


def _recorded_elsewhere(page: Any) -> list[Any]:
    return [item for item in page.select("#unfinished ~ ul > li") if "ほかで記録済み" in item.get_text()]
