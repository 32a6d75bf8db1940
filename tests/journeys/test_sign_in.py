"""Through the front door and out again, with a phone and at a desk."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from playwright.sync_api import expect

from tests.cast import Cast
from tests.conftest import NOW
from tests.journeys.conftest import Visitor, VisitorFor
from tracker.services import sessions

At = Callable[[], AbstractContextManager[None]]


def test_somebody_signs_in_looks_around_and_signs_out(anybody: Visitor, cast: Cast) -> None:
    page = anybody.open("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("サインイン")
    anybody.axe()
    anybody.picture("sign-in")
    anybody.sign_in("manager")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    anybody.picture("first-page")
    anybody.axe()
    anybody.open("/account/password")
    anybody.axe()
    page.locator("details.account summary").click()
    page.get_by_role("button", name="サインアウト").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("サインイン")
    anybody.open("settings")
    expect(page.get_by_role("heading", level=1)).to_have_text("サインイン")


def test_a_wrong_password_is_explained_where_it_was_typed(anybody: Visitor, cast: Cast) -> None:
    page = anybody.open("/sign-in")
    page.get_by_label("メールアドレス").fill(cast["owner"].email)
    page.get_by_label("パスワード").fill("まちがい-合言葉")
    page.get_by_role("button", name="サインイン").click()
    expect(page.get_by_text("メールアドレスまたはパスワードが違います。")).to_be_visible()
    expect(page.get_by_label("メールアドレス")).to_have_value(cast["owner"].email)
    expect(page.get_by_label("パスワード")).to_have_value("")
    anybody.axe()


def test_the_sign_in_works_with_the_keyboard_alone(desk: Visitor, cast: Cast) -> None:
    page = desk.open("/sign-in")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("本文へ進む")
    page.keyboard.press("Enter")
    page.get_by_label("メールアドレス").focus()
    page.keyboard.type(cast["owner"].email)
    page.keyboard.press("Tab")
    page.keyboard.type(cast.password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda where: "/sign-in" not in where)


def test_the_language_is_switched_before_and_after_signing_in(desk: Visitor, cast: Cast) -> None:
    page = desk.open("/sign-in")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="日本語").click()
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    desk.sign_in("owner")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_what_was_typed_survives_the_end_of_the_session(anybody: Visitor, cast: Cast, writing: At) -> None:
    anybody.sign_in("manager")
    page = anybody.open("settings")
    page.locator("[name=name]").fill("途中で切れた事業名")
    with writing():
        sessions.end_all_sessions(account_id=cast["manager"].account_id, now=NOW)
    page.locator("main form[method=post] [type=submit]").first.click()
    expect(page.get_by_text("入力した内容は残っています")).to_be_visible()
    anybody.axe()
    page.get_by_label("メールアドレス").fill(cast["manager"].email)
    page.get_by_label("パスワード").fill(cast.password)
    page.get_by_role("button", name="サインイン").click()
    expect(page.get_by_text("途中で切れた事業名")).to_be_visible()
    anybody.axe()
    page.get_by_role("button", name="続けて送信する").click()
    expect(page.locator("[name=name]")).to_have_value("途中で切れた事業名")


def test_the_front_door_opens_without_javascript(visitor: VisitorFor, cast: Cast) -> None:
    plain = visitor("phone", java_script_enabled=False)
    page = plain.sign_in("owner")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.locator("details.account summary").click()
    page.get_by_role("button", name="サインアウト").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("サインイン")
