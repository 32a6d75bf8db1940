"""A company's page: its story at the depth that each may read, one kind of it, page by page, in few queries."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest

from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.happenings import counted_statements
from tests.records import Records, make_action, make_meeting, make_outcome, make_visit
from tracker.services.staffing import hand_over_lead

At = Callable[[], AbstractContextManager[None]]
MEMO = "内輪の覚え書き"
FACTS = "工場長に工程の話を聞いた"


def path(cast: Cast, tab: str = "") -> str:
    return f"companies/{cast.asahi.enrolment_id}{tab}"


@pytest.mark.parametrize(
    ("who", "reads", "reads_memo"),
    [
        ("owner", True, True),
        ("manager", True, True),
        ("clerk", True, False),
        ("auditor", True, False),
        ("colleague", False, False),
    ],
)
def test_the_story_is_told_at_the_depth_of_the_reader(
    cast: Cast, records: Records, client: ClientFor, who: str, reads: bool, reads_memo: bool
) -> None:
    page = client(who).get(path(cast))
    assert page.status == 200
    assert (FACTS in page.text, MEMO in page.text) == (reads, reads_memo)
    assert ("図面を送る" in page.text, "試作品が1つできた" in page.text) == (reads, reads)
    assert "2026年10月14日(水)" in page.main
    assert "担い手01" in page.main
    assert "聞く・聴く" in page.main
    assert "試作" in page.main


@pytest.mark.parametrize("who", ["administrator", "other_manager", "stranger"])
def test_whoever_is_no_member_finds_no_such_company(cast: Cast, client: ClientFor, who: str) -> None:
    browser = client(who)
    for tab in ("", "/cases", "/details"):
        assert browser.get(f"/p/r8/{path(cast, tab)}").status == 404


def test_what_a_page_offers_is_what_the_reader_may_do(cast: Cast, client: ClientFor) -> None:
    offered = {
        who: "訪問を記録" in client(who).get(path(cast)).links() for who in ("owner", "manager", "colleague", "clerk", "auditor")
    }
    assert offered == {"owner": True, "manager": True, "colleague": False, "clerk": False, "auditor": False}


def test_the_story_is_narrowed_to_one_kind_in_the_address(cast: Cast, records: Records, client: ClientFor) -> None:
    browser = client("owner")
    every = len(browser.get(path(cast)).select(".timeline > *"))
    by_kind = {
        kind: len(browser.get(f"{path(cast)}?kind={kind}").select(".timeline > *"))
        for kind in ("visit", "meeting", "action", "outcome", "month", "team", "exhibition", "voice", "challenge")
    }
    assert by_kind == {
        "visit": 5,
        "meeting": 4,
        "action": 2,
        "outcome": 1,
        "month": 1,
        "team": 3,
        "exhibition": 1,
        "voice": 1,
        "challenge": 1,
    }
    assert sum(by_kind.values()) == every
    page = browser.get(f"{path(cast)}?kind=visit")
    assert page.words("nav a[aria-current=true]") == ["企業訪問（5件）"]


def test_a_kind_that_there_is_not_narrows_nothing(cast: Cast, records: Records, client: ClientFor) -> None:
    browser = client("owner")
    assert browser.get(f"{path(cast)}?kind=king").main == browser.get(path(cast)).main


def test_a_company_without_records_says_so(cast: Cast, client: ClientFor) -> None:
    assert "記録はまだありません" in client("owner").get(f"{path(cast)}?kind=visit").main


def test_a_long_story_is_read_page_by_page_and_keeps_its_kind(cast: Cast, writing: At, client: ClientFor) -> None:
    with writing():
        for number in range(60):
            make_visit(cast.asahi, now=NOW, on=date(2026, 5, 1) + timedelta(days=number), decisions=f"決定{number:02}")
    browser = client("owner")
    first = browser.get(f"{path(cast)}?kind=visit")
    second = browser.get(f"{path(cast)}?kind=visit&page=2")
    assert (len(first.select(".timeline > *")), len(second.select(".timeline > *"))) == (50, 10)
    assert "決定59" in first.main
    assert "決定09" in second.main
    assert any("kind=visit" in link and "page=2" in link for link in first.links().values())


def test_on_a_phone_the_months_before_what_is_at_hand_are_closed_one_by_one(cast: Cast, writing: At, client: ClientFor) -> None:
    days = [date(2026, 12, 8), *(date(2026, 11, day) for day in (2, 9)), *(date(2026, month, 5) for month in (10, 9, 8, 8, 7))]
    with writing():
        for day in days:
            make_visit(cast.asahi, now=NOW, on=day)
    page = client("owner").get(f"{path(cast)}?kind=visit")
    assert [len(stretch.select("li")) for stretch in page.select(".timeline")] == [5, 2, 1]
    assert page.words(".timeline-month summary") == ["2026年8月（2件）", "2026年7月（1件）"]
    assert [str(one["aria-label"]).removeprefix(cast.asahi.name) for one in page.select(".timeline-month .timeline")] == [
        "の経過（2026年8月）",
        "の経過（2026年7月）",
    ]


def test_the_number_of_queries_does_not_grow_with_the_story(cast: Cast, writing: At, client: ClientFor, at_rest: At) -> None:
    def grow(how_many: int) -> None:
        with writing():
            for number in range(how_many):
                day = date(2026, 5, 1) + timedelta(days=number)
                who = cast.producer_ids[:2]
                make_visit(cast.asahi, now=NOW, on=day, who=who, case_ids=cast.asahi.case_ids, facts="聞いた")
                make_meeting(cast.asahi, now=NOW, on=day, who=who, facts="話した")
                make_action(cast.asahi, now=NOW, what=f"宿題{number}")
                make_outcome(cast.asahi, now=NOW, on=day)

    browser = client("owner")

    def count() -> int:
        with at_rest(), counted_statements() as sent:
            assert browser.get(path(cast)).status == 200
            return sent()

    grow(1)
    browser.get(path(cast))
    few = count()
    grow(14)
    assert count() == few


def test_every_number_of_the_page_leads_to_as_many_rows(cast: Cast, records: Records, client: ClientFor) -> None:
    browser = client("manager")
    page = browser.get(path(cast))
    counted = page.select(".tabs a, a.number-tile")
    numbers = {link.get_text(" "): str(link["href"]) for link in counted}
    for label, count in (("訪問回数", 2), ("宿題", 1), ("成果", 1)):
        address = next(address for words, address in numbers.items() if label in words)
        assert len(browser.get(address).rows()) == count, label


def test_the_tabs_have_addresses_of_their_own_and_say_where_one_is(cast: Cast, records: Records, client: ClientFor) -> None:
    browser = client("owner")
    for tab, words in (("", "経過"), ("/cases", "案件と課題"), ("/details", "企業情報")):
        page = browser.get(path(cast, tab))
        assert page.status == 200
        current = page.words("nav.tabs [aria-current]")
        assert len(current) == 1
        assert current[0].startswith(words)


def test_the_page_is_english_for_whoever_reads_english(cast: Cast, records: Records, client: ClientFor) -> None:
    page = client("owner").speak("en").get(path(cast))
    assert page.one("html")["lang"] == "en"
    assert page.heading == "架空アサヒ製作所"


def test_its_head_says_the_team_that_follows_from_its_day_on(cast: Cast, client: ClientFor, writing: At) -> None:
    browser = client("colleague")
    assert "から：" not in browser.get(path(cast)).main
    with writing():
        hand_over_lead(
            cast.viewer("manager"),
            enrolment_id=cast.asahi.enrolment_id,
            to_producer_id=cast.producer_id("fifth"),
            from_on=date(2027, 1, 1),
            keep_as_sub=False,
            now=NOW,
        )
    head = browser.get(path(cast)).main
    assert f"主担当 {cast['owner'].name}／" in head
    assert f"2027年1月1日(金)から：主担当 {cast['fifth'].name}／副担当 {cast['sub'].name}" in head


def test_the_summary_is_offered_on_top_to_whoever_reads_the_record(cast: Cast, records: Records, client: ClientFor) -> None:
    for who, offered in (("owner", True), ("colleague", False)):
        page = client(who).get(path(cast))
        assert [link["href"] for link in page.select(".page-heading a[href$='/summary']")] == [
            f"/p/r8/{path(cast)}/summary"
        ] * offered
        assert len(page.select("a[href$='/summary']")) == offered
