"""The other writing forms: what is typed is on the device at once, comes back, and is forgotten when the server has it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.cast import Cast
from tests.conftest import NOW
from tests.journeys.conftest import Visitor
from tracker.database import db
from tracker.models import Challenge
from tracker.services import sessions

At = Callable[[], AbstractContextManager[None]]
TITLE = "段取り替えが長い"
TYPED = "工場長「段取り替えに<30分>」\n  & 治具、𠮷野さん 🏭"


def describe(page: Page, text: str) -> None:
    page.locator("[name=title]").fill(TITLE)
    page.locator("[name=description]").fill(text)
    expect(page.get_by_text("この端末に保存済み")).to_be_visible()
    expect(page.locator("form[data-kept]")).to_have_count(1)  # to the last character


def put_back(page: Page, text: str = TYPED) -> None:
    expect(page.get_by_text("書きかけを戻しました")).to_be_visible()
    expect(page.locator("[name=description]")).to_have_value(text)


def test_a_challenge_comes_back_until_it_is_a_record(phone: Visitor, cast: Cast, writing: At, at_rest: At) -> None:
    """Reload, an ended session, no network; then one record, and a form that is blank again."""
    phone.sign_in("owner")
    form = f"challenges/new?company={cast.asahi.enrolment_id}&case={cast.asahi.case_ids[0]}"
    page = phone.open(form)
    describe(page, TYPED)
    page.reload()
    put_back(page)
    phone.axe()

    with writing():
        sessions.end_all_sessions(account_id=cast["owner"].account_id, now=NOW)
    page.get_by_role("button", name="課題を登録").click()
    expect(page.get_by_text("サインインが必要です")).to_be_visible()
    page.get_by_role("link", name="サインインする").click()
    page.get_by_label("メールアドレス").fill(cast["owner"].email)
    page.get_by_label("パスワード").fill(cast.password)
    page.get_by_role("button", name="サインイン").click()
    put_back(page)

    phone.context.set_offline(True)
    page.locator("[name=description]").fill(TYPED + "追記")
    page.get_by_role("button", name="課題を登録").click()
    expect(page.get_by_text("サーバーにつながりません")).to_be_visible()
    phone.context.set_offline(False)
    page.get_by_role("button", name="課題を登録").click()
    page.wait_for_url(lambda url: "/challenges/new" not in url)
    phone.open(form)
    expect(page.locator("[name=description]")).to_have_value("")
    expect(page.get_by_text("書きかけを戻しました")).to_have_count(0)
    with at_rest():
        found = db.session.scalars(select(Challenge.description).where(Challenge.title == TITLE)).all()
    assert [text.replace("\r\n", "\n") for text in found] == [TYPED + "追記"]


def test_a_text_is_discarded_and_taken_back(phone: Visitor, cast: Cast) -> None:
    phone.sign_in("owner")
    form = f"challenges/new?company={cast.asahi.enrolment_id}&case={cast.asahi.case_ids[0]}"
    page = phone.open(form)
    describe(page, TYPED)
    phone.open(form)
    page.get_by_role("button", name="破棄して最初から書く").click()
    expect(page.locator("[name=description]")).to_have_value("")
    page.get_by_role("button", name="元に戻す").click()
    put_back(page)
    page.locator("[name=title]").fill("")
    page.get_by_role("button", name="課題を登録").click()
    expect(page.get_by_role("heading", name="入力内容をご確認ください")).to_be_visible()
    expect(page.locator("[name=description]")).to_have_value(TYPED)
    phone.open(form)
    put_back(page)


def test_signing_out_asks_where_a_text_was_begun_and_today_counts_it(phone: Visitor, cast: Cast) -> None:
    page = phone.sign_in("owner")
    page = phone.open(f"challenges/new?company={cast.asahi.enrolment_id}&case={cast.asahi.case_ids[0]}")
    describe(page, TYPED)
    asked: list[str] = []
    page.on("dialog", lambda dialog: asked.append(dialog.type) or dialog.accept())
    page.locator("[name=description]").press_sequentially("。")
    expect(page.locator("form[data-kept]")).to_have_count(1)
    page.locator(".bottom-bar a").first.click()  # out of the field, with all that it holds kept
    page.wait_for_url(lambda url: "/challenges/new" not in url)
    assert asked == []
    page = phone.open("today/")
    expect(page.get_by_role("link", name="この端末にある書きかけ（1件）")).to_be_visible()
    expect(page.locator(".site-header .unsent")).to_have_text("書きかけ1件")
    page.locator(".account summary").click()
    page.get_by_role("button", name="サインアウト").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="書きかけが1件あります")).to_be_visible()
    phone.axe()
    dialog.get_by_role("button", name="サインアウトしない").click()
    page.get_by_role("link", name="この端末にある書きかけ（1件）").click()
    expect(page.locator(".unsent-entry h3")).to_contain_text("課題")


def test_a_draft_that_both_places_have_is_one_line(phone: Visitor, cast: Cast) -> None:
    phone.sign_in("owner")
    page = phone.open(f"visits/new?company={cast.asahi.enrolment_id}")
    page.locator("#cases-0-facts").fill("工場長の話")
    expect(page.get_by_text("サーバーにも保存済み")).to_be_visible()
    page = phone.open("drafts/")
    expect(page.locator(".unsent-entry")).to_have_count(1)
    expect(page.get_by_text("上のもののほかにはありません。")).to_be_visible()
    expect(page.locator("[data-there]")).to_be_hidden()
