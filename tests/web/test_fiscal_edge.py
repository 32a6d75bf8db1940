"""A company that goes on into the next fiscal year: what its pages say of the edge, and where that leads."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update

from tests.cast import Cast
from tests.conftest import NOW, ClientFor, Clock
from tests.happenings import add_meeting, add_visit
from tests.next_years import FollowingYear, begin_year_after
from tests.records import make_meeting, make_reason, make_visit
from tracker.database import db
from tracker.domain.phases import Phase
from tracker.models import Membership

Ways = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def r9(cast: Cast, writing: Ways, clock: Clock) -> FollowingYear:
    """The owner and the clerk are members of both years."""
    clock.set(datetime(2027, 4, 20, 1, tzinfo=UTC))
    members = frozenset(cast[who].membership_id or 0 for who in ("owner", "clerk"))
    following = begin_year_after(cast, writing, members=members)
    with writing():
        add_visit(cast.asahi, date(2027, 3, 10))
        add_visit(following.of(cast.asahi), date(2027, 4, 12))
    return following


def leave(cast: Cast, who: str) -> None:
    """They are no member of the year before any more."""
    db.session.execute(update(Membership).where(Membership.id == cast[who].membership_id).values(ends_on=date(2027, 3, 31)))


def test_the_gap_at_the_edge_is_asked_about_as_every_other(cast: Cast, r9: FollowingYear, client: ClientFor) -> None:
    browser, company = client("manager"), r9.of(cast.asahi).enrolment_id
    board = browser.get("/p/r9/")
    assert board.words(".gap-chain__visit") == ["訪問 3/10", "訪問 4/12"]
    assert board.words(".gap-chain__between--missing") == ["会議なし"]
    assert board.words("table .month-matrix__between--missing") == ["会議なし"]
    assert "訪問の合間 0/1" in board.main
    assert "3/10(水)と4/12(月)の訪問の間" in client("owner").get("/p/r9/today/").main
    for url in (f"/p/r9/companies/{company}", "/p/r9/closing/2027-04", "/p/r9/report/", "/p/r9/digest/"):
        page = browser.get(url)
        assert page.status == 200
        assert re.search("3[/月]10.{1,40}4[/月]12", page.main), url
    way = board.one("#attention-missing_meeting .attention__instead")
    answered = browser.follow(browser.submit(browser.get(str(way["href"])), {"reason": "年度の切り替わりのため"}))
    assert "合間1か所を会議不要としました" in answered.main
    assert answered.words(".gap-chain__between--settled") == ["会議不要"]
    assert browser.get("/p/r8/").select("#attention-missing_meeting") == []


def go_the_whole_way(cast: Cast) -> int:
    """In r8, the two first phases in a meeting; the visit of the other two."""
    make_meeting(cast.asahi, now=NOW, on=date(2026, 9, 10), phases=[Phase.LISTEN, Phase.OBSERVE], facts="聞いた")
    last = {"on": date(2027, 3, 10), "phases": [Phase.DIAGNOSE, Phase.PLAN], "interpretation": "見立てた"}
    return make_visit(cast.asahi, now=NOW, case_ids=cast.asahi.case_ids, **last)  # type: ignore[arg-type]


def test_a_case_that_goes_on_shows_its_phases_and_leads_to_them_whoever_reads_that_year(
    cast: Cast, r9: FollowingYear, client: ClientFor, writing: Ways
) -> None:
    with writing():
        visit_id = go_the_whole_way(cast)
        leave(cast, "clerk")
    case_id, company = cast.asahi.case_id, r9.of(cast.asahi).enrolment_id
    pages = ("/p/r9/", "/p/r9/phases/", f"/p/r9/cases/{case_id}", f"/p/r9/companies/{company}/cases")
    there = f"/p/r8/visits/{visit_id}"
    for who in ("manager", "clerk"):
        browser = client(who)
        for url in pages:
            page = browser.get(url)
            assert "順番の理由が未記入" not in page.main
            assert "2026/9/10(木)" in page.main, url
        for url in pages[1:3]:
            page = browser.get(url)
            assert "2027/3/10(水) 訪問" in page.main
            assert (there in page.links().values()) == (who == "manager")
            assert not [one for one in page.links().values() if one.startswith(f"/p/r9/visits/{visit_id}")]
        line = browser.get("/p/r9/outcomes/paths")
        assert "2027/3/10(水) 企てるを始める" in line.main
        assert (there in line.links().values()) == (who == "manager")
    assert "聞く・聴く、" not in client("manager").get("/p/r9/report/").main


def test_a_reason_of_the_year_before_is_said_to_stand_there(
    cast: Cast, r9: FollowingYear, client: ClientFor, writing: Ways
) -> None:
    with writing():
        make_visit(
            cast.asahi, now=NOW, on=date(2026, 9, 10), case_ids=cast.asahi.case_ids, phases=[Phase.PLAN], interpretation="案"
        )
    way = f"/p/r9/cases/{cast.asahi.case_id}"
    page = client("manager").get(way)
    assert "先に進めた理由を残す" in page.main
    assert not [one for one in page.links().values() if one.endswith("/edit") and "/visits/" in one]  # that year is mended there
    with writing():
        make_reason(cast.asahi, now=NOW)
    said = "「企てる」の順番の理由は、前の年度の案件のページにあります。"
    assert said in client("manager").get(way).main
    assert said not in client("manager").get(f"/p/r8/cases/{cast.asahi.case_id}").main


def test_the_form_of_the_meeting_says_which_days_belong_to_the_year_before(
    cast: Cast, r9: FollowingYear, client: ClientFor
) -> None:
    browser, way = client("manager"), f"/p/r9/meetings/new?company={r9.of(cast.asahi).enrolment_id}"
    said = "3/31(水)までの会議は、前の年度の事業に記録します。"
    page = browser.get(f"{way}&after=2027-03-10")
    assert "前回訪問 3/10(水) と次回訪問 4/12(月) の間の会議です。" in page.main
    assert said in page.main
    assert said not in browser.get(f"{way}&after=2027-04-12").main


def test_a_meeting_of_the_year_before_leads_there_for_whoever_reads_it(
    cast: Cast, r9: FollowingYear, client: ClientFor, writing: Ways
) -> None:
    with writing():
        meeting_id = add_meeting([cast.asahi], date(2027, 3, 20), [cast.producer_id("owner")])
        leave(cast, "clerk")
    for who, addresses in (("manager", [f"/p/r8/meetings/{meeting_id}"]), ("clerk", [])):
        chain = client(who).get("/p/r9/").one(".gap-chain__between--filled")
        assert chain.get_text(strip=True) == "会議3/20"
        assert [link["href"] for link in chain.select("a")] == addresses
