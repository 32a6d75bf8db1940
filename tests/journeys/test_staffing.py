"""A manager mends a team at the desk by the suggestion, and looks at the board on a phone."""

from __future__ import annotations

from datetime import date

from playwright.sync_api import expect

from tests.cast import Cast
from tests.journeys.conftest import VisitorFor


def test_an_absence_leads_to_a_suggestion_that_is_accepted_and_undone(visitor: VisitorFor, cast: Cast) -> None:
    desk, phone = visitor("desk"), visitor("phone")
    desk.sign_in("manager")
    page = desk.open("absences/new")
    page.get_by_label("不在の人").select_option(label="担い手03")
    page.locator("[name=starts_on]").fill(f"{date(2026, 11, 24):%Y/%m/%d}")
    page.locator("[name=ends_on]").fill("2026/12/24")
    desk.axe()
    page.get_by_role("button", name="登録する").click()
    expect(page.get_by_role("row", name="担い手03")).to_contain_text("2026年12月24日")
    page = desk.open("staffing/")
    expect(page.get_by_text("担い手03は2026年11月24日(火)に不在です。").first).to_be_visible()
    desk.axe()
    page.get_by_role("link", name="体制の提案").click()
    page.get_by_role("button", name="提案を作る").click()
    expect(page.get_by_text("この日に不在の人が担当になっています。")).to_be_visible()
    desk.axe()
    page.get_by_role("button", name="架空アサヒ製作所をこの体制にする").click()
    expect(page.get_by_text("変更の提案はありません")).to_be_visible()
    page.get_by_role("button", name="元の体制に戻す").click()
    expect(page.get_by_text("この日に不在の人が担当になっています。")).to_be_visible()

    phone.sign_in("manager")
    page = phone.open("staffing/")
    expect(page.get_by_text("決まりに合わない体制があります")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    phone.axe()
