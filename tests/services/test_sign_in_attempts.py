"""Wrong passwords and codes, counted in the database for all workers."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from tests.conftest import NOW
from tracker.database import db
from tracker.domain.sign_in_attempts import HOUR, MINUTE
from tracker.models import SignInAttempt
from tracker.services.sessions import hash_token
from tracker.services.sign_in_attempts import Guess, find_wait_of, forget_failures, note_failure

At = Callable[[], AbstractContextManager[None]]


def fail(who: str, address: str, times: int, at: timedelta = timedelta()) -> None:
    for _ in range(times):
        note_failure(Guess(who, address, NOW + at))


def wait(who: str, address: str, at: timedelta = timedelta()) -> timedelta | None:
    return find_wait_of(Guess(who, address, NOW + at))


def test_four_wrong_passwords_are_let_pass_and_five_stop_the_account(app: Flask, writing: At) -> None:
    with writing():
        fail("a@example.jp", "192.0.2.1", 4)
        assert wait("a@example.jp", "192.0.2.9") is None
        fail("a@example.jp", "192.0.2.2", 1)
        assert wait("a@example.jp", "192.0.2.9") == MINUTE


def test_five_wrong_passwords_stop_their_address_whatever_the_account(app: Flask, writing: At) -> None:
    with writing():
        for number in range(5):
            fail(f"{number}@example.jp", "192.0.2.1", 1)
        assert wait("somebody.else@example.jp", "192.0.2.1") == MINUTE


def test_nobody_else_is_stopped(app: Flask, writing: At) -> None:
    with writing():
        fail("a@example.jp", "192.0.2.1", 30)
        assert wait("b@example.jp", "192.0.2.2") is None


def test_a_minute_later_the_account_may_try_again(app: Flask, writing: At) -> None:
    with writing():
        fail("a@example.jp", "192.0.2.1", 5)
        assert wait("a@example.jp", "192.0.2.1", MINUTE - timedelta(seconds=1)) == timedelta(seconds=1)
        assert wait("a@example.jp", "192.0.2.1", MINUTE) is None


def test_twenty_within_an_hour_stop_the_account_for_the_rest_of_it_and_a_hundred_the_address(app: Flask, writing: At) -> None:
    with writing():
        for number in range(20):
            fail("a@example.jp", "192.0.2.1", 1, at=2 * number * MINUTE)
        assert wait("a@example.jp", "192.0.2.9", 40 * MINUTE) == 20 * MINUTE
        assert wait("b@example.jp", "192.0.2.1", 40 * MINUTE) is None
        for number in range(80):
            fail(f"{number}@example.jp", "192.0.2.1", 1, at=40 * MINUTE)
        assert wait("b@example.jp", "192.0.2.1", 42 * MINUTE) == 18 * MINUTE
        assert wait("a@example.jp", "192.0.2.9", HOUR) is None


def test_whoever_chose_a_new_password_by_a_link_does_not_wait_for_what_others_guessed(app: Flask, writing: At) -> None:
    with writing():
        fail("a@example.jp", "192.0.2.1", 20)
        forget_failures(who="a@example.jp")
        assert wait("a@example.jp", "192.0.2.9") is None


def test_old_failures_are_not_kept_and_addresses_not_in_clear(app: Flask, writing: At) -> None:
    with writing():
        fail("a@example.jp", "192.0.2.1", 3)
        fail("a@example.jp", "192.0.2.1", 1, at=HOUR)
        rows = db.session.scalars(select(SignInAttempt)).all()
        assert [(row.failed_at, row.email_hash) for row in rows] == [(NOW + HOUR, hash_token("a@example.jp"))]
