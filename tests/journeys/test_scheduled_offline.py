"""A visit that is scheduled is written down without a network as that visit, not as a second one, and is not offered twice."""

from __future__ import annotations

import re
from datetime import date, time
from pathlib import Path

from playwright.sync_api import Browser, expect
from sqlalchemy import select, update

from tests.cast import Cast
from tests.conftest import NOW
from tests.journeys.conftest import Visitor
from tests.journeys.in_the_field import TEXT, At, back, kept, profile_options, queued, ready, sign_in, visits, write
from tests.records import make_visit
from tracker.database import db
from tracker.domain.cadence import EventStatus
from tracker.domain.notes import CaseNote
from tracker.domain.phases import Phase
from tracker.domain.visits import VisitRecord
from tracker.models import Visit
from tracker.services.visits import log_visit

TODAY = date(2026, 11, 24)
MORE = f"{TEXT}\n電波のないところで書き足した「続き」𩸽"


def scheduled(cast: Cast, writing: At, on: date = TODAY) -> int:
    with writing():
        who = [cast.producer_id("owner")]
        return make_visit(
            cast.asahi, now=NOW, on=on, who=who, status=EventStatus.SCHEDULED, start_time=time(9, 30), end_time=time(11)
        )


def the_only_record(at_rest: At) -> tuple[int, str]:
    """Of the visits of the day the one that there is."""
    with at_rest():
        visit = db.session.scalars(select(Visit).where(Visit.visit_on == TODAY)).one()
        return visit.id, visit.status.value


def test_a_scheduled_visit_is_written_on_after_the_browser_was_restarted_without_a_network(
    browser: Browser, address: str, cast: Cast, writing: At, at_rest: At, tmp_path: Path
) -> None:
    """The network goes in the middle, the tab closes, the browser starts anew, the network comes back: one record."""
    visit_id = scheduled(cast, writing)
    options = profile_options(address)
    first = browser.browser_type.launch_persistent_context(tmp_path / "profile", **options)
    page = first.new_page()
    sign_in(page, cast, "/sign-in")
    page.goto("/p/r8/visits/")
    ready(page)
    page.goto(f"/p/r8/visits/{visit_id}/log")
    write(page, TEXT[:9])
    kept(page, "サーバーにも保存済み")
    first.set_offline(True)
    write(page)
    kept(page)
    expect(page.locator("form[data-draft]")).to_have_attribute("data-kept", "")
    page.close()
    first.close()
    second = browser.browser_type.launch_persistent_context(tmp_path / "profile", **options)
    second.set_offline(True)
    page = second.new_page()
    page.goto(f"/p/r8/visits/{visit_id}/log")  # no network: the shell, with the form
    expect(page.get_by_text("11/24(火) 09:30の予定を記録します。")).to_be_visible()
    expect(page.locator("[name='cases-0-facts']")).to_have_value(TEXT)
    expect(page.locator("[name=start_time]")).to_have_value("09:30")
    page.locator("[name='cases-0-facts']").fill(MORE)
    page.get_by_role("button", name="記録を確定する").click()
    queued(page)
    back(page)
    # A browser that was closed has forgotten the session: the text waits for its writer.
    expect(page.get_by_text("つながりました。記録を送るには、サインインが必要です。")).to_be_visible()
    with page.expect_response(lambda answer: f"/visits/{visit_id}/log" in answer.url and answer.request.method == "POST"):
        sign_in(page, cast, "/sign-in")
    page.goto("/p/r8/drafts/")
    expect(page.get_by_text("この端末に、未送信の記録や書きかけはありません。")).to_be_visible()
    second.close()
    assert visits(at_rest) == [(MORE, "final")]
    assert the_only_record(at_rest) == (visit_id, "held")


def test_the_visit_of_today_opens_from_its_card_and_is_not_offered_again(
    phone: Visitor, cast: Cast, writing: At, at_rest: At
) -> None:
    visit_id = scheduled(cast, writing)
    scheduled(cast, writing, on=date(2026, 12, 22))
    scheduled(cast, writing, on=date(2026, 11, 20))
    page = phone.sign_in("owner")
    page.goto("/p/r8/visits/")
    ready(page)
    phone.context.set_offline(True)
    page.goto("/p/r8/companies/")
    expect(page.get_by_text("サーバーにつながりません")).to_be_visible()
    card = page.locator("[data-cards-list] article", has_text=cast.asahi.name)
    expect(card).to_contain_text("次回の予定11/24(火) 09:30")
    expect(card.get_by_role("link", name="予定とは別の訪問を記録する")).to_be_visible()
    phone.axe()
    card.get_by_role("link", name="訪問を記録", exact=True).click()
    expect(page.get_by_text("11/24(火) 09:30の予定を記録します。")).to_be_visible()
    write(page, is_undecided=False)
    phone.axe()
    page.get_by_role("button", name="記録を確定する").click()
    queued(page)
    page.get_by_role("link", name="企業の一覧に戻る").click()
    expect(card).to_contain_text("次回の予定12/22(火) 09:30")
    expect(card.get_by_role("link", name="予定とは別の訪問を記録する")).to_have_count(0)
    card.get_by_role(
        "link", name="訪問を記録", exact=True
    ).click()  # another one: the day whose note waits is no scheduled day of it
    expect(page.get_by_text("予定のある日：11/20(金)", exact=True)).to_be_visible()
    page.get_by_role("link", name="企業の一覧に戻る").click()
    with writing():  # meanwhile somebody moves the one after it
        db.session.execute(update(Visit).where(Visit.visit_on > TODAY).values(visit_on=date(2026, 12, 23)))
    back(page)
    expect(page.get_by_text("つながりました。記録を1件送りました。")).to_be_visible()
    expect(page.get_by_text("サーバーにつながりません")).to_be_hidden()
    expect(page.get_by_role("link", name="開こうとしたページを開く")).to_be_visible()
    expect(card).to_contain_text("次回の予定12/23(水) 09:30")
    phone.axe()
    assert visits(at_rest) == [(TEXT, "final")]
    assert the_only_record(at_rest) == (visit_id, "held")


def test_what_was_written_of_a_visit_that_a_colleague_recorded_meanwhile_is_laid_beside_their_record(
    phone: Visitor, cast: Cast, writing: At, at_rest: At
) -> None:
    visit_id = scheduled(cast, writing)
    page = phone.sign_in("owner")
    page.goto("/p/r8/visits/")
    ready(page)
    phone.context.set_offline(True)
    page.goto("/field")
    page.get_by_role("link", name="訪問を記録", exact=True).click()
    write(page)
    page.get_by_role("button", name="記録を確定する").click()
    queued(page)
    with writing():
        theirs = CaseNote(cast.asahi.case_id, frozenset({Phase.LISTEN}), facts="先に書かれたこと")
        record = VisitRecord(visit_on=TODAY, producer_ids=frozenset({cast.producer_id("sub")}), notes=(theirs,))
        log_visit(cast.viewer("sub"), record=record, visit_id=visit_id, version=1, today=TODAY, now=NOW)
    back(page)
    entry = page.locator("[data-unsent-list] article")
    expect(entry).to_contain_text("ほかの人が先に保存しました")
    entry.locator("a[data-open]").click()
    page.wait_for_url(re.compile(f"/visits/{visit_id}/edit"))
    expect(page.locator("[name='cases-0-facts']")).to_have_value(TEXT)
    page.get_by_role("button", name="訂正を保存").click()
    expect(page.get_by_text("先にほかの人が保存しました")).to_be_visible()
    expect(page.locator(".conflict__value", has_text="先に書かれたこと")).to_be_visible()
    page.locator(".conflict__field", has_text="先に書かれたこと").get_by_label("あなたの入力").check()
    page.get_by_role("button", name="訂正を保存").click()
    page.wait_for_url(re.compile(r"/visits/\d+$"))
    assert [facts.replace("\r\n", "\n") for facts, _state in visits(at_rest)] == [TEXT]


def test_after_a_change_of_language_all_of_it_is_in_the_language_chosen_last(phone: Visitor, cast: Cast, writing: At) -> None:
    scheduled(cast, writing)
    page = phone.sign_in("owner")
    page.goto("/p/r8/visits/")
    ready(page)
    page.get_by_role("button", name="English").click()
    ready(page, "en")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.context.set_offline(True)
    page.goto("/field")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    card = page.locator("[data-cards-list] article", has_text=cast.asahi.name)
    expect(card).to_contain_text("Tue 24 Nov 09:30")
    card.get_by_role("link", name=re.compile("^Log a visit")).first.click()
    expect(page.get_by_label("Start", exact=False).first).to_be_visible()
    for word in ("開始時刻", "記録を確定する", "訪問日"):
        expect(page.get_by_text(word)).to_have_count(0)
