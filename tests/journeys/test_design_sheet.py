"""The design sheet box after box on a phone, then as a whole at the desk; what changed since, and one page of paper."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.cast import Cast
from tests.journeys.conftest import VisitorFor
from tests.records import Records


def test_a_sheet_is_written_on_the_phone_and_thought_over_at_the_desk(visitor: VisitorFor, cast: Cast, records: Records) -> None:
    phone, desk = visitor("phone"), visitor("desk")
    page = phone.sign_in("owner")
    page = phone.open(f"design-sheets/{records.sheet_id}")
    phone.axe()
    page.locator("#box-purpose").get_by_role("link", name="この欄を書く").click()
    page.get_by_label("自社の存在意義").fill("水で困る町をなくす")
    page.get_by_role("button", name="保存して次へ").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("これまでの資源")
    phone.axe()

    desk.sign_in("sub")
    page = desk.open(f"design-sheets/{records.sheet_id}/edit")
    desk.axe()
    page.get_by_label("これからの価値").fill("専門家がいなくても使える")
    page.get_by_role("button", name="シートを保存").click()
    expect(page.get_by_text("1欄を保存しました")).to_be_visible()
    page.get_by_role("link", name="いまのシートまで").click()
    expect(page.locator("ins").first).to_contain_text("［追加］")
    desk.axe()
    page = desk.open(f"design-sheets/{records.sheet_id}")
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", paper)) == 1


def test_the_last_visit_s_tool_is_ticked_on_the_phone(visitor: VisitorFor, cast: Cast, records: Records) -> None:
    phone = visitor("phone")
    phone.sign_in("owner")
    page = phone.open(f"visits/new?company={cast.asahi.enrolment_id}")
    page.locator("summary", has_text="対話のツール").click()
    expect(page.locator("[name=tools-0-used]")).not_to_be_checked()
    page.get_by_label("今回も使った").first.check()
    page.locator("[name=tools-0-finding]").fill("脚が二本になった")
    page.get_by_role("button", name="ツールを追加").click()
    expect(page.locator("[name=tools-2-what]")).to_be_visible()
    expect(page.locator("[name=tools-2-offered]")).to_have_value("")
