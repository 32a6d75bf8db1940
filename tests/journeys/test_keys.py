"""By keyboard alone: the grid of companies and months, and the names that are suggested beside a field of many choices."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.cast import Cast
from tests.journeys.conftest import VisitorFor
from tracker.queries import choices


def test_the_grid_and_the_suggested_names_answer_to_keys(
    visitor: VisitorFor, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choices, "MOST_OFFERED", 1)
    desk = visitor("desk")
    desk.sign_in("manager")
    page = desk.open("")
    lines = page.locator(".month-matrix tbody tr")
    first, second = lines.nth(0).locator("a"), lines.nth(1).locator("a")
    first.nth(0).focus()
    page.keyboard.press("ArrowDown")
    expect(second.nth(0)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(second.nth(1)).to_be_focused()
    page.keyboard.press("End")
    expect(second.last).to_be_focused()
    page.keyboard.press("ArrowRight")  # beyond the last there is nothing
    expect(second.last).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")
    expect(first.nth(0)).to_be_focused()
    page.keyboard.press("Tab")  # which goes on as without the arrows
    expect(first.nth(1)).to_be_focused()

    page = desk.open("merges/")
    field = page.locator("input[name=kept-name]")
    field.press_sequentially(cast.minato.name[:4])
    found = page.locator(".by-name__found button")
    expect(found.first).to_be_visible()
    page.keyboard.press("Escape")
    expect(found).to_have_count(0)
    field.press_sequentially(cast.minato.name[4:])
    expect(found).to_have_text([cast.minato.name])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(field).to_have_value(cast.minato.name)
    expect(field).to_be_focused()
