"""Search by keyboard: the field, the hits, a page of one, and nothing that axe finds."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

from playwright.sync_api import expect

from tests.cast import Cast
from tests.conftest import NOW
from tests.journeys.conftest import VisitorFor
from tests.records import make_visit


def test_a_word_of_two_characters_is_found_by_keyboard_alone(
    visitor: VisitorFor, cast: Cast, writing: Callable[[], AbstractContextManager[None]]
) -> None:
    with writing():
        for place in ("刃", "軸"):
            make_visit(cast.asahi, now=NOW, case_ids=cast.asahi.case_ids, facts=f"{place}の切削を見た。")
    desk = visitor("desk")
    desk.sign_in("manager")
    page = desk.open("visits/")
    page.keyboard.press("/")
    expect(page.locator(".site-search input").first).to_be_focused()
    page.keyboard.type("切削")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="「切削」の検索結果")).to_be_visible()
    expect(page.locator("main mark")).to_have_count(2)
    desk.axe()
    page.get_by_label("検索する言葉").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-hit]").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/visits/\d+$"))

    phone = visitor("phone")
    phone.sign_in("manager")
    page = phone.open("search?q=切削")
    phone.axe()
    page.get_by_role("link", name="検索", exact=True).click()
    expect(page.get_by_label("検索する言葉")).to_have_value("")
