"""Passkeys through the pages: registered, shown instead of the password or after it, demanded, lost, reset."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.auditing import Client, Page
from tests.authenticators import Authenticator, set_up
from tests.cast import Cast
from tests.conftest import NOW, ClientFor, Clock
from tracker.database import db
from tracker.domain.calendar import tokyo_day
from tracker.models import AuditEntry, Passkey
from tracker.queries.personal_data import get_person
from tracker.queries.personal_export import collect_data

At = Callable[[], AbstractContextManager[None]]
FACTORS, NEW, REMOVE_APP = "/account/second-factor", "/account/passkeys/new", "/account/second-factor/app/remove"
WRONG = "まちがい-合言葉"


def make(browser: Client, cast: Cast, device: Authenticator, name: str = "自分のスマホ") -> Page:
    page = browser.submit(NEW, {"name": name, "current_password": cast.password})
    options = str(page.one("[data-passkey=create]")["data-options"])
    return browser.submit(page, {"passkey": device.make(options)})


def registered(client: ClientFor, cast: Cast, who: str = "owner") -> Authenticator:
    device = Authenticator()
    assert make(client(who), cast, device).status == 200
    return device


def show(browser: Client, device: Authenticator, url: str = "/sign-in", **more: str) -> Page:
    """What the button does: it asks for the question, and sends the answer with the form around it."""
    page = browser.get(url)
    button = page.one("[data-passkey=get]")
    asked = browser.get(str(button["data-options-url"])).json
    return browser.post(str(button["formaction"]), {**page.fields(), "passkey": device.show(asked), **more})


def first_half(browser: Client, cast: Cast, who: str = "owner") -> Page:
    return browser.submit("/sign-in", {"email": cast[who].email, "password": cast.password})


def is_signed_in(browser: Client) -> bool:
    return browser.get("/account/devices").status == 200


def test_a_passkey_is_registered_listed_and_is_the_whole_way_in(cast: Cast, client: ClientFor) -> None:
    owner, device, browser = client("owner"), Authenticator(), client(None)
    done = make(owner, cast, device)
    assert (done.heading, len(set(done.words(".recovery-codes li")))) == ("回復コード", 10)
    assert "自分のスマホ" in owner.get(FACTORS).main
    assert "まだ使っていません" in owner.get(FACTORS).main
    answer = show(browser, device, "/sign-in?next=/p/r8/visits/", trusted="y")
    assert answer.location == "/p/r8/visits/"
    assert "（信頼する端末）" in browser.get("/account/devices").main
    assert "まだ使っていません" not in owner.get(FACTORS).main


def test_a_second_one_brings_no_codes_and_signs_the_other_devices_out(cast: Cast, client: ClientFor) -> None:
    owner = client("owner")
    make(owner, cast, Authenticator())
    there = client("owner")
    done = make(owner, cast, Authenticator(), "青い鍵")
    assert done.location == FACTORS
    assert "青い鍵" in owner.get(FACTORS).main
    assert (is_signed_in(owner), is_signed_in(there)) == (True, False)


def test_after_the_password_a_passkey_or_a_recovery_code_is_asked_for(cast: Cast, client: ClientFor) -> None:
    device = Authenticator()
    codes = make(client("owner"), cast, device).words(".recovery-codes li")
    browser, other = client(None), client(None)
    asked = first_half(browser, cast)
    assert (asked.heading, "回復コード" in asked.main, "6桁" in asked.main) == ("二段階認証", True, False)
    assert asked.html.index("data-passkey=") < asked.html.index('name="code"')
    assert not asked.one("form:has([name=code])").select("[data-passkey]")  # Enter beside the code sends the code
    assert not is_signed_in(browser)
    assert show(browser, device, "/sign-in/second").location == "/"
    assert is_signed_in(browser)
    assert other.submit(first_half(other, cast), {"code": codes[0]}, form="form:has([name=code])").location == "/"


def test_nothing_is_made_without_the_password(cast: Cast, client: ClientFor, at_rest: At) -> None:
    owner = client("owner")
    refused = owner.submit(NEW, {"name": "スマホ", "current_password": WRONG})
    assert refused.status == 422
    assert refused.select("#current_password[aria-invalid=true]")
    assert refused.select("[data-options]") == []
    asked = client(None).get("/sign-in/passkey").json
    forged = {"rp": {"id": "localhost"}, "user": {"id": "AA"}, "challenge": asked["challenge"]}
    refused = owner.post("/account/passkeys", {"passkey": Authenticator().make(forged), "name": "x"})
    assert refused.location == NEW
    assert "もう一度登録してください" in owner.get(NEW).text
    with at_rest():
        assert db.session.scalars(select(Passkey)).all() == []


def test_whatever_opens_nothing_gets_the_same_answer(cast: Cast, client: ClientFor) -> None:
    device = registered(client, cast)
    closed = registered(client, cast, "sub")
    assert client("administrator").post(f"/people/{cast['sub'].account_id}/deactivate", {"reason": "架空の退職"}).status == 302
    wrong = (
        Authenticator(handle=device.handle),
        closed,
        replace(device, key=Authenticator().key),
        replace(device, origin="https://evil.example"),
    )
    answers = [show(client(None), one) for one in wrong]
    assert {answer.status for answer in answers} == {422}
    assert {tuple(answer.errors()) for answer in answers} == {
        ("このパスキーではサインインできませんでした。もう一度試すか、ほかの方法でサインインしてください。",)
    }


def test_what_the_browser_is_asked_says_nothing_of_anybody(cast: Cast, client: ClientFor) -> None:
    registered(client, cast)
    asked = client(None).get("/sign-in/passkey").json
    assert asked.pop("challenge")
    assert asked == {"rpId": "localhost", "timeout": 300_000, "userVerification": "required", "allowCredentials": []}


def test_an_answer_that_was_seen_on_its_way_opens_nothing_again(cast: Cast, client: ClientFor) -> None:
    device = registered(client, cast)
    device.counts = False
    browser, thief = client(None), client(None)
    answer = replace(device, count=9).show(browser.get("/sign-in/passkey").json)
    assert browser.post("/sign-in/passkey", {"passkey": answer}).location == "/"
    assert thief.post("/sign-in/passkey", {"passkey": answer}).status == 422
    assert not is_signed_in(thief)


def test_a_sign_in_page_that_stood_open_all_night_still_takes_a_passkey(cast: Cast, client: ClientFor, clock: Clock) -> None:
    device, browser = registered(client, cast), client(None)
    page = browser.get("/sign-in")
    clock.set(NOW + timedelta(hours=12))
    answer = device.show(browser.get("/sign-in/passkey").json)
    assert browser.post("/sign-in/passkey", {**page.fields(), "passkey": answer}).location == "/"
    late = device.show(client(None).get("/sign-in/passkey").json)
    clock.set(NOW + timedelta(hours=13))
    assert client(None).post("/sign-in/passkey", {"passkey": late}).status == 422


def test_five_wrong_passkeys_stop_further_ones_for_a_minute(cast: Cast, client: ClientFor, clock: Clock) -> None:
    device, browser = registered(client, cast), client(None)
    wrong = replace(device, key=Authenticator().key)
    assert [show(browser, wrong).status for _ in range(6)] == [422] * 5 + [429]
    clock.set(NOW + timedelta(minutes=1))
    assert show(browser, device).location == "/"


def test_codes_and_passkeys_of_one_person_are_guessed_at_together(cast: Cast, client: ClientFor) -> None:
    device, browser = registered(client, cast), client(None)
    asked = first_half(browser, cast)
    assert [browser.submit(asked, {"code": "0" * 16}).status for _ in range(5)] == [422] * 5
    assert show(browser, device, "/sign-in/second").status == 429


def test_nobody_is_asked_for_a_passkey_after_a_password_that_was_not_shown(client: ClientFor, cast: Cast) -> None:
    assert client(None).get("/sign-in/second/passkey").location == "/sign-in"
    assert client(None).post("/sign-in/second/passkey", {"passkey": "{}"}).location == "/sign-in"


def test_another_person_s_passkey_is_no_second_factor(cast: Cast, client: ClientFor) -> None:
    registered(client, cast)
    colleague, browser = registered(client, cast, "colleague"), client(None)
    first_half(browser, cast)
    assert show(browser, colleague, "/sign-in/second").status == 422
    assert not is_signed_in(browser)


def test_a_new_password_makes_the_first_half_worthless_for_a_passkey_too(cast: Cast, client: ClientFor) -> None:
    owner, browser = client("owner"), client(None)
    device = Authenticator()
    make(owner, cast, device)
    first_half(browser, cast)
    answer = device.show(browser.get("/sign-in/second/passkey").json)
    new = "あたらしい-合言葉-山"
    owner.submit("/account/password", {"current_password": cast.password, "password": new, "again": new})
    assert browser.post("/sign-in/second/passkey", {"passkey": answer}).location == "/sign-in"


def test_what_was_being_sent_comes_through_a_passkey(cast: Cast, client: ClientFor) -> None:
    device, browser = registered(client, cast, "manager"), client("manager")
    form = browser.get("settings")
    browser.post("/account/devices/sign-out")
    client("manager").post("/account/devices/sign-out")
    asked = browser.submit(form, {"name": "途中で切れた事業名"})
    assert asked.status == 401
    answer = device.show(browser.get("/sign-in/passkey").json)
    resumed = browser.post("/sign-in/passkey", {**asked.fields(), "passkey": answer})
    assert "途中で切れた事業名" in resumed.main


def test_what_a_device_signed_is_not_carried_past_the_end_of_a_session(cast: Cast, client: ClientFor) -> None:
    browser = client("owner")
    page = browser.submit(NEW, {"name": "自分のスマホ", "current_password": cast.password})
    answer = Authenticator().make(str(page.one("[data-passkey=create]")["data-options"]))
    client("owner").post("/account/devices/sign-out")
    asked = browser.submit(page, {"passkey": answer})
    assert asked.status == 401
    resumed = browser.submit(asked, {"email": cast["owner"].email, "password": cast.password})
    assert set(resumed.fields()) == {"csrf_token", "name"}
    assert browser.submit(resumed).location == NEW


def test_a_programme_that_demands_a_second_factor_is_content_with_a_passkey(cast: Cast, client: ClientFor) -> None:
    assert client("manager").submit("settings", {"second_factor_demanded": "y"}).status == 302
    browser = client("owner")
    assert browser.get("companies/").location == FACTORS
    assert "認証アプリかパスキーの、どちらか" in browser.get(FACTORS).main
    make(browser, cast, Authenticator())
    assert browser.get("companies/").status == 200
    page = browser.get(FACTORS)
    assert "二段階認証を解除する" not in page.main
    remove = page.links()["「自分のスマホ」を削除"]
    refused = browser.submit(remove, {"current_password": cast.password})
    assert (refused.status, "最後の1つは削除できません" in refused.errors()[0]) == (422, True)


def test_a_passkey_is_removed_with_the_password_and_opens_nothing_any_more(cast: Cast, client: ClientFor) -> None:
    owner, device = client("owner"), Authenticator()
    make(owner, cast, device)
    remove = owner.get(FACTORS).links()["「自分のスマホ」を削除"]
    assert client("colleague").get(remove).status == 404
    assert owner.submit(remove, {"current_password": WRONG}).status == 422
    assert owner.submit(remove, {"current_password": cast.password}).location == FACTORS
    assert "いまの設定：使わない" in owner.get(FACTORS).main
    assert show(client(None), device).status == 422
    assert first_half(client(None), cast).location == "/"


def test_a_passkey_is_renamed_and_the_tab_that_saves_second_is_told(cast: Cast, client: ClientFor, at_rest: At) -> None:
    registered(client, cast)
    owner = client("owner")
    rename = owner.get(FACTORS).one("a[href$='/rename']")["href"]
    assert client("colleague").get(rename).status == 404
    assert owner.submit(rename, {"name": "　"}).status == 422
    tabs = [owner.get(rename) for _tab in range(2)]
    assert owner.submit(tabs[0], {"name": "青い鍵"}).location == FACTORS
    refused = owner.submit(tabs[1], {"name": "赤い鍵"})
    assert (refused.status, any("青い鍵" in one for one in refused.errors())) == (422, True)
    assert owner.submit(refused, {"name": "赤い鍵"}).location == FACTORS
    assert "「赤い鍵」を削除" in owner.get(FACTORS).links()
    with at_rest():
        acts = db.session.scalars(select(AuditEntry.act).where(AuditEntry.act == "rename_passkey")).all()
        assert len(acts) == 2


@pytest.mark.parametrize("is_demanded", [False, True])
def test_the_app_goes_alone_while_a_passkey_stays_and_the_last_factor_stays_where_it_is_demanded(
    cast: Cast, client: ClientFor, clock: Clock, at_rest: At, is_demanded: bool
) -> None:
    owner, device = client("owner"), Authenticator()
    _secret, codes = set_up(owner, cast, clock)
    assert owner.get(REMOVE_APP).location == FACTORS  # nothing would stay
    make(owner, cast, device)
    if is_demanded:
        assert client("manager").submit("settings", {"second_factor_demanded": "y"}).status == 302
    assert owner.submit(REMOVE_APP, {"current_password": WRONG}).status == 422
    assert owner.submit(REMOVE_APP, {"current_password": cast.password}).location == FACTORS
    assert owner.get(REMOVE_APP).location == FACTORS
    assert owner.get("companies/").status == 200  # the programme's demand is still met
    again = client(None)
    asked = first_half(again, cast)
    assert asked.select("[data-passkey=get]")
    assert again.submit(asked, {"code": codes[0]}, form="form:has([name=code])").location == "/"  # the codes are good as before
    remove = owner.get(FACTORS).links()["「自分のスマホ」を削除"]
    last = owner.submit(remove, {"current_password": cast.password})
    assert last.status == (422 if is_demanded else 302)
    with at_rest():
        assert "remove_totp" in db.session.scalars(select(AuditEntry.act)).all()


def test_a_manager_s_reset_takes_passkeys_away_and_the_trail_says_what_was_done(
    cast: Cast, client: ClientFor, at_rest: At
) -> None:
    owner, manager, device = client("owner"), client("manager"), Authenticator()
    make(owner, cast, device)
    assert "二段階認証" in manager.get(f"members/{cast['owner'].membership_id}").main
    manager.submit(f"members/{cast['owner'].membership_id}/second-factor/reset", {"reason": "架空の紛失"})
    assert not is_signed_in(owner)
    assert show(client(None), device).status == 422
    with at_rest():
        assert {"register_passkey", "reset_second_factor"} <= set(db.session.scalars(select(AuditEntry.act)))


def test_a_copy_is_told_to_its_owner(cast: Cast, client: ClientFor) -> None:
    device = registered(client, cast)
    copy = replace(device)
    browser = client(None)
    show(browser, device)
    assert show(client(None), copy).status == 422
    assert "複製された疑いがあり" in browser.get(FACTORS).main


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://127.0.0.1", "localhost で開いてください"),
        ("http://tracker.example.jp", "https:// で始まるアドレスが必要です"),
        ("https://tracker.example.jp", "BASE_URL"),
    ],
)
def test_where_there_can_be_none_the_page_says_why(client: ClientFor, address: str, words: str) -> None:
    browser = client("owner")
    with browser.raw.session_transaction() as session:
        kept = dict(session)
    with browser.raw.session_transaction(base_url=address) as session:
        session.update(kept)
    page = browser.get(FACTORS, base_url=address)
    assert words in page.main
    assert "パスキーを登録する" not in page.links()
    assert browser.get(NEW, base_url=address).location == FACTORS
    outside = client(None)
    assert outside.get("/sign-in", base_url=address).select("[data-passkey]") == []
    assert outside.get("/sign-in/passkey", base_url=address).status == 404


def test_an_installation_that_says_its_address_has_them_there(
    app: Flask, cast: Cast, client: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = "https://tracker.example.jp"
    monkeypatch.setitem(app.config, "TRACKER", replace(app.config["TRACKER"], base_url=base))
    assert client(None).get("/sign-in/passkey", base_url=base).json["rpId"] == "tracker.example.jp"
    assert client(None).get("/sign-in/passkey", base_url="https://evil.example").status == 404


def test_the_data_that_is_handed_out_names_the_passkeys_and_not_their_keys(cast: Cast, client: ClientFor, at_rest: At) -> None:
    registered(client, cast)
    with at_rest():
        manager = cast.viewer("manager")
        subject = get_person(manager, cast.producer_id("owner"), today=tokyo_day(NOW))
        data = collect_data(manager, subject, with_closed=False, now=NOW)
    table = next(one for one in data.tables if one.name == "passkey")
    assert table.rows[0][:2] == ("自分のスマホ", "localhost")
    assert not {"credential_id", "public_key"} & set(table.columns)
    json.dumps([table.columns, table.rows])


# Guesses at the password of whoever is signed in


@pytest.mark.parametrize("path", [NEW, "/account/second-factor/app", "/account/password"])
def test_an_open_browser_is_no_place_to_guess_the_password(cast: Cast, client: ClientFor, clock: Clock, path: str) -> None:
    browser = client("owner")
    new = "あたらしい-合言葉-山"
    given = {"current_password": WRONG, "code": "000000", "password": new, "again": new, "name": "x"}
    fields = {name: value for name, value in given.items() if name in browser.get(path).fields()}
    pages = [browser.submit(path, fields) for _ in range(6)]
    assert ["今のパスワードが違います" in page.main for page in pages] == [True] * 5 + [False]
    assert "1分ほど待ってから" in pages[-1].main
    clock.set(NOW + timedelta(minutes=1))
    assert "今のパスワードが違います" in browser.submit(path, fields).main
    assert first_half(client(None), cast).location == "/"  # signing in is counted apart


def test_guessing_slowly_at_a_password_is_stopped_for_the_rest_of_the_hour_known_or_not(
    cast: Cast, client: ClientFor, clock: Clock
) -> None:
    for number, email in enumerate((cast["owner"].email, "nobody@example.jp")):
        start = NOW + timedelta(hours=2 * number)
        browser = client(None)
        for minute in range(20):
            clock.set(start + timedelta(minutes=minute))
            assert browser.submit("/sign-in", {"email": email, "password": WRONG}).status == 422
        clock.set(start + timedelta(minutes=20))
        stopped = browser.submit("/sign-in", {"email": email, "password": cast.password})
        assert (stopped.status, "40分ほど待ってから" in stopped.errors()[0]) == (429, True)
    assert first_half(client(None), cast, "colleague").location == "/"
