"""Hours on a phone at the end of a day, and the month that is confirmed with them and then checked at a desk."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time

from playwright.sync_api import expect

from tests.cast import Cast
from tests.conftest import NOW
from tests.hours import make_entry, make_travel
from tests.journeys.conftest import Visitor, VisitorFor
from tests.records import make_visit
from tracker.domain.phases import Phase

At = Callable[[], AbstractContextManager[None]]


def test_an_evening_s_report_is_entered_on_the_phone_and_stands_in_the_week(phone: Visitor, cast: Cast) -> None:
    phone.sign_in("owner")
    page = phone.open("diaries/")
    page.get_by_role("link", name="今週の時間を入力").click()
    phone.axe()
    page.locator("#day-2026-11-24").get_by_role("link", name="＋業務").click()
    expect(page.locator("[name=work_on]")).to_have_value("2026/11/24")
    page.get_by_label("報告書作成").check()
    page.locator("[name=start_time]").fill("1８：００")
    page.locator("[name=end_time]").fill("19時15分")
    page.locator("[name=note]").fill("訪問記録の清書")
    phone.axe()
    page.get_by_role("button", name="記録する").click()
    day = page.locator("#day-2026-11-24")
    expect(day.get_by_role("listitem")).to_contain_text("1:15")
    expect(day).to_contain_text("訪問記録の清書")
    day.get_by_role("link", name="＋移動").click()
    page.locator("[name=minutes_both]").fill("50")
    page.locator("[name=note]").fill("県庁への往復")
    page.get_by_role("button", name="移動を記録").click()
    expect(page.locator("#day-2026-11-24 .hours-day__sum")).to_have_text("2:05")
    phone.axe()


def test_a_month_is_confirmed_on_the_phone_checked_at_the_desk_and_then_closed(
    visitor: VisitorFor, cast: Cast, writing: At
) -> None:
    owner = cast.producer_id("owner")
    with writing():
        on = date(2026, 10, 14)
        note = {"case_ids": cast.asahi.case_ids, "phases": [Phase.LISTEN], "facts": "工場長の話"}
        hours = {"start_time": time(10), "end_time": time(12)}
        visit = make_visit(cast.asahi, now=NOW, on=on, who=[owner], **note, **hours)
        make_travel(cast, visit, now=NOW, leaves_at=time(9, 10))
        entry = make_entry(cast, now=NOW, on=date(2026, 10, 15))
    phone, desk = visitor("phone"), visitor("desk")
    phone.sign_in("owner")
    page = phone.open(f"diaries/{owner}/2026-10")
    expect(page.locator(".number-tile__number").first).to_contain_text("4:30")
    phone.axe()
    page.get_by_role("link", name="本人確定にする").click()
    phone.axe()
    page.get_by_role("button", name="本人確定にする").click()
    expect(page.get_by_text("本人確定にしました。")).to_be_visible()
    page = phone.open(f"hours/{entry}")
    page.locator("[name=note]").fill("あとから直したい")
    page.get_by_role("button", name="訂正を保存").click()
    expect(page.get_by_role("alert")).to_contain_text("2026年10月は本人確定済み")
    expect(page.locator("[name=note]")).to_have_value("あとから直したい")
    desk.sign_in("manager")
    page = desk.open("diaries/")
    desk.axe()
    page.get_by_role("row", name="担い手01").get_by_role("link", name="4:30").first.click()
    page.get_by_role("link", name="責任者確認にする").click()
    page.get_by_role("button", name="責任者確認にする").click()
    expect(page.locator(".diary__signatures")).to_contain_text("架空マネージャー")
    desk.axe()
    page = phone.open(f"visits/{visit}/edit")
    page.locator("[name=end_time]").fill("13:00")
    page.get_by_role("button", name="訂正を保存").click()
    expect(page.locator("main")).to_contain_text("責任者確認済みのため")
