"""A company that goes on into the next fiscal year: what its pages say of the edge, and where that leads."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update

from tests.cast import Cast
from tests.conftest import ClientFor, Clock
from tests.happenings import add_meeting, add_visit
from tests.next_years import FollowingYear, begin_year_after
from tracker.database import db
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
