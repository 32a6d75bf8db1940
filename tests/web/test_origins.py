"""What a page of another site sends is refused before anybody's session is looked at: nobody is signed out by it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from flask import Flask

from tests.attacks.sending import nothing_written
from tests.cast import Cast
from tests.conftest import ClientFor, Clock
from tests.house.rights_table import RIGHTS
from tests.house.test_rights import address, values_of
from tests.records import Records
from tracker.application import create_app
from tracker.config import Config
from tracker.web.origins import is_from_elsewhere

At = Callable[[], AbstractContextManager[None]]
OURS, SECURE = "http://localhost", "https://tracker.example.jp"
Sent = dict[str, str]
# What browsers say of a form that a page sends: of another site, of a neighbour under the same domain, of no site at all.
ELSEWHERE: dict[str, Sent] = {
    "another site": {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    "another site, whose page hides where it is": {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
    "another site, which names us": {"Sec-Fetch-Site": "cross-site", "Origin": OURS},
    "a neighbour": {"Sec-Fetch-Site": "same-site", "Origin": "http://www.localhost"},
    "a word that is none": {"Sec-Fetch-Site": "evil"},
    "another site, reloaded by its visitor": {"Sec-Fetch-Site": "none", "Origin": "https://evil.example"},
    "another site in an old browser": {"Origin": "https://evil.example"},
    "another port in an old browser": {"Origin": "http://localhost:8742"},
    "the same host without TLS, or with": {"Origin": "https://localhost"},
    "a file or a frame without a name": {"Origin": "null"},
}
FROM_US: dict[str, Sent] = {
    "our page": {"Sec-Fetch-Site": "same-origin", "Origin": OURS},
    "our page, behind a proxy that keeps the name from us": {"Sec-Fetch-Site": "same-origin", "Origin": SECURE},
    "our page in an old browser": {"Origin": OURS},
    "our page, reloaded": {"Sec-Fetch-Site": "none", "Origin": OURS},
    "no browser, or a very old one": {},
}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_what_another_site_sends_is_told_by_what_its_browser_says(name: str) -> None:
    sent = ELSEWHERE[name]
    assert is_from_elsewhere(site=sent.get("Sec-Fetch-Site"), origin=sent.get("Origin"), own=OURS)


@pytest.mark.parametrize("name", FROM_US)
def test_what_a_page_of_ours_sends_is_taken(name: str, client: ClientFor, cast: Cast) -> None:
    sent = FROM_US[name]
    assert not is_from_elsewhere(site=sent.get("Sec-Fetch-Site"), origin=sent.get("Origin"), own=OURS)
    manager = client("manager")
    assert manager.submit("settings", {"name": "新しい事業名"}, headers=sent, follow=True).fields()["name"] == "新しい事業名"


def test_no_address_takes_anything_from_another_site(
    app: Flask, client: ClientFor, cast: Cast, records: Records, at_rest: At, subtests: pytest.Subtests
) -> None:
    """With a valid token and a session, as a neighbour's page has it, and without either, as another site's has."""
    values = values_of(cast, records)
    browsers = client("manager"), client(None)
    with nothing_written(at_rest):
        for endpoint, row in RIGHTS.items():
            for browser in browsers if row.post else ():
                with subtests.test(f"{endpoint} {browser is browsers[0]}"):
                    url = address(app, endpoint, row, "POST", values)
                    sent = {"csrf_token": browser.csrf_token(), "email": "attacker@evil.example", "roles": "manager"}
                    answer = browser.raw.post(url, data=sent, headers=ELSEWHERE["another site"])
                    assert answer.status_code == 403
                    assert "Set-Cookie" not in answer.headers
                    assert "attacker@evil.example" not in (page := answer.get_data(as_text=True))
                    assert "<form" not in page


def test_the_page_says_what_happened_and_that_nothing_was_done(client: ClientFor, cast: Cast) -> None:
    for language, words in (
        ("ja", "ほかのサイトから送られました"),
        ("en", "This was sent from another site"),
    ):
        page = client("manager").speak(language).post("members/new", headers=ELSEWHERE["a neighbour"])
        assert (page.status, page.heading) == (403, words)
        assert cast["manager"].name not in page.text


def test_a_script_is_told_in_its_own_words(client: ClientFor, cast: Cast) -> None:
    headers = ELSEWHERE["another site"] | {"Accept": "application/json"}
    answer = client(None).post("members/new", headers=headers)
    assert (answer.status, answer.json["state"]) == (403, "failed")
    assert answer.json["error"]


def test_nobody_is_signed_out_by_it_and_what_was_said_to_them_waits(client: ClientFor, cast: Cast) -> None:
    manager = client("manager")
    manager.submit("settings", {"name": "新しい事業名"})
    assert manager.post("/sign-out", csrf=False, headers=ELSEWHERE["a neighbour"]).status == 403
    assert "Set-Cookie" not in manager.post("members/new", csrf=False, headers=ELSEWHERE["another site"]).headers
    page = manager.get("settings")
    assert page.status == 200
    assert page.select("main .flash .notice")  # that the settings were saved


def test_a_link_of_another_site_leads_here_as_ever(client: ClientFor, cast: Cast) -> None:
    assert client("manager").get("companies/", headers=ELSEWHERE["another site"]).status == 200
    assert client(None).get("companies/", headers=ELSEWHERE["another site"]).status == 302


def test_behind_a_proxy_our_own_name_is_the_one_that_it_hands_on(config: Config, cast: Cast) -> None:
    app = create_app(replace(config, trusted_hosts=("tracker.example.jp",), behind_proxy=True), Clock())
    handed_on = {"X-Forwarded-Host": "tracker.example.jp", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
    statuses = {
        origin: app.test_client().post("/sign-in", headers={**handed_on, "Origin": origin}).status_code
        for origin in (SECURE, OURS, "http://tracker.example.jp", "https://evil.example")
    }
    assert statuses == {SECURE: 401, OURS: 403, "http://tracker.example.jp": 403, "https://evil.example": 403}
    foreign = {**handed_on, "X-Forwarded-Host": "evil.example", **ELSEWHERE["another site"]}
    assert app.test_client().post("/sign-in", headers=foreign).status_code == 400
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()
