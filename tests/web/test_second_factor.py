"""The second factor: set up, asked for, recovered, demanded and reset."""

from __future__ import annotations

import base64
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.auditing import Client, Page
from tests.authenticators import APP, secret_on, set_up
from tests.cast import Cast
from tests.conftest import NOW, ClientFor, Clock
from tracker.database import db
from tracker.domain.errors import NotAllowed, RuleBroken
from tracker.domain.totp import code_at, step_of
from tracker.models import Account, AuditEntry, RecoveryCode, TotpSecret
from tracker.services.second_factors import reset_second_factor

At = Callable[[], AbstractContextManager[None]]
SECOND = "form[action^='/sign-in/second']"
STEP = timedelta(seconds=30)


def sign_in(browser: Client, cast: Cast, who: str = "owner", **more: str) -> Page:
    return browser.submit("/sign-in", {"email": cast[who].email, "password": cast.password, **more})


def is_signed_in(browser: Client) -> bool:
    return browser.get("/account/devices").status == 200


def test_the_app_of_a_phone_opens_without_a_second_device(cast: Cast, client: ClientFor) -> None:
    page = client("owner").get(APP)
    address = urlsplit(page.links()["この端末のアプリで開く"])
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert base64.b32decode(parse_qs(address.query)["secret"][0]) == secret_on(page)


def test_after_it_is_set_up_signing_in_asks_for_a_code_that_works_once(cast: Cast, client: ClientFor, clock: Clock) -> None:
    secret, codes = set_up(client("owner"), cast, clock)
    assert len(set(codes)) == 10
    clock.set(NOW + STEP)
    code = code_at(secret, step_of(clock()))
    browser, thief = client(None), client(None)
    asked = sign_in(browser, cast, trusted="y")
    assert asked.heading == "二段階認証のコード"
    assert not is_signed_in(browser)
    asked = sign_in(thief, cast)
    assert browser.submit("/sign-in/second", {"code": code}).location == "/"
    assert is_signed_in(browser)
    refused = thief.submit(asked, {"code": code})
    assert (refused.status, is_signed_in(thief)) == (422, False)
    assert "（信頼する端末）" in browser.get("/account/devices").main


def test_a_wrong_code_is_answered_as_what_it_was_meant_as(cast: Cast, client: ClientFor, clock: Clock) -> None:
    set_up(client("owner"), cast, clock)
    browser = client(None)
    asked = sign_in(browser, cast)
    for code, said in (("000000", "次のコードが出るのを待って"), ("abcd-efgh-ijkl-mnop-qrst-uvwx", "まだ使っていないもの")):
        refused = browser.submit(asked, {"code": code})
        assert (refused.status, said in refused.words("#code-error")[0]) == (422, True)


def test_a_recovery_code_works_once_however_it_is_typed(cast: Cast, client: ClientFor, clock: Clock) -> None:
    browser = client("owner")
    _secret, codes = set_up(browser, cast, clock)
    first = client(None)
    assert len(codes[0].replace("-", "")) * 5 >= 112, "or a plain digest would be too little to keep it by"
    assert first.submit(sign_in(first, cast), {"code": codes[0].lower().replace("-", " ")}).location == "/"
    again = client(None)
    assert again.submit(sign_in(again, cast), {"code": codes[0]}).status == 422
    assert "残りの回復コード：9個" in first.get("/account/second-factor").main
    renewed = first.submit("/account/second-factor/codes", {"current_password": cast.password}).words(".recovery-codes li")
    assert again.submit(sign_in(again, cast), {"code": codes[1]}).status == 422
    assert again.submit(sign_in(again, cast), {"code": renewed[0]}).location == "/"


def test_what_was_being_sent_and_where_one_was_going_come_through_the_second_step(
    cast: Cast, client: ClientFor, clock: Clock
) -> None:
    browser = client("owner")
    _secret, codes = set_up(browser, cast, clock)
    goer = client(None)
    given = {"email": cast["owner"].email, "password": cast.password}
    asked = goer.submit("/sign-in?next=/p/r8/visits/", given)
    assert goer.submit(asked, {"code": codes[0]}).location == "/p/r8/visits/"


def test_five_wrong_codes_stop_further_ones_for_a_minute(cast: Cast, client: ClientFor, clock: Clock) -> None:
    _secret, codes = set_up(client("owner"), cast, clock)
    browser = client(None)
    asked = sign_in(browser, cast)
    assert [browser.submit(asked, {"code": "000000"}).status for _ in range(6)] == [422] * 5 + [429]
    clock.set(NOW + timedelta(minutes=1))
    assert browser.submit(asked, {"code": codes[0]}).location == "/"


@pytest.mark.parametrize("what", ["too late", "a new password"])
def test_the_first_half_is_worth_nothing_later(cast: Cast, client: ClientFor, clock: Clock, what: str) -> None:
    owner = client("owner")
    _secret, codes = set_up(owner, cast, clock)
    browser = client(None)
    asked = sign_in(browser, cast)
    if what == "too late":
        clock.set(NOW + timedelta(minutes=10))
    else:
        new = "あたらしい-合言葉-山"
        owner.submit("/account/password", {"current_password": cast.password, "password": new, "again": new})
    assert browser.submit(asked, {"code": codes[0]}).location == "/sign-in"
    assert not is_signed_in(browser)


def test_nobody_reaches_the_second_step_without_the_first(client: ClientFor, cast: Cast) -> None:
    assert client(None).get("/sign-in/second").location == "/sign-in"


@pytest.mark.parametrize("wrong", [{"code": "000000"}, {"current_password": "まちがい-合言葉"}])
def test_it_is_set_up_by_whoever_knows_the_password_and_has_the_app(
    cast: Cast, client: ClientFor, clock: Clock, wrong: dict[str, str], at_rest: At
) -> None:
    browser = client("owner")
    page = browser.get(APP)
    right = {"current_password": cast.password, "code": code_at(secret_on(page), step_of(clock()))}
    refused = browser.submit(page, right | wrong)
    assert refused.status == 422
    assert secret_on(refused) == secret_on(page)
    with at_rest():
        assert db.session.scalars(select(TotpSecret)).all() == []


def test_setting_it_up_signs_the_other_devices_out_and_the_secret_is_sealed(
    cast: Cast, client: ClientFor, clock: Clock, at_rest: At
) -> None:
    here, there = client("owner"), client("owner")
    secret, codes = set_up(here, cast, clock)
    assert (is_signed_in(here), is_signed_in(there)) == (True, False)
    with at_rest():
        sealed = db.session.scalars(select(TotpSecret.sealed)).one()
        assert secret not in base64.b64decode(sealed)
        kept = set(db.session.scalars(select(RecoveryCode.code_hash)))
        assert not kept & {code.replace("-", "") for code in codes}


def demand(client: ClientFor) -> None:
    assert client("manager").submit("settings", {"second_factor_demanded": "y"}).status == 302


def test_a_programme_that_demands_it_opens_nothing_before(cast: Cast, client: ClientFor, clock: Clock) -> None:
    demand(client)
    browser = client("owner")
    for path in ("companies/", "visits/new", "today/"):
        assert browser.get(path).location == "/account/second-factor"
    assert browser.get("field/cards", headers={"Accept": "application/json"}).status == 401
    assert "二段階認証の設定が必要です" in browser.get("/account/second-factor").main
    assert client("stranger").get("companies/").status == 200
    set_up(browser, cast, clock)
    assert browser.get("companies/").status == 200
    refused = browser.submit("/account/second-factor/remove", {"current_password": cast.password})
    assert refused.status == 422


def test_it_is_turned_off_with_the_password_where_nobody_demands_it(cast: Cast, client: ClientFor, clock: Clock) -> None:
    browser = client("owner")
    set_up(browser, cast, clock)
    assert browser.submit("/account/second-factor/remove", {"current_password": "まちがい"}).status == 422
    assert browser.submit("/account/second-factor/remove", {"current_password": cast.password}).status == 302
    assert sign_in(client(None), cast).location == "/"


def test_a_manager_resets_it_for_a_member_and_the_trail_says_so(cast: Cast, client: ClientFor, clock: Clock, at_rest: At) -> None:
    owner, manager = client("owner"), client("manager")
    set_up(owner, cast, clock)
    page = manager.get(f"members/{cast['owner'].membership_id}")
    asked = manager.get(page.links()["二段階認証を解除する"])
    assert "担い手01" in asked.main and "パスキー、回復コードが消え" in asked.main
    assert is_signed_in(owner)
    refused = manager.submit(asked, {"reason": " "})
    assert (refused.status, refused.words("#reason-error"), is_signed_in(owner)) == (
        422,
        ["エラー： 理由を入力してください。"],
        True,
    )
    assert manager.submit(refused, {"reason": "架空の紛失"}).status == 302
    assert not is_signed_in(owner)
    assert sign_in(client(None), cast).location == "/"
    with at_rest():
        acts = db.session.execute(select(AuditEntry.act, AuditEntry.account_id, AuditEntry.reason)).all()
        assert ("reset_second_factor", cast["manager"].account_id, "架空の紛失") in acts


def test_nobody_resets_their_own_and_no_manager_an_administrator_s(cast: Cast, at_rest: At, writing: At) -> None:
    with at_rest(), pytest.raises(NotAllowed):
        reset_second_factor(cast.viewer("manager"), account_id=cast["manager"].account_id, reason="架空の紛失", now=NOW)
    with writing():
        account_id = cast["clerk"].account_id
        db.session.execute(update(Account).where(Account.id == account_id).values(is_administrator=True))
        with pytest.raises(RuleBroken):
            reset_second_factor(cast.viewer("manager"), account_id=account_id, reason="架空の紛失", now=NOW)


def test_a_lost_phone_is_helped_from_the_command_line(cast: Cast, client: ClientFor, clock: Clock, app: Flask) -> None:
    set_up(client("owner"), cast, clock)
    reset = ("user", "reset-second-factor", "--reason", "架空の紛失")
    done = app.test_cli_runner().invoke(args=[*reset, cast["owner"].email])
    assert done.exit_code == 0, done.output
    assert sign_in(client(None), cast).location == "/"
    assert app.test_cli_runner().invoke(args=[*reset, "nobody@example.jp"]).exit_code == 1
