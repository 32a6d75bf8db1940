"""Nothing typed is lost: the network goes, the tab closes, the session ends, the browser dies; one record, every character."""

from __future__ import annotations

import os
import re
import signal
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, expect
from sqlalchemy import select, update

from tests.cast import Cast
from tests.conftest import NOW
from tests.journeys.conftest import Visitor, VisitorFor
from tests.journeys.in_the_field import TEXT, At, back, kept, log_url, profile_options, queued, ready, sign_in, visits, write
from tests.journeys.served import Served
from tests.records import make_visit
from tracker.application import create_app
from tracker.config import Config
from tracker.database import db
from tracker.domain.phases import Phase
from tracker.models import AccountSession, Assignment, FieldDraft, Membership, Visit


def test_what_is_typed_is_on_the_device_at_once_and_on_the_server_a_second_later(phone: Visitor, cast: Cast, at_rest: At) -> None:
    page = phone.sign_in("owner")
    page.goto(log_url(cast))
    write(page)
    kept(page, "サーバーにも保存済み")
    with at_rest():
        draft = db.session.scalars(select(FieldDraft)).one()
        assert "𠮷野家" in draft.fields
        assert draft.device == "Android" or draft.device
    phone.axe()
    asked: list[str] = []
    page.on("dialog", lambda dialog: asked.append(dialog.type) or dialog.accept())
    field = page.locator("[name='cases-0-facts']")
    field.press("End")
    field.press("Space")
    field.press("Backspace")
    expect(page.locator("form[data-draft][data-kept]")).to_have_count(1)
    page.locator(".bottom-bar a").first.click()  # out of the field, with all that it holds kept
    page.wait_for_url(lambda url: "/visits/new" not in url)
    assert asked == []
    page.goto(log_url(cast))
    expect(page.locator("[data-draft-notices]")).to_contain_text("書きかけを戻しました")
    expect(page.locator("[name='cases-0-facts']")).to_have_value(TEXT)
    phone.axe()
    page.get_by_role("button", name="記録を確定する").click()
    page.wait_for_url(re.compile(r"/visits/\d+"))
    assert visits(at_rest) == [(TEXT, "final")]
    with at_rest():
        draft = db.session.scalars(select(FieldDraft)).one()
        assert (draft.state.value, draft.fields) == ("sent", "{}")
    page.goto(log_url(cast))
    expect(page.locator("[name='cases-0-facts']")).to_have_value("")


def test_what_was_typed_in_the_moment_in_which_the_page_is_left_is_there_too(phone: Visitor, cast: Cast) -> None:
    page = phone.sign_in("owner")
    page.goto(log_url(cast))
    write(page, "はじめ")
    kept(page, "サーバーにも保存済み")
    page.evaluate("() => { IDBObjectStore.prototype.put = () => { throw new Error('no turn left'); }; }")
    page.locator("[name='cases-0-facts']").fill(TEXT)
    page.goto("/p/r8/companies/")
    page.goto(log_url(cast))
    expect(page.locator("[name='cases-0-facts']")).to_have_value(TEXT)
    kept(page, "サーバーにも保存済み")
    assert page.evaluate("Object.keys(localStorage)") == []


def test_the_network_goes_the_tab_closes_and_it_comes_back(phone: Visitor, cast: Cast, at_rest: At) -> None:
    page = phone.sign_in("owner")
    page.goto("/p/r8/visits/")
    ready(page)
    page.goto(log_url(cast))
    phone.context.set_offline(True)
    write(page)
    kept(page)
    page.get_by_role("button", name="記録を確定する").click()
    kept(page, "未送信です")
    expect(page.locator(".site-header [data-unsent]")).to_have_text("未送信1件")
    page.close()
    phone.page = page = phone.context.new_page()
    page.goto("/p/r8/drafts/")  # no network: the shell
    expect(page.locator("[data-unsent-list]")).to_contain_text("未送信：つながると自動で送ります")
    expect(page.locator("[data-unsent-list]")).to_contain_text("架空アサヒ製作所")
    assert visits(at_rest) == []
    phone.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("[data-unsent-list]")).not_to_contain_text("未送信")
    assert visits(at_rest) == [(TEXT, "final")]


def test_without_a_network_the_shell_opens_my_cards_and_a_form_that_is_sent_later(
    phone: Visitor, cast: Cast, at_rest: At
) -> None:
    page = phone.sign_in("owner")
    page.goto("/p/r8/visits/")
    ready(page)
    phone.context.set_offline(True)
    page.goto("/field")
    expect(page.get_by_role("heading", name="架空アサヒ製作所")).to_be_visible()
    expect(page.get_by_text("架空みなと")).to_have_count(0)  # another team's
    phone.axe()
    page.get_by_role("link", name="訪問を記録").click()
    assumed = page.get_by_text("今日を2026/11/24として入れました")
    expect(assumed).to_be_visible()
    write(page)
    page.locator("[name=visit_on]").fill("2026/11/23")
    expect(assumed).to_have_count(0)
    page.locator("[name=visit_on]").fill("2026/11/24")
    page.locator("[name='actions-0-what']").fill("図面を送る")
    page.locator("[name='actions-0-due_on']").fill("2026/12/01")
    page.get_by_role("button", name="宿題を追加").click()
    page.locator("[name='actions-1-what']").fill("見積を見る")
    page.locator("[name='actions-1-due_on']").fill("2026/12/02")
    page.locator("[name='actions-1-owner_id']").select_option("企業側")
    page.locator("[name='actions-1-owner_name']").fill("架空部長")
    kept(page)
    phone.axe()
    page.reload()
    page.locator("a[data-open]").click()
    expect(page.locator("[name='actions-1-what']")).to_have_value("見積を見る")
    page.get_by_role("button", name="記録を確定する").click()
    queued(page)
    phone.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    # sent by itself, or by the press that was still waiting, which then leads on to the record
    expect(page.get_by_text(re.compile("送信済み|訪問を記録しました")).first).to_be_visible()
    assert visits(at_rest) == [(TEXT, "final")]


def test_a_note_written_offline_on_a_day_that_has_a_record_says_what_is_to_be_chosen(
    phone: Visitor, cast: Cast, writing: At, at_rest: At
) -> None:
    page = phone.sign_in("owner")
    page.goto("/p/r8/visits/")
    ready(page)
    phone.context.set_offline(True)
    page.goto("/field")
    page.get_by_role("link", name="訪問を記録").click()
    write(page)
    page.get_by_role("button", name="記録を確定する").click()
    queued(page)
    with writing():  # meanwhile, of the same day
        make_visit(cast.asahi, now=NOW, on=date(2026, 11, 24), case_ids=cast.asahi.case_ids, phases=[Phase.LISTEN], facts="先")
    phone.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    queued(page, "同日の訪問記録があります")
    expect(page.locator("[data-unsent-list]")).to_contain_text("選ぶところがあります")
    page.locator("[data-queued] a[data-open]", has_text="書き足すか、別の訪問にするかを選ぶ").click()
    page.get_by_role("button", name="別の訪問として保存する").click()
    page.wait_for_url(re.compile(r"/visits/\d+$"))
    assert sorted(facts.replace("\r\n", "\n") for facts, _state in visits(at_rest)) == sorted(["先", TEXT])


def test_two_tabs_with_the_same_draft_merge_and_a_field_that_both_changed_is_chosen(
    phone: Visitor, cast: Cast, at_rest: At
) -> None:
    page = phone.sign_in("owner")
    page.goto(log_url(cast))
    write(page, "はじめ")
    kept(page, "サーバーにも保存済み")
    with page.expect_popup() as opened:
        page.evaluate("address => { window.otherTab = window.open(address); }", log_url(cast))
    other = opened.value
    expect(other.locator("[name='cases-0-facts']")).to_have_value("はじめ")
    other.locator("[name='cases-0-interpretation']").evaluate("field => { field.closest('details').open = true; }")
    other.locator("[name='cases-0-interpretation']").fill("あちらの診断")
    expect(page.locator("[name='cases-0-interpretation']")).to_have_value("あちらの診断")
    # In one go: a tab whose draft the other has sent already goes to the record by itself and has no button left.
    page.evaluate("""() => {
        for (const tab of [window, window.otherTab]) tab.document.querySelector(".save-bar [type=submit]").click();
    }""")
    page.wait_for_url(re.compile(r"/visits/\d+"))
    other.wait_for_url(re.compile(r"/visits/\d+"))
    assert visits(at_rest) == [("はじめ", "final")]


def test_a_second_device_goes_on_and_what_both_typed_meanwhile_is_shown_beside(
    visitor: VisitorFor, cast: Cast, at_rest: At
) -> None:
    phone, desk = visitor("phone"), visitor("desk")
    here, there = phone.sign_in("owner"), desk.sign_in("owner")
    here.goto(log_url(cast))
    write(here, "電話で書いた")
    kept(here, "サーバーにも保存済み")
    there.goto(log_url(cast))
    there.get_by_role("link", name="その続きを書く").click()
    expect(there.locator("[name='cases-0-facts']")).to_have_value("電話で書いた")
    there.locator("[name='cases-0-facts']").fill("机で書き足した")
    kept(there, "サーバーにも保存済み")
    here.locator("[name='cases-0-facts']").fill("電話で書き足した")
    expect(here.get_by_text("ほかの端末（またはタブ）でも、同じ項目に書いています")).to_be_visible()
    expect(here.locator("[data-draft-clashes]")).to_contain_text("机で書き足した")
    expect(here.locator("[data-draft-clashes]")).to_contain_text("電話で書き足した")
    phone.axe()
    here.get_by_role("button", name="この端末の入力を残す").click()
    expect(here.locator("[data-draft-clashes]")).to_be_empty()
    kept(here, "サーバーにも保存済み")
    here.get_by_role("button", name="記録を確定する").click()
    here.wait_for_url(re.compile(r"/visits/\d+"))
    assert visits(at_rest) == [("電話で書き足した", "final")]


def test_what_was_discarded_is_gone_from_the_server_too_and_comes_back(phone: Visitor, cast: Cast, at_rest: At) -> None:
    def there() -> str:
        with at_rest():
            return db.session.scalars(select(FieldDraft)).one().state.value

    page = phone.sign_in("owner")
    page.goto(log_url(cast))
    write(page)
    kept(page, "サーバーにも保存済み")
    page.reload()
    with page.expect_response("**/discard") as told:
        page.get_by_role("button", name="破棄して最初から書く").click()
    assert (told.value.status, there()) == (200, "discarded")
    expect(page.locator("[name='cases-0-facts']")).to_have_value("")
    page.get_by_role("button", name="元に戻す").click()
    expect(page.locator("[name='cases-0-facts']")).to_have_value(TEXT)
    kept(page, "サーバーにも保存済み")
    assert there() == "open"
    ready(page)
    phone.context.set_offline(True)
    page.goto("/field")
    page.locator("[data-unsent-list] [data-discard]").click()
    expect(page.locator("[data-unsent-list]")).to_contain_text("破棄しました")
    assert there() == "open"
    with page.expect_response("**/discard"):
        back(page)
    assert there() == "discarded"
    page.goto(log_url(cast))
    expect(page.locator("[data-draft-notices]")).to_be_empty()


def test_signing_out_with_unsent_notes_asks_and_keeps_them_for_the_same_person(phone: Visitor, cast: Cast, at_rest: At) -> None:
    page = phone.sign_in("owner")
    page.goto(log_url(cast))
    page.route("**/visits/new?*", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    write(page)
    page.get_by_role("button", name="記録を確定する").click()
    kept(page, "未送信です")
    page.locator("details.account summary").click()
    page.get_by_role("button", name="サインアウト").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("未送信の記録が1件あります")
    phone.axe()
    dialog.get_by_role("button", name="残してサインアウト").click()
    page.wait_for_url(re.compile("/sign-in"))
    expect(page.locator("[data-unsent]").first).to_be_hidden()
    phone.sign_in("colleague")
    page.goto("/p/r8/drafts/")
    expect(page.get_by_text("この端末に、未送信の記録や書きかけはありません。")).to_be_visible()
    assert visits(at_rest) == []
    page.unroute("**/visits/new?*")
    phone.context.clear_cookies()
    with page.expect_response(lambda answer: "/visits/new" in answer.url and answer.request.method == "POST" and answer.ok):
        phone.sign_in("owner")
    page.goto("/p/r8/drafts/")
    expect(page.get_by_text("この端末に、未送信の記録や書きかけはありません。")).to_be_visible()
    assert visits(at_rest) == [(TEXT, "final")]


def test_a_device_that_was_signed_out_elsewhere_wipes_its_cards_at_its_next_contact(
    phone: Visitor, cast: Cast, writing: At
) -> None:
    page = phone.sign_in("owner")
    ready(page)
    with writing():
        db.session.execute(update(AccountSession).values(ended_at=NOW))
    page.goto("/p/r8/today/")
    page.wait_for_url(re.compile("/sign-in"))
    page.evaluate(
        """async () => {
            const page = document.querySelector("script[type=module]").src;
            const { listCards } = await import(new URL("../js/store.js", page));
            while ((await listCards()).length) await new Promise((resolve) => setTimeout(resolve, 50));
        }"""
    )


def test_whoever_is_off_the_team_by_now_is_told_that_the_manager_checks_it(
    phone: Visitor, cast: Cast, writing: At, at_rest: At
) -> None:
    page = phone.sign_in("owner")
    page.goto("/p/r8/visits/")
    ready(page)
    page.goto(log_url(cast))
    phone.context.set_offline(True)
    write(page)
    page.locator("[name=visit_on]").fill("2026/11/10")
    page.get_by_role("button", name="記録を確定する").click()
    kept(page, "未送信です")
    with writing():
        mine = Assignment.producer_id == cast.producer_id("owner")
        db.session.execute(update(Assignment).where(mine).values(ends_on=NOW.date() - timedelta(days=7)))
        left_on = NOW.date() - timedelta(days=1)
        db.session.execute(update(Membership).where(Membership.id == cast["owner"].membership_id).values(ends_on=left_on))
    phone.context.set_offline(False)
    page.goto("/field")
    expect(page.locator("[data-unsent-list]")).to_contain_text("要確認：マネージャーが確かめています")
    with at_rest():
        draft = db.session.scalars(select(FieldDraft)).one()
        assert (draft.state.value, TEXT.split("\n")[0] in draft.fields) == ("review", True)
    assert visits(at_rest) == []


def test_a_phone_whose_clock_is_put_back_does_not_take_its_cards_for_new(phone: Visitor) -> None:
    phone.page.clock.set_system_time(NOW + timedelta(days=3))
    page = phone.sign_in("owner")
    page.goto("/p/r8/visits/")
    ready(page)
    page.clock.set_system_time(NOW)
    with page.expect_response(lambda answer: answer.url.endswith("/field/cards")):
        page.goto("/p/r8/visits/")


@pytest.mark.parametrize("days", [1, -1])
def test_a_phone_whose_clock_is_a_day_wrong_says_so_and_records_the_day_of_the_server(
    days: int, phone: Visitor, cast: Cast, at_rest: At
) -> None:
    phone.page.clock.set_system_time(NOW + timedelta(days=days))
    page = phone.sign_in("owner")
    page.goto("/p/r8/visits/")
    ready(page)
    page.goto(log_url(cast))
    day = page.locator("[name=visit_on]")
    expect(day).to_have_value("2026/11/24")
    buttons = page.locator("[name=visit_on] ~ .date-field__buttons")
    buttons.get_by_text("昨日").click()
    expect(day).to_have_value("2026/11/23")
    buttons.get_by_text("今日").click()
    expect(day).to_have_value("2026/11/24")
    phone.context.set_offline(True)
    page.goto("/field")
    page.goto(f"/field#visit={cast.asahi.enrolment_id}")
    expect(page.get_by_text("この端末の時計は、サーバーと約24時間ずれています。")).to_be_visible()
    expect(page.locator("[name=visit_on]")).to_have_value("2026/11/24")
    write(page)
    page.get_by_role("button", name="記録を確定する").click()
    queued(page)
    with page.expect_response(lambda answer: "/visits/new" in answer.url and answer.request.method == "POST" and answer.ok):
        phone.context.set_offline(False)  # the page sends as soon as it hears of it
    page.goto("/p/r8/drafts/")
    expect(page.get_by_text("この端末に、未送信の記録や書きかけはありません。")).to_be_visible()
    assert visits(at_rest) == [(TEXT, "final")]
    with at_rest():
        assert db.session.scalars(select(Visit.visit_on)).all() == [NOW.date()]


def test_the_browser_dies_and_starts_again(browser: Browser, address: str, cast: Cast, at_rest: At, tmp_path: Path) -> None:
    """A profile on the disk: the first browser is killed in the middle of typing, the second one finds every character."""
    profile = tmp_path / "profile"
    options = profile_options(address)
    first = browser.browser_type.launch_persistent_context(profile, **options)
    page = first.new_page()
    sign_in(page, cast, "/sign-in")
    page.goto(log_url(cast))
    first.set_offline(True)
    write(page)
    kept(page)
    expect(page.locator("form[data-draft]")).to_have_attribute("data-kept", "")  # the last answer too, not only the first
    kill_browser(profile)
    with suppress(Error):
        first.close()
    second = browser.browser_type.launch_persistent_context(profile, **options)
    second.clear_cookies()  # which a browser that dies may not have written
    page = second.new_page()
    sign_in(page, cast, log_url(cast))
    expect(page.locator("[data-draft-notices]")).to_contain_text("書きかけを戻しました")
    expect(page.locator("[name='cases-0-facts']")).to_have_value(TEXT)
    page.get_by_role("button", name="記録を確定する").click()
    page.wait_for_url(re.compile(r"/visits/\d+"))
    second.close()
    assert visits(at_rest) == [(TEXT, "final")]


def kill_browser(profile: Path) -> None:
    """SIGKILL for every process of the browser that owns the profile."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                if f"--user-data-dir={profile}".encode() in (entry / "cmdline").read_bytes():
                    os.kill(int(entry.name), signal.SIGKILL)


def test_the_server_is_killed_in_the_middle_of_sending_and_starts_again(
    browser: Browser, config: Config, cast: Cast, at_rest: At
) -> None:
    """``kill -9`` after the record was written and before the answer left: sent again, it is the same record."""
    server = Served(config)
    visitor = Visitor(browser, create_app(config), server.start(dies_before_answering=True), "phone", cast=cast)
    page = visitor.sign_in("owner")
    page.goto(log_url(cast))
    write(page)
    kept(page, "サーバーにも保存済み")
    page.get_by_role("button", name="記録を確定する").click()
    kept(page, "未送信です")
    server.wait_until_dead()
    assert visits(at_rest) == [(TEXT, "final")]
    server.start()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_url(re.compile(r"/visits/\d+"))
    server.stop()
    visitor.close()
    assert visits(at_rest) == [(TEXT, "final")]
