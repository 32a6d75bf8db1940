"""The front door: signing in and out, what is typed when a session has ended, and the choice of language."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from tests.auditing import Client, Page
from tests.cast import Cast
from tests.conftest import NOW, ClientFor, Clock
from tracker.application import create_app
from tracker.config import Config
from tracker.services import passwords, sessions

At = Callable[[], AbstractContextManager[None]]


def sign_in(
    browser: Client, cast: Cast, who: str = "owner", password: str | None = None, url: str = "/sign-in", **more: object
) -> Page:
    email = cast[who].email if who in cast.people else who
    return browser.submit(url, {"email": email, "password": cast.password if password is None else password}, **more)


def is_signed_in(browser: Client) -> bool:
    return browser.get("/account/password").status == 200


def from_address(address: str) -> dict[str, dict[str, str]]:
    return {"environ_base": {"REMOTE_ADDR": address}}


def test_whoever_is_not_signed_in_is_led_to_the_sign_in_page_and_back_again(cast: Cast, client: ClientFor) -> None:
    browser = client(None)
    asked = browser.get("/p/r8/settings?from=mail")
    assert (asked.status, asked.location) == (302, "/sign-in?next=/p/r8/settings?from%3Dmail")
    page = browser.follow(asked)
    assert page.heading == "サインイン"
    answer = sign_in(browser, cast, "manager", url=asked.location or "")
    assert (answer.status, answer.location) == (302, "/p/r8/settings?from=mail")


def test_signing_in_opens_the_first_page(cast: Cast, client: ClientFor) -> None:
    browser = client(None)
    assert sign_in(browser, cast).location == "/"
    assert is_signed_in(browser)


def test_an_address_is_found_however_it_is_typed(cast: Cast, client: ClientFor) -> None:
    assert sign_in(client(None), cast, "  Owner@Example.JP ").status == 302


def test_unknown_wrong_and_deactivated_get_the_very_same_answer(cast: Cast, client: ClientFor) -> None:
    answers = [
        sign_in(client(None), cast, "owner", "まちがい-合言葉"),
        sign_in(client(None), cast, "nobody@example.jp", "まちがい-合言葉"),
        sign_in(client(None), cast, "deactivated"),
    ]
    assert {answer.status for answer in answers} == {422}
    assert {tuple(answer.errors()) for answer in answers} == {
        ("メールアドレスまたはパスワードが違います。入力し直してください。",)
    }


def test_after_a_wrong_password_the_address_is_still_there_and_the_password_is_not(cast: Cast, client: ClientFor) -> None:
    page = sign_in(client(None), cast, "owner", "まちがい-合言葉")
    assert page.fields()["email"] == cast["owner"].email
    assert "まちがい" not in page.html
    assert page.one("title").get_text().startswith("エラー：")


@pytest.mark.parametrize("missing", ["email", "password"])
def test_what_is_left_empty_is_asked_for(cast: Cast, client: ClientFor, missing: str) -> None:
    page = client(None).submit("/sign-in", {"email": cast["owner"].email, "password": cast.password} | {missing: ""})
    assert page.status == 422
    assert page.select(f"#{missing}[aria-invalid=true]")


def test_five_wrong_passwords_stop_even_the_right_one_for_a_minute(cast: Cast, client: ClientFor, clock: Clock) -> None:
    browser = client(None)
    for _ in range(5):
        assert sign_in(browser, cast, "owner", "まちがい-合言葉").status == 422
    stopped = sign_in(client(None), cast, "owner", **from_address("192.0.2.7"))
    assert stopped.status == 429
    assert "1分ほど待ってから" in stopped.errors()[0]
    assert sign_in(client(None), cast, "colleague", **from_address("192.0.2.7")).status == 302
    assert sign_in(client(None), cast, "colleague").status == 429  # the address of the five
    clock.set(NOW + timedelta(minutes=1))
    assert sign_in(browser, cast, "owner").status == 302


def test_other_workers_and_a_restart_know_of_the_wrong_passwords(cast: Cast, config: Config, client: ClientFor) -> None:
    for _ in range(5):
        sign_in(client(None), cast, "owner", "まちがい-合言葉")
    another = create_app(config, Clock())
    assert sign_in(Client(another), cast, "owner", **from_address("192.0.2.7")).status == 429
    assert sign_in(Client(another), cast, "colleague", **from_address("192.0.2.7")).status == 302
    with another.app_context():
        another.extensions["sqlalchemy"].engine.dispose()


def test_unknown_and_known_addresses_cost_the_same_work(cast: Cast, client: ClientFor, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    verify = passwords._hasher.verify

    class Counting:
        def verify(self, password_hash: str, password: str) -> bool:
            hashed.append(password_hash.rsplit("$", 2)[0])  # kind and cost
            return verify(password_hash, password)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    for who in ("owner", "deactivated", "nobody@example.jp"):
        sign_in(client(None), cast, who, "まちがい-合言葉")
    assert len(hashed) == 3
    assert len(set(hashed)) == 1


def test_signing_out_ends_the_session_for_whoever_has_its_cookie(cast: Cast, client: ClientFor, app: Flask) -> None:
    browser = client(None)
    sign_in(browser, cast)
    thief = Client(app)
    with browser.raw.session_transaction() as session:
        thief.carry(session["_user_id"])
    assert is_signed_in(thief)
    assert browser.submit("/account/password", form="header form[action='/sign-out']").location == "/sign-in"
    assert not is_signed_in(browser)
    assert not is_signed_in(thief)


def test_another_browser_of_the_same_person_goes_on_after_a_sign_out(cast: Cast, client: ClientFor) -> None:
    phone, desk = client("owner"), client("owner")
    phone.post("/sign-out")
    assert (is_signed_in(phone), is_signed_in(desk)) == (False, True)


def test_a_new_password_signs_every_other_browser_out_and_this_one_stays(cast: Cast, client: ClientFor) -> None:
    here, elsewhere = client("owner"), client("owner")
    new = "あたらしい-合言葉-山"
    answer = here.submit("/account/password", {"current_password": cast.password, "password": new, "again": new})
    assert answer.status == 302
    assert (is_signed_in(here), is_signed_in(elsewhere)) == (True, False)
    assert sign_in(client(None), cast, "owner").status == 422
    assert sign_in(client(None), cast, "owner", new).status == 302


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"current_password": "まちがい-合言葉"}, "current_password"),
        ({"again": "ちがう-合言葉-一二"}, "again"),
        ({"password": "みじかい", "again": "みじかい"}, "password"),
    ],
)
def test_a_password_that_cannot_be_changed_is_explained_at_its_field(
    cast: Cast, client: ClientFor, fields: dict[str, str], field: str
) -> None:
    new = "あたらしい-合言葉-山"
    page = client("owner").submit(
        "/account/password", {"current_password": cast.password, "password": new, "again": new} | fields
    )
    assert page.status == 422
    assert page.select(f"#{field}[aria-invalid=true]")
    assert sign_in(client(None), cast, "owner").status == 302


def test_deactivating_somebody_signs_them_out_at_once(cast: Cast, client: ClientFor) -> None:
    browser, administrator = client("sub"), client("administrator")
    assert administrator.post(f"/people/{cast['sub'].account_id}/deactivate", {"reason": "架空の退職"}).status == 302
    assert not is_signed_in(browser)


def test_whoever_was_signed_out_from_elsewhere_is_told_so_and_whoever_left_is_not(cast: Cast, client: ClientFor) -> None:
    words = "この端末ではサインアウトされています"
    browser, administrator = client("sub"), client("administrator")
    assert administrator.post(f"/people/{cast['sub'].account_id}/deactivate", {"reason": "架空の退職"}).status == 302
    assert words in browser.follow(browser.get("companies/")).main
    assert administrator.post("/sign-out").status == 302
    assert words not in administrator.get("/sign-in").main
    assert words not in client(None).get("/sign-in").main


def test_a_session_ends_after_thirty_days(cast: Cast, client: ClientFor, clock: Clock) -> None:
    browser = client("owner")
    clock.set(NOW + timedelta(days=30, seconds=-1))
    assert is_signed_in(browser)
    clock.set(NOW + timedelta(days=30))
    assert not is_signed_in(browser)


def test_signing_in_gives_the_browser_a_new_session(cast: Cast, client: ClientFor) -> None:
    browser = client(None)
    browser.get("/sign-in")
    with browser.raw.session_transaction() as session:
        session["planted"] = "by somebody else"
        before = session["csrf_token"]
    sign_in(browser, cast)
    with browser.raw.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != before


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/",
        "http:evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\n/evil.example",
        "\t//evil.example",
        " //evil.example",
        "/p/r8\r\nSet-Cookie: a=b",
        "evil.example",
        "",
        "/" + "a" * 5000,
    ],
)
def test_signing_in_leads_nowhere_else(cast: Cast, client: ClientFor, target: str) -> None:
    browser = client(None)
    page = browser.get("/sign-in", query_string={"next": target})
    answer = browser.submit(page, {"email": cast["owner"].email, "password": cast.password})
    assert (answer.status, answer.location) == (302, "/")
    assert browser.get("/sign-in", query_string={"next": target}).location == "/"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(cast: Cast, client: ClientFor) -> None:
    cookie = sign_in(client(None), cast).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert cast.password not in cookie


def test_behind_https_the_cookie_is_never_sent_in_clear(config: Config) -> None:
    app = create_app(replace(config, behind_proxy=True, secure_cookies=True), Clock())
    response = app.test_client().get("/sign-in", headers={"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"})
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-tracker=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000"
    response.close()
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()


def test_only_trusted_hosts_are_answered(config: Config) -> None:
    app = create_app(replace(config, trusted_hosts=("tracker.example.jp",)), Clock())
    statuses = {
        host: app.test_client().get("/sign-in", headers={"Host": host}).status_code
        for host in ("tracker.example.jp", "evil.example")
    }
    assert statuses == {"tracker.example.jp": 200, "evil.example": 400}
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()


# What is typed when a session has ended


def end_sessions(cast: Cast, writing: At, who: str) -> None:
    with writing():
        sessions.end_all_sessions(account_id=cast[who].account_id, now=NOW)


def test_what_was_typed_goes_through_the_sign_in_and_is_saved_after_it(cast: Cast, client: ClientFor, writing: At) -> None:
    browser = client("manager")
    form = browser.get("settings")
    end_sessions(cast, writing, "manager")
    asked = browser.submit(form, {"name": "途中で切れた事業名", "producer_label": "<b>支援者</b>"})
    assert asked.status == 401
    assert "入力した内容は残っています" in asked.main
    wrong = browser.submit(asked, {"email": cast["manager"].email, "password": "まちがい-合言葉"})
    assert wrong.status == 422
    resumed = browser.submit(wrong, {"email": cast["manager"].email, "password": cast.password})
    assert resumed.status == 200
    assert "途中で切れた事業名" in resumed.main
    assert "<b>支援者</b>" in resumed.main
    assert browser.submit(resumed, follow=True).fields()["name"] == "途中で切れた事業名"


def test_the_question_part_of_the_address_is_carried_too(cast: Cast, client: ClientFor, writing: At) -> None:
    browser = client("manager")
    token = browser.csrf_token()
    end_sessions(cast, writing, "manager")
    asked = browser.post("settings?company=7", {"csrf_token": token, "name": "名前"})
    resumed = browser.submit(asked, {"email": cast["manager"].email, "password": cast.password})
    assert resumed.action() == "/p/r8/settings?company=7"


def test_the_page_on_which_it_was_typed_is_offered_beside_it(cast: Cast, client: ClientFor, writing: At) -> None:
    browser = client("manager")
    form = browser.get("settings")
    end_sessions(cast, writing, "manager")
    asked = browser.submit(form, {"name": "名前"}, headers={"Referer": "http://localhost/p/r8/settings?x=1"})
    resumed = browser.submit(asked, {"email": cast["manager"].email, "password": cast.password})
    assert resumed.links()["入力した画面を開く"] == "/p/r8/settings?x=1"


@pytest.mark.parametrize(
    ("page", "leads_to"), [("http://localhost/p/r8/members", "/p/r8/members"), ("https://evil.example/p/r8/members", "/")]
)
def test_an_act_without_words_is_not_offered_again_but_the_page_that_has_its_button(
    page: str, leads_to: str, cast: Cast, client: ClientFor, writing: At
) -> None:
    browser = client("manager")
    token = browser.csrf_token()
    end_sessions(cast, writing, "manager")
    url = f"companies/{cast.asahi.enrolment_id}/delete"
    asked = browser.post(url, {"csrf_token": token, "version": "1"}, headers={"Referer": page})
    answer = browser.submit(asked, {"email": cast["manager"].email, "password": cast.password})
    assert (answer.status, answer.location) == (302, leads_to)


def test_somebody_else_who_signs_in_sends_it_as_themselves(cast: Cast, client: ClientFor, writing: At) -> None:
    browser = client("manager")
    form = browser.get("settings")
    end_sessions(cast, writing, "manager")
    asked = browser.submit(form, {"name": "他人の事業名"})
    resumed = browser.submit(asked, {"email": cast["owner"].email, "password": cast.password})
    assert browser.submit(resumed).status == 403


def test_a_password_is_never_carried(cast: Cast, client: ClientFor, writing: At) -> None:
    browser = client("owner")
    form = browser.get("/account/password")
    end_sessions(cast, writing, "owner")
    new = "あたらしい-合言葉-山"
    asked = browser.submit(form, {"current_password": cast.password, "password": new, "again": new, "beside": "覚え書き"})
    resumed = browser.submit(asked, {"email": cast["owner"].email, "password": cast.password})
    assert set(resumed.fields()) == {"csrf_token", "beside"}
    assert new not in resumed.html


@pytest.mark.parametrize("forged", ["nonsense", "WyIvIixbXV0.forged", '["/p/r8", []]'])
def test_what_we_did_not_sign_is_not_carried(cast: Cast, client: ClientFor, forged: str) -> None:
    answer = client(None).submit("/sign-in", {"email": cast["owner"].email, "password": cast.password, "carried": forged})
    assert (answer.status, answer.location) == (302, "/")


def test_a_sign_in_page_that_stood_open_too_long_asks_again_and_offers_nothing_to_send(cast: Cast, client: ClientFor) -> None:
    old, browser = client(None), client(None)
    form = old.get("/sign-in")
    answer = browser.submit(form, {"email": cast["owner"].email, "password": cast.password})
    assert answer.status == 401
    assert answer.fields()["email"] == cast["owner"].email
    assert answer.fields()["carried"] == ""
    assert browser.submit(answer, {"password": cast.password}).location == "/"


def test_a_form_of_another_session_is_refused(cast: Cast, client: ClientFor) -> None:
    page = client("manager").post("settings", client("manager").get("settings").fields())
    assert page.status == 400
    assert "ページを開き直してください" in page.main


@pytest.mark.parametrize("url", ["/sign-out", "/language", "/account/password", "settings", "members/new"])
def test_nothing_is_sent_without_a_token(cast: Cast, client: ClientFor, url: str) -> None:
    browser = client("manager")
    assert browser.post(url, {"locale": "en"}, csrf=False).status == 400
    assert is_signed_in(browser)


# Language


def language(page: Page) -> object:
    return page.one("html")["lang"]


def test_a_browser_is_spoken_to_in_japanese_unless_it_asks_for_english(client: ClientFor) -> None:
    for asked, spoken in (("", "ja"), ("ja,en;q=0.5", "ja"), ("en-GB,en;q=0.9", "en"), ("fr", "ja"), ("fr,en;q=0.1", "en")):
        assert language(client(None).get("/sign-in", headers={"Accept-Language": asked} if asked else {})) == spoken


def test_the_choice_of_language_is_kept_through_the_sign_in(cast: Cast, client: ClientFor) -> None:
    browser = client(None)
    answer = browser.post("/language", {"locale": "en", "next": "/sign-in?next=/programmes"})
    assert (answer.status, answer.location) == (302, "/sign-in?next=/programmes")
    assert language(browser.get("/sign-in")) == "en"
    sign_in(browser, cast)
    assert language(browser.get("/programmes")) == "en"


def test_a_person_s_choice_goes_with_them_to_another_browser(cast: Cast, client: ClientFor) -> None:
    client("owner").post("/language", {"locale": "en", "next": "/programmes"})
    assert language(client("owner").get("/programmes")) == "en"
    assert language(client("sub").get("/programmes")) == "ja"


@pytest.mark.parametrize("locale", ["", "fr", "../../etc", "EN"])
def test_a_language_that_there_is_not_is_refused(client: ClientFor, locale: str) -> None:
    assert client("owner").post("/language", {"locale": locale}).status == 400


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "https://evil.example"])
def test_choosing_a_language_leads_nowhere_else(client: ClientFor, target: str) -> None:
    assert client("owner").post("/language", {"locale": "en", "next": target}).location == "/"
