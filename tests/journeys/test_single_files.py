"""The pages with our files one by one, as they are served before set-up has put them together. The other journeys have those."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests.cast import Cast
from tests.conftest import Clock
from tests.journeys.conftest import Visitor, with_single_files
from tests.journeys.in_the_field import TEXT, kept, log_url, ready, write
from tracker.config import Config


@pytest.fixture
def app(config: Config, clock: Clock) -> Iterator[Flask]:
    with with_single_files(config, clock) as application:
        yield application


def test_a_note_is_kept_and_the_shell_opens_without_a_network(phone: Visitor, cast: Cast) -> None:
    page = phone.sign_in("owner")
    page.goto("/p/r8/visits/")
    assert page.locator("script[src]").evaluate_all(
        "scripts => scripts.map(({ src }) => src.split('/').slice(-2).join('/'))"
    ) == ["js/app.js"]
    ready(page)
    page.goto(log_url(cast))
    write(page)
    kept(page)
    phone.context.set_offline(True)
    page.goto(log_url(cast))  # the shell, with the form that the device keeps
    expect(page.locator("[data-field-away]")).to_be_visible()
    expect(page.locator("[name='cases-0-facts']")).to_have_value(TEXT)
    phone.context.set_offline(False)
    phone.axe()
