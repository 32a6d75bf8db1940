"""Fields of many choices: the likeliest are offered, a name finds any other; of few everything is offered as ever."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.records import make_visit
from tracker.database import db
from tracker.models import ExhibitionCompany, NextAction, VisitParticipant, WorkLog
from tracker.queries import choices

TODAY = date(2026, 11, 24)
At = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of anything are already too many to offer all."""
    monkeypatch.setattr(choices, "MOST_OFFERED", 1)


def options(page: Any, name: str) -> list[str]:
    return [str(option.text) for option in page.select(f"[name={name}] option")]


def test_of_few_everything_is_offered_and_nothing_is_asked_by_name(cast: Cast, client: ClientFor) -> None:
    page = client("manager").get("visits/")
    assert {cast.asahi.name, cast.minato.name} <= set(options(page, "company"))
    assert page.select("[data-suggest]") == []


@pytest.mark.usefixtures("many")
def test_of_many_ones_own_are_offered_and_any_other_is_found_by_a_part_of_its_name(
    cast: Cast, client: ClientFor, writing: At
) -> None:
    with writing():
        make_visit(cast.minato, now=NOW, on=TODAY)
        make_visit(cast.asahi, now=NOW, on=TODAY)
    browser = client("owner")
    page = browser.get("visits/")
    assert options(page, "company") == ["すべての企業", cast.asahi.name]
    found = browser.get(f"visits/?company-name={cast.minato.name[2:]}")
    assert {cast.asahi.name, cast.minato.name} <= set(options(found, "company"))
    assert found.one("[name=company] [selected]").text == cast.minato.name
    assert cast.asahi.name not in str(found.rows())
    kept = browser.get(f"visits/?company={cast.minato.enrolment_id}")
    assert kept.one("[name=company] [selected]").text == cast.minato.name


@pytest.mark.usefixtures("many")
def test_a_name_that_means_nobody_or_several_is_said_at_the_field(cast: Cast, client: ClientFor) -> None:
    browser = client("owner")
    nobody = browser.get("visits/?company-name=ありえない社名")
    assert "「ありえない社名」は見つかりません" in nobody.main
    assert nobody.one("[name=company-name]")["value"] == "ありえない社名"
    assert nobody.status == 422
    several = browser.get("visits/?producer-name=担い手")
    assert "当てはまるものが10件あります" in several.main
    assert set(options(several, "producer")) >= {"担い手01", "担い手10"}
    assert several.one("[name=producer-name]")["value"] == ""


@pytest.mark.usefixtures("many")
def test_whoever_is_typed_by_name_was_there_and_may_have_the_next_action(app: Flask, cast: Cast, client: ClientFor) -> None:
    browser = client("owner")
    address = f"visits/new?company={cast.asahi.enrolment_id}"
    assert browser.get(address).one("[name=others-name]").has_attr("data-several")
    typed = {
        "cases-0-phases": ["listen"],
        "cases-0-facts": "架空の工程を見た。",
        "next_answer": "open",
        "others-name": "担い手09、担い手10",
        "actions-0-what": "図面を送る",
        "actions-0-owner_id-name": "担い手08",
        "actions-0-due_on": "2026/12/01",
    }
    wrong = browser.submit(browser.get(address), typed | {"visit_on": ""})
    assert wrong.status == 422
    assert {"担い手09", "担い手10"} <= set(wrong.words("[name=others][checked] + label"))
    assert browser.submit(wrong, {"visit_on": "2026/11/24"}).status == 302
    with app.app_context():
        there = set(db.session.scalars(select(VisitParticipant.producer_id)))
        owners = db.session.scalars(select(NextAction.owner_id)).all()
    assert {cast.producer_id("ninth"), cast.producer_id("tenth")} <= there
    assert owners == [cast.producer_id("eighth")]


def test_names_are_suggested_within_what_the_viewer_may_choose(cast: Cast, client: ClientFor) -> None:
    def names(kind: str) -> list[str]:
        return list(client("owner").get(f"search/names?kind={kind}&q={cast.minato.name[2:]}").json["names"])

    assert names("companies") == [cast.minato.name]
    assert names("logged") == []
    assert names("nothing") == []
    assert client("owner").get("search/names?kind=people&q=担い手0").json["names"][0] == "担い手01"


@pytest.mark.usefixtures("many")
def test_a_page_that_begins_with_the_company_finds_any_by_name(cast: Cast, client: ClientFor) -> None:
    browser = client("manager")
    for page in ("visits/new?choose=1", "visits/schedule", "actions/new", "challenges/new", "outcomes/new"):
        assert "名前で探してください" in browser.get(page).main
        found = browser.get(f"{page}{'&' if '?' in page else '?'}name={cast.minato.name[2:]}")
        assert found.words(".choose-list a") == [cast.minato.name]
        opened = browser.get(str(found.one(".choose-list a")["href"]))
        assert cast.minato.name in opened.main


@pytest.mark.usefixtures("many")
def test_an_exhibition_hours_and_a_move_find_any_company_by_name(cast: Cast, client: ClientFor, writing: At, at_rest: At) -> None:
    with writing():
        visit_id = make_visit(cast.asahi, now=NOW, on=TODAY)
    browser, name = client("manager"), cast.minato.name
    days = {"starts_on": "2026/11/20", "ends_on": "2026/11/21"}
    wrong = browser.submit("exhibitions/new", {"name": "", "exhibitors-0-who-name": name, **days})
    assert (wrong.status, wrong.one("[name=exhibitors-0-who] [selected]").text) == (422, name)
    unread = browser.submit(wrong, {"name": "架空展示会", "exhibitors-1-who-name": "どこにもない"})
    assert (unread.status, "「どこにもない」は見つかりません" in unread.main) == (422, True)
    assert browser.submit(unread, {"exhibitors-1-who-name": ""}).status == 302
    with at_rest():
        assert db.session.scalars(select(ExhibitionCompany.enrolment_id)).all() == [cast.minato.enrolment_id]
        exhibition_id = db.session.scalars(select(ExhibitionCompany.exhibition_id)).one()
    there = {"producer_id": "", "producer_id-name": "担い手09", "attended_on": "2026/11/20"}
    assert browser.submit(f"exhibitions/{exhibition_id}/attend", there).status == 302
    assert client("owner").submit("hours/new", {"about-name": name, "minutes": "30", "note": "調べもの"}).status == 302
    with at_rest():
        assert db.session.scalars(select(WorkLog.enrolment_id)).all() == [cast.minato.enrolment_id]
    assert "移す理由" in browser.get(f"visits/{visit_id}/move?to=&to-name={name}").main
    itself = browser.get(f"visits/{visit_id}/move?to-name={cast.asahi.name}")
    assert (itself.status, "移す理由" in itself.main) == (422, False)
