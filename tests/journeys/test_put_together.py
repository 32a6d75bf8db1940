"""The pages as an installation serves them: one script and one style sheet. The other journeys run on the single files."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.cast import Cast
from tests.journeys.conftest import Visitor
from tests.journeys.test_offline import TEXT, kept, log_url, ready, write
from tracker.config import ROOT, Config
from tracker.web import assets


@pytest.fixture
def config(config: Config) -> Iterator[Config]:
    assets.pack_static(ROOT / "static", config.assets)
    yield config


def test_a_note_is_kept_and_the_shell_opens_without_a_network(phone: Visitor, cast: Cast) -> None:
    page = phone.sign_in("owner")
    page.goto("/p/r8/visits/")
    assert page.locator("script[src]").evaluate_all(
        "scripts => scripts.map(({ src }) => src.split('/').slice(-2).join('/'))"
    ) == ["packed/pages.js"]
    ready(phone)
    page.goto(log_url(cast))
    write(page)
    kept(page)
    phone.context.set_offline(True)
    page.goto(log_url(cast))  # the shell, with the form that the device keeps
    expect(page.locator("[data-field-away]")).to_be_visible()
    expect(page.locator("[name='cases-0-facts']")).to_have_value(TEXT)
    phone.context.set_offline(False)
    phone.axe()
