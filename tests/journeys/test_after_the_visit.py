"""After the visit: the letter and 先方確認, a stand-in set on a phone, a record moved by the manager."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from tests.cast import Cast
from tests.conftest import NOW
from tests.journeys.conftest import Visitor
from tests.records import make_action, make_visit
from tracker.domain.phases import Phase

At = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)
MEMO = "社長と工場長の意見が合わない"


def a_visit(cast: Cast, writing: At) -> int:
    with writing():
        who = [cast.producer_id("owner")]
        made = make_visit(
            cast.asahi,
            now=NOW,
            on=TODAY,
            who=who,
            case_ids=cast.asahi.case_ids,
            phases=[Phase.LISTEN],
            facts="工程の話",
            decisions="図面を改める",
            internal_memo=MEMO,
        )
        make_action(cast.asahi, now=NOW, what="見積もりを取る", owner_id=who[0], visit_id=made)
        return made


def test_the_letter_is_edited_copied_and_noted_as_sent(phone: Visitor, cast: Cast, writing: At) -> None:
    visit_id = a_visit(cast, writing)
    phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    phone.sign_in("owner")
    page = phone.open(f"visits/{visit_id}")
    page.get_by_role("link", name="先方へのメール").first.click()
    body = page.get_by_label("本文", exact=True)
    expect(body).to_have_value(re.compile("見積もりを取る"))
    assert MEMO not in page.content()
    expect(page.get_by_text("本文が長いため")).to_be_visible()
    phone.axe()
    phone.picture("letter")
    page.get_by_role("button", name="本文をコピー").click()
    expect(page.get_by_text("本文をコピーしました")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").replace("\r\n", "\n") == body.input_value()
    body.fill("一行目\n二行目 & 🏭")
    link = page.get_by_role("link", name="メールソフトを開く")
    sent = parse_qs(urlsplit(link.get_attribute("href") or "").query)
    assert sent["body"] == ["一行目\r\n二行目 & 🏭"]
    expect(page.get_by_text("本文が長いため")).to_be_hidden()
    page.get_by_role("button", name="送信しました").click()
    expect(page.get_by_text("送信したことを記録しました")).to_be_visible()
    page.get_by_role("link", name=re.compile("記録する.*先方確認")).click()
    page.get_by_label("確認した先方の人").fill("製造部長")
    phone.axe()
    page.get_by_role("button", name="先方確認を保存").click()
    expect(page.get_by_text("製造部長、2026年11月24日(火)")).to_be_visible()
    phone.axe()
    phone.picture("after-the-visit")


def test_the_letter_has_an_english_version(desk: Visitor, cast: Cast, writing: At) -> None:
    visit_id = a_visit(cast, writing)
    desk.sign_in("owner")
    page = desk.open(f"visits/{visit_id}/letter")
    page.get_by_role("link", name="英語の文面").click()
    expect(page.get_by_label("件名")).to_have_value("Summary of our visit on 24 November 2026")
    link = page.get_by_role("link", name="メールソフトを開く").get_attribute("href") or ""
    read = parse_qs(urlsplit(link).query)["body"][0].replace("\r\n", "\n")
    assert read == page.get_by_label("本文", exact=True).input_value()
    desk.axe()
    desk.picture("letter")


def test_a_lead_sets_a_stand_in_on_the_phone(phone: Visitor, cast: Cast) -> None:
    phone.sign_in("owner")
    page = phone.open(f"staffing/{cast.asahi.enrolment_id}")
    page.get_by_role("link", name="代行を決める").click()
    page.get_by_label("担い手10").check()
    page.get_by_role("textbox", name="始まりの日").fill("2026/11/24")
    page.get_by_role("textbox", name="終わりの日").fill("R8.11.27")
    page.get_by_role("textbox", name="理由").fill("主担当の出張のため")
    phone.axe()
    phone.picture("stand-in-new")
    page.get_by_role("button", name="代行を登録する").click()
    expect(page.get_by_text("代行中")).to_be_visible()
    phone.axe()
    phone.picture("stand-ins")
    page.get_by_role("link", name="終える").click()
    page.get_by_role("button", name="この日で終える").click()
    expect(page.get_by_text("代行の登録はありません")).to_be_visible()


def test_a_manager_moves_a_record_to_the_right_company(desk: Visitor, cast: Cast, writing: At) -> None:
    visit_id = a_visit(cast, writing)
    desk.sign_in("manager")
    page = desk.open(f"visits/{visit_id}")
    page.get_by_role("link", name="別の企業に移す").click()
    page.get_by_label("移す先の企業").select_option(label=cast.minato.name)
    desk.axe()
    page.get_by_role("button", name="次へ").click()
    page.get_by_label("2 海外展示会への出展").check()
    page.get_by_label("移す理由").fill("企業を選び間違えたため")
    desk.axe()
    desk.picture("move")
    page.get_by_role("button", name="この企業に移す").click()
    expect(page.get_by_text(f"記録を{cast.minato.name}に移しました")).to_be_visible()
    expect(page.get_by_text("工程の話")).to_be_visible()
