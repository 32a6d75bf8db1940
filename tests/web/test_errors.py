"""Every refusal is a page in the reader's language with a way on, and never a trace."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from tests.auditing import Client, Page
from tests.cast import Cast
from tests.conftest import ClientFor
from tracker.config import MAX_REQUEST_BYTES
from tracker.web.programmes import routes

Ask = Callable[[Client], Page]
REFUSALS: dict[str, tuple[int, str, str, Ask]] = {
    "an address that there is not": (404, "owner", "ページが見つかりません", lambda browser: browser.get("/p/r8/nothing")),
    "a programme that there is not": (404, "owner", "ページが見つかりません", lambda browser: browser.get("/p/none/settings")),
    "somebody else's programme": (404, "stranger", "ページが見つかりません", lambda browser: browser.get("/p/r8/settings")),
    "an act that is not theirs": (403, "owner", "この操作はできません", lambda browser: browser.get("settings")),
    "a method that is not meant": (405, "owner", "この方法では開けません", lambda browser: browser.get("/sign-out")),
    "a file that is too large": (
        413,
        "manager",
        "ファイルが大きすぎます",
        lambda browser: browser.post(
            "settings", b"0" * (MAX_REQUEST_BYTES + 1), content_type="application/x-www-form-urlencoded"
        ),
    ),
    "a form without its token": (400, "manager", "", lambda browser: browser.post("settings", csrf=False)),
}
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_says_what_happened_and_leads_on(name: str, client: ClientFor, cast: Cast) -> None:
    status, who, heading, ask = REFUSALS[name]
    page = ask(client(who))
    assert page.status == status
    assert heading in page.heading
    assert page.select("main a[href]")
    assert page.one("html")["lang"] == "ja"


def test_whoever_may_not_is_sent_to_the_manager_and_not_told_that_they_may_see_it(client: ClientFor, cast: Cast) -> None:
    for who in ("owner", "clerk", "auditor"):
        page = client(who).get("settings")
        assert page.status == 403
        assert "マネージャーに依頼" in page.main
        assert not re.search("見ることはできます|管理者", page.main)


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_is_said_in_english_to_whoever_reads_english(name: str, client: ClientFor, cast: Cast) -> None:
    status, who, _heading, ask = REFUSALS[name]
    page = ask(client(who).speak("en"))
    assert page.status == status
    assert page.one("html")["lang"] == "en"
    assert not JAPANESE.findall(page.main)


def test_whoever_is_not_signed_in_learns_nothing_from_an_address(client: ClientFor) -> None:
    assert client(None).get("/p/r8/settings").status == client(None).get("/p/none/settings").status == 302
    assert client(None).get("/nothing").status == 404


def broken(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(routes, "set_up_programme", fail)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("database is locked", 503),
        ("attempt to write a readonly database", 503),
        ("database or disk is full", 507),
    ],
)
def test_while_the_database_takes_nothing_the_typed_text_is_shown_and_can_be_sent_later(
    client: ClientFor, cast: Cast, monkeypatch: pytest.MonkeyPatch, words: str, status: int
) -> None:
    manager = client("manager")
    with monkeypatch.context() as patch:
        broken(patch, OperationalError("UPDATE", {}, sqlite3.OperationalError(words)))
        page = manager.submit("settings", {"name": "消えてはならない名前"})
    assert page.status == status
    assert "消えてはならない名前" in page.main
    assert "sqlite" not in page.text.lower()
    assert manager.submit("settings", {"name": "消えてはならない名前"}).status == 302


def test_a_busy_database_says_when_to_try_again(client: ClientFor, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch, OperationalError("UPDATE", {}, sqlite3.OperationalError("database is locked")))
    assert client("manager").submit("settings", {"name": "名前"}).headers["Retry-After"] == "5"


def test_a_fault_of_the_program_shows_a_number_to_ask_about_and_no_trace(
    client: ClientFor, app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app.testing = False
    broken(monkeypatch, RuntimeError("秘密の値"))
    page = client("manager").submit("settings", {"name": "名前"})
    assert page.status == 500
    assert "秘密の値" not in page.html
    assert "Traceback" not in page.html
    number = page.headers["X-Request-ID"]
    assert number in page.main
    assert number in caplog.text


@pytest.mark.parametrize(
    "url", ["/p/r8/members/999999999999999999999", "/p/r8/members/0", "/p/%00/settings", "/p/r8/companies/?q=%00"]
)
def test_an_address_nobody_would_type_is_answered_like_any_unknown_one(client: ClientFor, url: str) -> None:
    assert client("manager").get(url).status == 404
