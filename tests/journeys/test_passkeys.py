"""Passkeys with the authenticator that Chromium plays: registered, shown instead of the password and after it, lost, replaced."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
from playwright.sync_api import CDPSession, Page, expect
from sqlalchemy import update

from tests.cast import Cast
from tests.journeys.conftest import SCREENS, Visitor, VisitorFor
from tracker.database import db
from tracker.models import Programme

At = Callable[[], AbstractContextManager[None]]


@dataclass
class Device:
    """A phone or a desk with something that keeps passkeys: ``visitor`` is who uses it."""

    visitor: Visitor
    devtools: CDPSession
    authenticator: str

    def unlock(self, *, works: bool) -> None:
        """Whether its owner's finger or face is known."""
        asked = {"authenticatorId": self.authenticator, "isUserVerified": works}
        self.devtools.send("WebAuthn.setUserVerified", asked)

    def lose_passkeys(self) -> None:
        self.devtools.send("WebAuthn.clearCredentials", {"authenticatorId": self.authenticator})


@pytest.fixture(params=SCREENS)
def device(request: pytest.FixtureRequest, visitor: VisitorFor, address: str) -> Device:
    """At the name ``localhost``: an address of numbers has no passkeys."""
    someone = visitor(request.param, base_url=address.replace("127.0.0.1", "localhost"))
    devtools = someone.context.new_cdp_session(someone.page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    added = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return Device(someone, devtools, added["authenticatorId"])


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def sign_out(page: Page) -> None:
    page.locator("details.account summary").click()
    press(page, "サインアウト")
    heading(page, "サインイン")


def give_password(page: Page, cast: Cast) -> None:
    page.get_by_label("メールアドレス").fill(cast["owner"].email)
    page.get_by_label("パスワード").fill(cast.password)
    press(page, "サインイン")


def register(device: Device, cast: Cast, name: str) -> None:
    page = device.visitor.open("/account/second-factor")
    page.get_by_role("link", name="パスキーを登録する").click()
    heading(page, "パスキーを登録する")
    page.get_by_label("パスキーの名前").fill(name)
    page.get_by_label("今のパスワード").fill(cast.password)
    press(page, "次へ")
    press(page, "この端末で登録する")


def test_a_programme_demands_it_and_a_passkey_opens_it_with_and_without_the_password(
    device: Device, cast: Cast, writing: At
) -> None:
    with writing():
        db.session.execute(update(Programme).values(second_factor_demanded=True))
    someone, page = device.visitor, device.visitor.page
    someone.open("/sign-in?next=/p/r8/companies/")
    someone.axe()
    someone.picture("passkeys-sign-in")
    give_password(page, cast)
    heading(page, "二段階認証")
    expect(page.get_by_role("heading", name="二段階認証の設定が必要です")).to_be_visible()
    someone.axe()
    someone.picture("passkeys-demanded")

    register(device, cast, "自分の端末")
    heading(page, "回復コード")
    someone.axe()
    recovery = page.locator(".recovery-codes li").first.inner_text()
    page.get_by_role("link", name="保管しました。進む").click()
    page.wait_for_url("**/p/r8/**")
    someone.open("/account/second-factor")
    expect(page.get_by_role("cell", name="まだ使っていません")).to_be_visible()
    someone.axe()
    someone.picture("passkeys-list")
    sign_out(page)

    page.get_by_label("この端末を信頼する", exact=False).check()
    press(page, "パスキーでサインイン")
    page.wait_for_url(lambda where: "/sign-in" not in where)
    someone.open("/account/devices")
    expect(page.get_by_text("（信頼する端末）")).to_be_visible()
    someone.axe()
    sign_out(page)

    give_password(page, cast)
    heading(page, "二段階認証")
    someone.axe()
    someone.picture("passkeys-second")
    press(page, "パスキーで確かめる")
    page.wait_for_url(lambda where: "/sign-in" not in where)
    sign_out(page)

    device.lose_passkeys()
    give_password(page, cast)
    page.get_by_label("回復コード").fill(recovery)
    press(page, "回復コードでサインイン")
    page.wait_for_url(lambda where: "/sign-in" not in where)
    register(device, cast, "新しい端末")
    heading(page, "二段階認証")
    page.get_by_role("link", name="「自分の端末」を削除").click()
    heading(page, "パスキー「自分の端末」を削除する")
    someone.axe()
    someone.picture("passkeys-remove")
    page.get_by_label("今のパスワード").fill(cast.password)
    press(page, "削除する")
    heading(page, "二段階認証")
    expect(page.get_by_role("rowheader", name="自分の端末")).to_have_count(0)
    expect(page.get_by_role("rowheader", name="新しい端末")).to_be_visible()


def test_what_comes_to_nothing_is_said_on_the_page_and_can_be_tried_again(device: Device, cast: Cast) -> None:
    someone, page = device.visitor, device.visitor.page
    someone.open("/sign-in")
    give_password(page, cast)
    page.wait_for_url(lambda where: "/sign-in" not in where)
    page = someone.open("/account/passkeys/new")
    page.get_by_label("パスキーの名前").fill("自分の端末")
    page.get_by_label("今のパスワード").fill(cast.password)
    press(page, "次へ")
    someone.axe()
    someone.picture("passkeys-make")
    device.unlock(works=False)
    press(page, "この端末で登録する")
    expect(page.get_by_role("alert")).to_have_text("中止したか、時間が切れました。もう一度ボタンを押してください。")
    someone.axe()
    device.unlock(works=True)
    press(page, "この端末で登録する")
    heading(page, "回復コード")
    register(device, cast, "もう一つ")
    expect(page.get_by_role("alert")).to_have_text("この端末には、すでにパスキーが登録されています。")
    page.get_by_role("link", name="やめて戻る").click()
    heading(page, "二段階認証")
    sign_out(page)

    device.unlock(works=False)
    press(page, "パスキーでサインイン")
    expect(page.get_by_role("alert")).to_have_text("中止したか、時間が切れました。もう一度ボタンを押してください。")
    someone.picture("passkeys-refused")
    device.unlock(works=True)
    press(page, "パスキーでサインイン")
    page.wait_for_url(lambda where: "/sign-in" not in where)


def test_a_browser_without_passkeys_is_told_so_and_signs_in_without(device: Device, cast: Cast) -> None:
    someone, page = device.visitor, device.visitor.page
    page.add_init_script("delete window.PublicKeyCredential")
    someone.open("/sign-in")
    expect(page.get_by_role("button", name="パスキーでサインイン")).to_be_hidden()
    give_password(page, cast)
    page.wait_for_url(lambda where: "/sign-in" not in where)
    someone.open("/account/second-factor")
    expect(page.get_by_text("このブラウザーはパスキーに対応していません")).to_be_visible()
    someone.axe()


def test_enter_in_the_password_field_still_means_the_password(device: Device, cast: Cast) -> None:
    page = device.visitor.open("/sign-in")
    page.get_by_label("メールアドレス").fill(cast["owner"].email)
    page.get_by_label("パスワード").fill(cast.password)
    page.get_by_label("パスワード").press("Enter")
    page.wait_for_url(lambda where: "/sign-in" not in where)
