"""The pages of stand-ins: the lead's and the manager's; the list on 体制 is everybody's."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.staffing_records import make_stand_in
from tracker.database import db
from tracker.models import Assignment, Producer, StandIn
from tracker.services.staffing import depart

At = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def team(cast: Cast) -> str:
    return f"staffing/{cast.asahi.enrolment_id}"


@pytest.fixture
def new(cast: Cast) -> str:
    return f"stand-ins/new/{cast.asahi.enrolment_id}"


def test_a_lead_lets_somebody_stand_in_and_ends_it(cast: Cast, client: ClientFor, team: str) -> None:
    browser = client("owner")
    page = browser.get(browser.get(team).links()["代行を決める"])
    asked = {
        "producer_id": str(cast.producer_id("tenth")),
        "starts_on": "R8.11.23",
        "ends_on": "2026/11/27",
        "reason": "出張のため",
    }
    page = browser.submit(page, asked, follow=True)
    assert page.rows()[-1][:4] == ["担い手10", "2026年11月23日(月)", "2026年11月27日(金)", "出張のため （登録：担い手01）"]
    assert "代行中" in page.rows()[-1][4]
    assert "訪問を記録" in client("tenth").get(f"companies/{cast.asahi.enrolment_id}").links()
    page = browser.submit(browser.get(page.links()["終える （担い手10）"]), follow=True)
    assert page.rows()[-1][2] == "2026年11月23日(月)"
    assert "訪問を記録" not in client("tenth").get(f"companies/{cast.asahi.enrolment_id}").links()


def test_whoever_is_in_the_team_anyway_or_has_left_is_not_offered(cast: Cast, client: ClientFor, new: str, writing: At) -> None:
    with writing():
        db.session.get_one(Producer, cast.producer_id("tenth")).ends_on = date(2026, 11, 20)
        ends = Assignment.enrolment_id == cast.asahi.enrolment_id, Assignment.producer_id == cast.producer_id("sub")
        db.session.scalars(select(Assignment).where(*ends)).one().ends_on = date(2026, 12, 20)
    offered = {str(one["value"]) for one in client("owner").get(new).select("input[name=producer_id]")}
    kept_out = {str(cast.producer_id(key)) for key in ("owner", "tenth")}
    assert not kept_out & offered
    assert str(cast.producer_id("sub")) in offered, "who is in the team for a while only may stand in afterwards"


def test_of_two_who_end_one_at_once_the_second_sees_both_days(cast: Cast, client: ClientFor, writing: At, at_rest: At) -> None:
    with writing():
        days = {"starts_on": date(2026, 11, 20), "ends_on": date(2026, 12, 20)}
        url = f"stand-ins/{make_stand_in(cast.asahi, cast.producer_id('tenth'), now=NOW, **days)}/end"
    lead, manager = client("owner"), client("manager")
    pages = [browser.get(url) for browser in (lead, manager)]
    assert lead.submit(pages[0], {"last_on": "2026/12/10"}).status == 302
    told = manager.submit(pages[1], {"last_on": "2026/12/1"})
    assert told.status == 409
    assert "2026年12月10日" in told.main or "2026/12/10" in told.main
    assert "2026/12/01" in told.main + "".join(told.fields().values()) or "2026/12/1" in told.main
    with at_rest():
        assert db.session.scalars(select(StandIn.ends_on)).one() == date(2026, 12, 10)
    assert manager.submit(told, {"last_on": "2026/12/1"}).status == 302
    with at_rest():
        assert db.session.scalars(select(StandIn.ends_on)).one() == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("who", "answer"), [("sub", 403), ("colleague", 404), ("clerk", 403), ("auditor", 403), ("other_manager", 404)]
)
def test_who_may_not_is_told_so_or_sees_nothing(
    cast: Cast, client: ClientFor, writing: At, new: str, team: str, who: str, answer: int
) -> None:
    with writing():
        days = {"starts_on": date(2026, 11, 24), "ends_on": date(2026, 11, 27)}
        stand_in_id = make_stand_in(cast.asahi, cast.producer_id("tenth"), now=NOW, **days)
    browser = client(who)
    browser.slug = cast.slug
    for url in (new, f"stand-ins/{stand_in_id}/end"):
        assert (browser.get(url).status, browser.post(url).status) == (answer, answer)
    if who != "other_manager":
        page = browser.get(team)
        assert "代行を決める" not in page.links()
        assert page.rows()[-1][0] == "担い手10"
        assert ("出張のため" in page.main) is (who != "colleague")


def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(cast: Cast, client: ClientFor, new: str) -> None:
    asked = {"producer_id": str(cast.producer_id("sub")), "starts_on": "2026/11/24", "ends_on": "2026/11/27", "reason": "出張"}
    page = client("owner").submit(new, asked)
    assert page.status == 422
    assert page.errors() == ["この人は、その期間はこの企業の主担当か副担当です。代行の登録は要りません。"]
    assert page.fields()["reason"] == "出張"


def test_somebody_who_has_left_is_not_offered(cast: Cast, client: ClientFor, writing: At, new: str, team: str) -> None:
    with writing():
        depart(cast.viewer("manager"), producer_id=cast.producer_id("ninth"), last_on=date(2026, 11, 20), now=NOW)
    ninth = str(cast.producer_id("ninth"))
    for url, form, count in ((new, "form[method=post]", 7), (f"{team}/hand-over", "form[method=get]", 9)):
        offered = [tag["value"] for tag in client("manager").get(url).select(f"main {form} input[type=radio]")]
        assert len(offered) == count
        assert ninth not in offered
    page = client("manager").get(f"{team}/hand-over?to_producer_id={ninth}&from_on=2026/11/24")
    assert "名簿" in page.errors()[0]


def test_a_stand_in_is_marked_and_not_taken_to_have_been_there(cast: Cast, client: ClientFor, writing: At) -> None:
    with writing():
        make_stand_in(cast.asahi, cast.producer_id("tenth"), starts_on=date(2026, 11, 20), ends_on=date(2026, 11, 30), now=NOW)
    url, tenth = f"visits/new?company={cast.asahi.enrolment_id}", str(cast.producer_id("tenth"))
    page = client("owner").get(url)
    assert "担い手10（代行）" in page.main
    assert tenth not in page.fields("main form[data-draft]").getlist("team")
    assert str(cast.producer_id("owner")) in page.fields("main form[data-draft]").getlist("team")
    # whoever stands in and writes it down was there
    assert tenth in client("tenth").get(url).fields("main form[data-draft]").getlist("team")
