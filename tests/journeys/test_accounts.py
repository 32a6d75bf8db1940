"""From an invitation on paper to signing in with a second factor on a phone, and the sheet that a manager prints at a desk."""

from __future__ import annotations

import base64
from collections.abc import Callable
from contextlib import AbstractContextManager

from playwright.sync_api import Page, expect

from tests.account_records import invite
from tests.cast import Cast
from tests.conftest import NOW, Clock
from tests.journeys.conftest import Visitor
from tracker.domain.codes import spell_code
from tracker.domain.sessions import IDLE
from tracker.domain.totp import code_at, step_of
from tracker.services.links import hand_out_code

At = Callable[[], AbstractContextManager[None]]
EMAIL, PASSWORD = "invited@example.jp", "たかね-2026-峠道"


def sign_in(page: Page) -> None:
    page.get_by_label("メールアドレス").fill(EMAIL)
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="サインイン").click()


def sign_out(page: Page) -> None:
    page.locator("details.account summary").click()
    page.get_by_role("button", name="サインアウト").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("サインイン")


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def test_somebody_new_comes_in_sets_up_a_second_factor_and_loses_the_app(
    phone: Visitor, cast: Cast, clock: Clock, writing: At
) -> None:
    with writing():
        code = hand_out_code(cast.viewer("manager"), account_id=invite(cast, now=NOW), now=NOW).code
    page = phone.open("/sign-in")
    page.get_by_role("link", name="紙で受け取ったコードを入力する").click()
    heading(page, "コードを入力")
    phone.axe()
    page.get_by_label("コード").fill(spell_code(code).lower())
    page.get_by_role("button", name="次へ").click()
    heading(page, "パスワードを決める")
    phone.axe()
    phone.picture("accounts-password")
    page.get_by_label("新しいパスワード", exact=False).first.fill(PASSWORD)
    page.get_by_label("新しいパスワード（確認）").fill(PASSWORD)
    page.get_by_role("button", name="パスワードを決める").click()
    heading(page, "サインイン")
    sign_in(page)
    page.wait_for_url(lambda where: "/sign-in" not in where)

    phone.open("/account/second-factor")
    phone.axe()
    page.get_by_role("link", name="認証アプリを設定する").click()
    heading(page, "認証アプリを設定する")
    phone.axe()
    phone.picture("accounts-app")
    secret = base64.b32decode(page.locator(".handed-code").inner_text().strip().replace("-", ""))
    phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="文字をコピー").click()
    expect(page.get_by_text("コピーしました。")).to_be_visible()
    assert base64.b32decode(page.evaluate("navigator.clipboard.readText()")) == secret
    page.get_by_label("アプリに出ている6桁").fill(code_at(secret, step_of(clock())))
    page.get_by_label("今のパスワード").fill(PASSWORD)
    page.get_by_role("button", name="設定する").click()
    heading(page, "回復コード")
    phone.axe()
    phone.picture("accounts-codes")
    recovery = page.locator(".recovery-codes li").first.inner_text()
    page.get_by_role("link", name="保管しました。進む").click()
    sign_out(page)

    clock.set(NOW + IDLE)
    sign_in(page)
    heading(page, "二段階認証のコード")
    phone.axe()
    phone.picture("accounts-second")
    page.get_by_label("6桁のコード").fill(code_at(secret, step_of(clock())))
    page.get_by_role("button", name="サインイン").click()
    page.wait_for_url(lambda where: "/sign-in" not in where)
    phone.open("/account/devices")
    phone.axe()
    phone.picture("accounts-devices")
    sign_out(page)

    sign_in(page)
    page.get_by_label("6桁のコード").fill(recovery)
    page.get_by_role("button", name="サインイン").click()
    page.wait_for_url(lambda where: "/sign-in" not in where)


def test_the_sheet_with_a_code_is_made_on_the_page_of_the_member(desk: Visitor, cast: Cast) -> None:
    desk.sign_in("manager")
    page = desk.open(f"members/{cast['owner'].membership_id}")
    desk.axe()
    desk.picture("accounts-member")
    page.get_by_role("button", name="再設定のコードを発行").click()
    heading(page, "パスワードの再設定")
    desk.axe()
    desk.picture("accounts-sheet")
