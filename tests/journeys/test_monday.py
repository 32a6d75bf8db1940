"""A manager's Monday: five minutes on a phone, then the month is closed at the desk."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

from playwright.sync_api import expect

from tests.cast import Cast
from tests.happenings import add_meeting, add_visit
from tests.journeys.conftest import VisitorFor


def test_a_manager_snoozes_on_the_phone_and_closes_the_month_at_the_desk(
    visitor: VisitorFor, cast: Cast, writing: Callable[[], AbstractContextManager[None]]
) -> None:
    owner = cast.producer_id("owner")
    with writing():
        for day in (date(2026, 9, 8), date(2026, 10, 6), date(2026, 11, 10)):
            visit_id = add_visit(cast.asahi, day, people=[owner], cases=cast.asahi.case_ids)
        for day in (date(2026, 9, 22), date(2026, 10, 20)):
            add_meeting([cast.asahi], day, [owner])

    phone = visitor("phone")
    phone.sign_in("manager")
    page = phone.open("")
    expect(page.get_by_role("heading", name="対応が必要なこと")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    phone.axe()
    page.locator("#attention-unscheduled .attention__snooze").first.click()
    page.get_by_label("保留の理由").fill("先方の返事を待っている")
    page.locator("[name=back_on]").fill("2026/12/1")
    phone.axe()
    page.get_by_role("button", name="保留にする").click()
    page.get_by_role("link", name="保留中 1件").click()
    expect(page.get_by_text("先方の返事を待っている")).to_be_visible()
    phone.axe()

    desk = visitor("desk")
    desk.sign_in("manager")
    page = desk.open("closing/2026-10")
    desk.axe()
    page.get_by_role("button", name="足りないもののない1社をまとめて締める").click()
    expect(page.get_by_text("2社のうち1社")).to_be_visible()
    page = desk.open(f"visits/{visit_id - 1}/delete")
    page.get_by_role("button", name="削除する").click()
    expect(page.get_by_role("heading", name="変更する理由")).to_be_visible()
    desk.axe()
    page.get_by_label("変更する理由").fill("二重の記録だった")
    page.get_by_role("button", name="理由を付けて保存する").click()
    expect(page.get_by_role("heading", name="変更する理由")).to_have_count(0)
    page = desk.open("closing/2026-10")
    expect(page.get_by_text("締めたあとに変わりました")).to_be_visible()
    page = desk.open("phases/")
    expect(page.locator("#phase-history svg").first).to_be_visible()
    desk.axe()
    page = desk.open("load/")
    expect(page.locator("#load-map svg").first).to_be_visible()
    desk.axe()
