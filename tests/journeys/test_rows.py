"""Rows that a button adds: as blank as the page drew them, whatever was done to the row before."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.cast import Cast
from tests.journeys.conftest import VisitorFor


def test_a_row_that_is_added_after_typing_is_blank_and_works(visitor: VisitorFor, cast: Cast) -> None:
    phone = visitor("phone")
    page = phone.sign_in("owner")
    page.goto(f"/p/r8/visits/new?company={cast.asahi.enrolment_id}")
    first, second = page.locator("[data-rows=actions] [data-row]").nth(0), page.locator("[data-rows=actions] [data-row]").nth(1)
    first.locator("[name='actions-0-what']").fill("図面を送る")
    first.locator("[name='actions-0-owner_id']").select_option(index=2)
    first.get_by_role("button", name="1週間後").click()
    first.get_by_role("button", name="カレンダーから選ぶ").click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="宿題を追加").click()
    expect(second.locator("[name='actions-1-what']")).to_be_focused()
    expect(second.locator("[name='actions-1-what']")).to_have_value("")
    expect(second.locator("[name='actions-1-due_on']")).to_have_value("")
    expect(second.locator(".date-field__era")).to_be_empty()
    expect(second.locator("input[type=date]")).to_have_count(0)
    blank = second.locator("[name='actions-1-owner_id']").input_value()
    assert blank != first.locator("[name='actions-0-owner_id']").input_value()
    expect(second.locator("[data-row-number]")).to_have_text("2")
    second.get_by_role("button", name="2週間後").click()
    expect(second.locator("[name='actions-1-due_on']")).to_have_value("2026/12/08")
    first.get_by_role("button", name="消す").click()
    expect(page.locator("[data-rows=actions] [data-row]")).to_have_count(1)
    page.get_by_role("button", name="宿題を追加").click()
    expect(page.locator("[name='actions-2-what']")).to_have_value("")
