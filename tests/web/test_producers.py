"""The pages of the roster: counted against what is expected, loads that lead to their companies, departures."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.conftest import ClientFor


def test_the_roster_is_held_against_the_expected_number(client: ClientFor) -> None:
    page = client("owner").get("producers/")
    assert "10／10人" in page.main
    assert len(page.rows()) == 10


def test_every_load_leads_to_exactly_the_companies_that_it_counts(client: ClientFor) -> None:
    browser = client("manager")
    page = browser.get("producers/")
    loads = page.select("td.numeric a")
    assert len(loads) == 20
    for load in loads:
        found = browser.get(str(load["href"]))
        assert load.get_text() in found.words(".filter-bar__count")
    assert sum(load.get_text() == "1社" for load in loads) == 4


def test_somebody_is_taken_on_and_counted(client: ClientFor) -> None:
    browser = client("clerk")
    page = browser.submit("producers/new", {"name": "架空新人", "starts_on": "2026/4/1"}, follow=True)
    assert "11／10人" in page.main


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "担い手01"}, "name"),
        ({"name": "a", "email": "x"}, "email"),
        ({"name": "a", "starts_on": "x"}, "starts_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(client: ClientFor, given: dict[str, str], field: str) -> None:
    page = client("clerk").submit("producers/new", given)
    assert page.status == 422
    assert page.words(f"#{field}-error")


def test_two_editors_see_both_texts(client: ClientFor, cast: Cast) -> None:
    first, second, path = client("clerk"), client("manager"), f"producers/{cast.producer_id('tenth')}/edit"
    mine = second.get(path)
    assert first.submit(path, {"category": "協会職員"}).status == 302
    page = second.submit(mine, {"category": "コーディネーター"})
    assert page.status == 409
    assert "協会職員" in page.main


def test_a_departure_is_always_accepted_and_can_be_taken_back(client: ClientFor, cast: Cast) -> None:
    browser, producer_id = client("manager"), cast.producer_id("sub")
    asked = browser.get(f"producers/{producer_id}/depart")
    assert "架空アサヒ製作所" in asked.main
    page = browser.submit(asked, {"ends_on": "2026/9/30", "reason": "異動"}, follow=True)
    assert "2026年9月30日" in page.main
    assert "9／10人" in browser.get("producers/").main
    assert "担い手03" in browser.get("producers/?all=1").main
    assert "離任を取り消す" in page.main
    back = browser.submit(f"producers/{producer_id}/take-back", follow=True)
    assert "定めなし" in back.main


def test_a_clerk_keeps_the_roster_but_ends_nobodys_time(client: ClientFor, cast: Cast) -> None:
    browser, producer_id = client("clerk"), cast.producer_id("sub")
    assert browser.get(f"producers/{producer_id}/edit").status == 200
    assert browser.get(f"producers/{producer_id}/depart").status == 403


def test_addresses_are_shown_to_those_who_keep_the_roster(client: ClientFor, cast: Cast) -> None:
    path = f"producers/{cast.producer_id('owner')}"
    assert "owner@example.jp" in client("clerk").get(path).main
    assert "owner@example.jp" not in client("colleague").get(path).main


def test_what_the_programme_did_not_name_itself_is_said_in_the_readers_language(client: ClientFor, cast: Cast) -> None:
    browser, producer_id = client("manager"), cast.producer_id("owner")
    form = browser.get(f"producers/{producer_id}/edit")
    browser.submit(form, {"category": "協会職員"})
    browser.speak("en")
    page = browser.get("producers/")
    assert page.heading == "Producers"
    assert "Association staff" in page.main
    assert browser.get(f"producers/{producer_id}").one(".breadcrumbs a").get_text() == "Producers"
