"""From an invitation to signing in, forgotten passwords, and the devices that somebody is signed in on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.auditing import Page
from tests.cast import Cast
from tests.conftest import NOW, ClientFor, Clock
from tests.mail_servers import Postbox, listening
from tracker.database import db
from tracker.models import AuditEntry
from tracker.services.sessions import start_session
from tracker.web.squares import square_of

At = Callable[[], AbstractContextManager[None]]
PASSWORD = "たかね-2026-峠道"
NEW = {"email": "new@example.jp", "name": "架空新人", "roles": ["clerk"]}
CHOSEN = {"password": PASSWORD, "again": PASSWORD}
PRINT, WITHDRAW = "form[action$='/code']", "form[action$='/link/withdraw']"


@pytest.fixture
def postbox(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Postbox]:
    """The installation has a mail server, and what goes on beside a request is done before the next one."""
    with listening() as box:
        settings = replace(app.config["TRACKER"], mail=box.settings, base_url="https://tracker.example.jp")
        monkeypatch.setitem(app.config, "TRACKER", settings)
        monkeypatch.setitem(app.extensions, "afterwards", lambda run: run())
        yield box


def link_in(box: Postbox) -> str:
    text = next(box.taken[-1].iter_parts()).get_content()
    found = re.search(r"https://tracker\.example\.jp(/welcome/\w+)", text)
    assert found is not None, text
    return found.group(1)


def code_on(sheet: Page) -> str:
    return sheet.words(".handed-code")[0]


def test_an_invitation_is_printed_typed_and_opens_the_programme(cast: Cast, client: ClientFor) -> None:
    manager, browser = client("manager"), client(None)
    invited = manager.submit("members/new", NEW, follow=True)
    sheet = manager.submit(invited, form=PRINT)
    assert re.fullmatch(r"(\w{4}-){4}\w{4}", code_on(sheet))
    assert "招待中（2026年12月1日" in manager.get("members").main
    link = f"http://localhost/welcome/{code_on(sheet).replace('-', '')}"
    assert (sheet.one(".square")["src"], browser.get(link).heading) == (square_of(link), "パスワードを決める")
    assert "このコンピューターだけのものです" in sheet.one(".no-print .notice").get_text()
    assert "BASE_URL" in sheet.one(".no-print .notice").get_text()
    assert "このコンピューターだけのものです" not in sheet.one(".handed-sheet").get_text()
    assert (sheet.headers["Cache-Control"], NEW["name"] in sheet.main, NEW["email"] in sheet.main) == ("no-store", True, True)
    choose = browser.submit("/sign-in/code", {"code": code_on(sheet).lower()}, follow=True)
    assert choose.heading == "パスワードを決める"
    assert browser.submit(choose, CHOSEN, follow=True).heading == "サインイン"
    assert browser.submit("/sign-in", {"email": NEW["email"], "password": PASSWORD}, follow=True).status == 200
    assert browser.get("/p/r8/companies/").status == 200
    assert browser.get(choose.url).status == 404
    assert "招待中" not in manager.get("members").main


def test_an_invitation_goes_by_mail_where_there_is_a_server(cast: Cast, client: ClientFor, postbox: Postbox) -> None:
    manager = client("manager")
    page = manager.submit("members/new", NEW, follow=True)
    assert "招待のメールを送りました" in page.text
    assert [str(one["To"]) for one in postbox.taken] == [NEW["email"]]
    first = link_in(postbox)
    manager.submit(page, form="form[action$='/link']")
    assert client(None).get(first).status == 404
    assert client(None).submit(link_in(postbox), CHOSEN).location == "/sign-in"


def test_a_withdrawn_invitation_says_so_on_both_sides(cast: Cast, client: ClientFor) -> None:
    manager = client("manager")
    page = manager.submit("members/new", NEW, follow=True)
    code = code_on(manager.submit(page, form=PRINT))
    assert "未招待" in manager.submit(page.url, form=WITHDRAW, follow=True).main
    refused = client(None).submit("/sign-in/code", {"code": code})
    assert refused.status == 422
    assert "このコードは使えません" in refused.errors()[0]


def test_a_mail_that_no_server_takes_is_told_to_the_manager(cast: Cast, client: ClientFor, postbox: Postbox) -> None:
    postbox.answer = "550 no such user"
    page = client("manager").submit("members/new", NEW, follow=True)
    assert "メールを送れませんでした：550 no such user" in page.main


def test_a_link_that_could_not_be_mailed_at_once_goes_with_the_next_reminder_which_says_so(
    app: Flask, cast: Cast, client: ClientFor, clock: Clock, postbox: Postbox
) -> None:
    postbox.answer = "451 not now"
    client(None).submit("/sign-in/forgot", {"email": cast["owner"].email})
    postbox.answer = "250 OK"
    clock.set(NOW + timedelta(minutes=15))
    run = app.test_cli_runner()
    assert "招待・パスワードの再設定 1通を送信" in run.invoke(args=["remind", "--waiting"]).output
    assert client(None).submit(link_in(postbox), CHOSEN).location == "/sign-in"
    assert "再設定" not in run.invoke(args=["remind", "--waiting"]).output


def test_a_printed_code_bears_the_address_that_others_can_open(
    app: Flask, cast: Cast, client: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "TRACKER", replace(app.config["TRACKER"], base_url="https://tracker.example.jp"))
    sheet = client("administrator").submit(f"/people/{cast['stranger'].account_id}", form="form[action$='/code']")
    code = code_on(sheet).replace("-", "")
    assert "https://tracker.example.jp/sign-in/code" in sheet.one(".handed-sheet").get_text()
    assert sheet.one(".square")["src"] == square_of(f"https://tracker.example.jp/welcome/{code}")
    assert not sheet.select(".notice--warning, .no-print .notice")


def test_an_administrator_prints_a_code_for_anybody_but_themselves(cast: Cast, client: ClientFor) -> None:
    browser = client("administrator")
    sheet = browser.submit(f"/people/{cast['stranger'].account_id}", form="form[action$='/code']")
    assert client(None).submit("/sign-in/code", {"code": code_on(sheet)}).status == 302
    assert browser.post(f"/people/{cast['administrator'].account_id}/code").status == 403


def test_a_forgotten_password_is_chosen_anew_by_a_mailed_link(cast: Cast, client: ClientFor, postbox: Postbox) -> None:
    browser, phone = client(None), client("owner")
    browser.submit("/sign-in/forgot", {"email": cast["owner"].email.upper()})
    assert browser.submit(link_in(postbox), CHOSEN).location == "/sign-in"
    assert phone.get("companies/").status == 302  # signed out everywhere
    assert browser.submit("/sign-in", {"email": cast["owner"].email, "password": PASSWORD}).status == 302


def test_whoever_is_asked_for_gets_the_same_answer(cast: Cast, client: ClientFor, postbox: Postbox) -> None:
    def answer(email: str) -> str:
        page = client(None).submit("/sign-in/forgot", {"email": email})
        assert page.status == 200
        return page.main.replace(email, "")

    assert len({answer(email) for email in (cast["owner"].email, cast["deactivated"].email, "nobody@example.jp")}) == 1
    assert [str(one["To"]) for one in postbox.taken] == [cast["owner"].email]


def test_a_request_itself_asks_the_database_the_same_whoever_is_known(
    cast: Cast, app: Flask, client: ClientFor, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    later: list[Callable[[], None]] = []
    monkeypatch.setitem(app.extensions, "afterwards", later.append)
    for email in (cast["owner"].email, "nobody@example.jp"):
        client(None).submit("/sign-in/forgot", {"email": email})
    assert postbox.taken == []
    for work in later:
        work()
    assert len(postbox.taken) == 1


def test_five_requests_in_a_minute_stop_further_ones_and_no_sign_in(cast: Cast, client: ClientFor, postbox: Postbox) -> None:
    browser = client(None)
    statuses = [browser.submit("/sign-in/forgot", {"email": cast["owner"].email}).status for _ in range(6)]
    assert statuses == [200] * 5 + [429]
    assert len(postbox.taken) == 1
    assert browser.submit("/sign-in", {"email": cast["owner"].email, "password": cast.password}).status == 302


def test_without_a_mail_server_the_page_says_whom_to_ask(cast: Cast, client: ClientFor) -> None:
    page = client(None).get("/sign-in/forgot")
    assert "マネージャーに" in page.main
    assert page.select("main form") == []
    assert client(None).post("/sign-in/forgot", {"email": cast["owner"].email}).status == 200


def test_a_password_that_does_not_fit_is_explained_and_the_link_goes_on(cast: Cast, client: ClientFor) -> None:
    manager = client("manager")
    code = code_on(manager.submit(f"members/{cast['owner'].membership_id}", form=PRINT)).replace("-", "")
    browser = client(None)
    assert browser.submit(f"/welcome/{code}", {"password": "short", "again": "short"}).status == 422
    assert browser.submit(f"/welcome/{code}", {"password": PASSWORD, "again": "other"}).status == 422
    assert browser.submit(f"/welcome/{code}", CHOSEN).status == 302


# Devices


def devices(page: Page) -> list[tuple[str, str]]:
    return [(row[0], row[4]) for row in page.rows()]


def test_the_devices_are_listed_by_name_and_one_is_signed_out(cast: Cast, client: ClientFor, writing: At) -> None:
    here, phone = client(None), client("owner")
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140 Safari/537.36"
    given = {"email": cast["owner"].email, "password": cast.password}
    here.submit("/sign-in", given, headers={"User-Agent": agent})
    page = here.get("/account/devices")
    assert devices(page) == [("Windows・Chrome", "この端末"), ("不明な端末（信頼する端末）", "サインアウトさせる")]
    assert here.submit(page, follow=True).status == 200
    assert phone.get("companies/").status == 302
    assert [row[1] for row in devices(here.get("/account/devices"))] == ["この端末"]
    with writing():
        noted = select(AuditEntry.act).where(AuditEntry.account_id == cast["owner"].account_id)
        assert list(db.session.scalars(noted.where(AuditEntry.act.startswith("sign_out")))) == ["sign_out_device"]


def test_all_other_devices_are_signed_out_at_once_and_nobody_else(cast: Cast, client: ClientFor, at_rest: At) -> None:
    here, there, other = client("owner"), client("owner"), client("colleague")
    assert here.submit("/account/devices", form="form[action$='/devices/sign-out']").status == 302
    assert [browser.get("/p/r8/companies/").status for browser in (here, there, other)] == [200, 302, 200]
    here.post("/account/devices/sign-out")  # nobody is left to sign out
    with at_rest():
        noted = list(db.session.scalars(select(AuditEntry.act).where(AuditEntry.act.startswith("sign_out"))))
    assert noted == ["sign_out_others"]


def test_nobody_signs_out_another_s_device(cast: Cast, client: ClientFor) -> None:
    other = client("owner")
    assert client("colleague").post("/account/devices/1/sign-out").status == 404  # the only session of that number is the owner's
    assert other.get("/p/r8/companies/").status == 200


@pytest.mark.parametrize(("trusted", "hours"), [(False, 12), (True, 30 * 24)])
def test_how_long_somebody_stays_signed_in_is_chosen_when_signing_in(
    cast: Cast, client: ClientFor, clock: Clock, trusted: bool, hours: int
) -> None:
    browser = client(None)
    given = {"email": cast["owner"].email, "password": cast.password} | ({"trusted": "y"} if trusted else {})
    cookie = browser.submit("/sign-in", given).headers["Set-Cookie"]
    assert ("Expires" in cookie) == trusted
    clock.set(NOW + timedelta(hours=hours, seconds=-1))
    assert browser.get("/p/r8/companies/").status == 200
    clock.set(NOW + timedelta(hours=hours, seconds=1))
    assert browser.get("/p/r8/companies/").status == (302 if trusted else 200)  # every page counts anew


def test_a_device_that_is_not_trusted_is_signed_out_after_a_week_however_it_is_used(
    cast: Cast, client: ClientFor, clock: Clock, app: Flask, writing: At
) -> None:
    browser = client(None)
    browser.submit("/sign-in", {"email": cast["owner"].email, "password": cast.password})
    statuses = []
    for hours in range(0, 8 * 24, 6):
        clock.set(NOW + timedelta(hours=hours))
        statuses.append(browser.get("/account/devices").status)
    assert statuses == [200] * 28 + [302] * 4


def test_a_changed_password_keeps_this_device_as_trusted_as_it_was(cast: Cast, client: ClientFor, writing: At) -> None:
    here = client("owner")
    with writing():
        start_session(account_id=cast["owner"].account_id, now=NOW)
    new = {"current_password": cast.password, **CHOSEN}
    assert here.submit("/account/password", new).status == 302
    assert devices(here.get("/account/devices")) == [("不明な端末（信頼する端末）", "この端末")]
