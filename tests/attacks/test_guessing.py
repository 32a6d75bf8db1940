"""Guesses that are sent at once: no more of them are told whether they were right than of those that come one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from threading import Barrier
from typing import Any

import pytest
from flask import Flask

from tests.auditing import Client
from tests.authenticators import set_up
from tests.cast import Cast
from tests.conftest import NOW, ClientFor, Clock
from tracker.domain.sign_in_attempts import MINUTE
from tracker.services.sign_in_attempts import Guess, find_wait_of, take_guess
from tracker.services.transaction import writing as in_transaction
from tracker.web.account import proving
from tracker.web.sign_in import routes

At = Callable[[], AbstractContextManager[None]]
TRIES, TAKEN, PATIENCE = 12, 5, 60
WRONG = "まちがい-合言葉"


def all_at_once(act: Callable[[int], Any], times: int = TRIES) -> list[Any]:
    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(act, range(times), timeout=PATIENCE))


@pytest.fixture
def checked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every password has been let past the first look at the wait before any of them is found right or wrong."""
    gate = Barrier(TRIES)
    for module in (routes, proving):

        def check(stored: str, password: str, real: Any = module.verify_password) -> bool:
            gate.wait(PATIENCE)
            return bool(real(stored, password))

        monkeypatch.setattr(module, "verify_password", check)


def sign_in(browser: Client, email: str, password: str) -> int:
    with browser.raw.post("/sign-in", data={"csrf_token": browser.csrf_token(), "email": email, "password": password}) as answer:
        return answer.status_code


@pytest.mark.parametrize("who", ["owner", None])
def test_five_wrong_passwords_are_five_when_they_are_sent_at_once(
    who: str | None, app: Flask, client: ClientFor, cast: Cast, checked_at_once: None
) -> None:
    email = cast[who].email if who else "nobody@example.jp"
    browsers = [client(None) for _ in range(TRIES)]
    statuses = Counter(all_at_once(lambda number: sign_in(browsers[number], email, WRONG)))
    assert statuses == {422: TAKEN, 429: TRIES - TAKEN}


def test_a_right_password_among_too_many_wrong_ones_is_told_of_in_its_turn_or_not_at_all(
    app: Flask, client: ClientFor, cast: Cast, checked_at_once: None
) -> None:
    browsers = [client(None) for _ in range(TRIES)]
    passwords = [cast.password, *[WRONG] * (TRIES - 1)]
    statuses = all_at_once(lambda number: sign_in(browsers[number], cast["owner"].email, passwords[number]))
    assert statuses[0] in {302, 429}
    assert Counter(statuses[1:]) == {422: TAKEN, 429: TRIES - 1 - TAKEN}


def test_a_whole_office_that_signs_in_at_once_is_let_in(app: Flask, client: ClientFor, cast: Cast, checked_at_once: None) -> None:
    browsers = [client(None) for _ in range(TRIES)]
    people = [cast["owner"].email, cast["colleague"].email] * (TRIES // 2)
    assert all_at_once(lambda number: sign_in(browsers[number], people[number], cast.password)) == [302] * TRIES


def test_the_password_that_is_asked_for_once_more_is_guessed_at_no_oftener(
    app: Flask, client: ClientFor, cast: Cast, checked_at_once: None
) -> None:
    browsers = [client("owner") for _ in range(TRIES)]
    new = "あたらしい-合言葉-山"
    sent = {"current_password": WRONG, "password": new, "again": new}
    tokens = [{"csrf_token": browser.csrf_token()} for browser in browsers]

    def prove(number: int) -> str:
        return browsers[number].post("/account/password", sent | tokens[number]).main

    said = Counter("しばらく受け付けません" in words for words in all_at_once(prove))
    assert said == {False: TAKEN, True: TRIES - TAKEN}


def test_codes_that_are_sent_at_once_are_taken_one_after_the_other(
    app: Flask, client: ClientFor, cast: Cast, clock: Clock
) -> None:
    set_up(client("owner"), cast, clock)
    browsers = [client(None) for _ in range(TRIES)]
    for browser in browsers:
        browser.submit("/sign-in", {"email": cast["owner"].email, "password": cast.password})
    gate = Barrier(TRIES)

    def send(number: int) -> int:
        gate.wait(PATIENCE)
        return browsers[number].post("/sign-in/second", {"code": "000000"}).status

    assert Counter(all_at_once(send)) == {422: TAKEN, 429: TRIES - TAKEN}


@pytest.mark.parametrize("is_of_one", ["account", "address"])
def test_of_one_account_and_from_one_address_each_guess_has_its_turn(is_of_one: str, app: Flask, at_rest: At) -> None:
    gate = Barrier(TRIES)

    def guess(number: int) -> bool:
        who = "a@example.jp" if is_of_one == "account" else f"{number}@example.jp"
        address = "192.0.2.1" if is_of_one == "address" else f"192.0.2.{number}"
        with app.app_context():
            gate.wait(PATIENCE)
            with in_transaction():
                return take_guess(Guess(who, address, NOW), lambda: None)[1] is None

    assert sum(all_at_once(guess)) == TAKEN
    with at_rest():
        assert find_wait_of(Guess("a@example.jp", "192.0.2.1", NOW)) == MINUTE
