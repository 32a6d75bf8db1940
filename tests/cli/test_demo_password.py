"""The password of the demonstration: given at the first run, given anew at a later one, left alone without being asked."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask

from tracker.queries.accounts import find_credentials
from tracker.services.passwords import verify_password

ADDRESSES = ("manager@example.jp", "producer10@example.jp", "admin@example.jp")


def test_a_later_password_replaces_the_first_and_an_unset_one_changes_nothing(
    app: Flask, at_rest: Callable[[], AbstractContextManager[None]]
) -> None:
    def load(password: str) -> None:
        with at_rest():
            outcome = app.test_cli_runner().invoke(args=["demo"], env={"DEMO_PASSWORD": password})
        assert outcome.exit_code == 0, outcome.output
        assert "manager@example.jp" in outcome.output

    def opened_by(password: str) -> list[bool]:
        with at_rest():
            return [verify_password(find_credentials(address)[1], password) for address in ADDRESSES]

    load("the first password")
    load("")
    assert opened_by("the first password") == [True, True, True]
    load("another password")
    assert opened_by("another password") == [True, True, True]
    assert opened_by("the first password") == [False, False, False]


@pytest.mark.parametrize(("password", "words"), [("short", "8文字以上"), ("password123", "推測されやすい")])
def test_a_password_that_no_account_may_have_is_refused_and_nothing_is_loaded(
    app: Flask, at_rest: Callable[[], AbstractContextManager[None]], password: str, words: str
) -> None:
    with at_rest():
        outcome = app.test_cli_runner().invoke(args=["demo"], env={"DEMO_PASSWORD": password})
        assert outcome.exit_code == 1
        assert words in outcome.output
        assert find_credentials("manager@example.jp") == (None, None)
