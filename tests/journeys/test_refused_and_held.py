"""What is wrong with a note is said where it is mended and goes with the mending; a note in the queue is not changed unseen."""

from __future__ import annotations

import re
from datetime import date, time

from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.cast import Cast
from tests.conftest import NOW
from tests.journeys.conftest import Visitor
from tests.journeys.in_the_field import TEXT, At, back, kept, log_url, queued, ready, visits, write
from tests.records import PICTURE, make_visit
from tracker.database import db
from tracker.domain.cadence import EventStatus
from tracker.models import Attachment

FACTS = "[name='cases-0-facts']"
PHOTO = {"name": "手帳.jpg", "mimeType": "image/jpeg", "buffer": PICTURE}


def final(page: Page) -> None:
    page.get_by_role("button", name="記録を確定する").click()


def without_a_network(phone: Visitor, cast: Cast) -> Page:
    """The form of a visit, opened in the shell."""
    page = phone.sign_in("owner")
    page.goto("/p/r8/visits/")
    ready(page)
    phone.context.set_offline(True)
    page.goto("/field")
    page.get_by_role("link", name="訪問を記録").click()
    return page


def test_a_photo_leaves_a_waiting_note_in_the_queue_and_writing_on_holds_it_in_words(
    phone: Visitor, cast: Cast, at_rest: At
) -> None:
    page = without_a_network(phone, cast)
    write(page, "はじめ")
    final(page)
    queued(page)
    page.get_by_role("link", name="開いて書き足す").click()
    kept(page, "未送信です")
    page.locator("[data-take]").first.set_input_files(PHOTO)
    expect(page.locator(".pictures__row")).to_have_count(1)
    entry = page.locator("[data-unsent-list] article")
    expect(entry).to_contain_text("写真 1枚")
    expect(entry).to_contain_text("未送信：つながると自動で送ります")
    kept(page, "未送信です")
    page.locator(FACTS).fill(TEXT)
    kept(page, "書き足したため、まだ送りません。「記録を確定する」をもう一度押すと送ります。")
    expect(entry).to_contain_text("送信を止めています")
    expect(page.locator(".site-header [data-unsent]")).to_have_text("未送信1件")
    phone.axe()
    back(page)
    expect(page.get_by_text("つながりました。まだ送っていない記録が1件あります。")).to_be_visible()
    kept(page, "書き足したため")
    assert visits(at_rest) == []
    final(page)
    expect(page.get_by_text(re.compile("送信済み|訪問を記録しました")).first).to_be_visible()
    assert visits(at_rest) == [(TEXT, "final")]
    page.goto("/p/r8/drafts/")
    expect(page.get_by_text("この端末に、未送信の記録や書きかけはありません。")).to_be_visible()
    with at_rest():
        assert db.session.scalar(select(Attachment.visit_id)) is not None


def test_a_refusal_goes_with_the_change_of_its_field_and_the_summary_counts_down(phone: Visitor, cast: Cast) -> None:
    page = phone.sign_in("owner")
    page.goto(log_url(cast))
    page.locator("[name=visit_on]").fill("いつか")
    page.locator("[name=next_on]").fill("そのうち")
    final(page)
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    lines = summary.locator("li").count()
    assert lines >= 2
    day = page.locator("[name=visit_on]")
    expect(day).to_have_attribute("aria-invalid", "true")
    day.fill("2026/11/24")
    expect(day).not_to_have_attribute("aria-invalid", re.compile(""))
    expect(day).not_to_have_attribute("aria-describedby", re.compile("error"))
    expect(page.locator(".field--error", has=day)).to_have_count(0)
    expect(summary.locator("li")).to_have_count(lines - 1)
    for target in summary.locator("a").evaluate_all("links => links.map((link) => link.hash)"):  # whatever else is refused
        page.locator(target).evaluate("field => field.dispatchEvent(new Event('input', { bubbles: true }))")
    expect(summary).to_have_count(0)
    expect(page).not_to_have_title(re.compile("エラー"))
    expect(page.locator(".field__error")).to_have_count(0)
    phone.axe()


def test_what_the_form_alone_shows_to_be_missing_is_asked_for_without_a_network(phone: Visitor, cast: Cast) -> None:
    page = without_a_network(phone, cast)
    page.locator(FACTS).fill(TEXT)
    page.locator("[name='cases-0-phases']:checked").evaluate_all("boxes => boxes.forEach((box) => box.click())")
    page.locator("[name=visit_on]").fill("")
    page.locator("[name='actions-0-what']").fill("図面を送る")
    final(page)
    summary = page.locator("[data-draft-problems] li")
    expect(summary).to_have_text(
        [
            "訪問日を入力してください。",
            "この案件で取り組んだフェーズを、一つ以上選んでください。",
            "期限の日付を入力してください。",
            "次回の訪問日を入力するか、「日程未定」を選んでください。",
        ]
    )
    expect(page.locator("[name=visit_on]")).to_be_focused()
    expect(page.locator(".field--error", has=page.locator("[name=visit_on]"))).to_be_in_viewport(ratio=1)
    kept(page, "訪問日を入力してください。.*まだ送っていません")
    phone.axe()
    page.locator("[name=visit_on]").fill("2026/11/24")
    page.get_by_label("聞く・聴く").first.check()
    page.get_by_label("日程未定").check()
    page.locator("[name='actions-0-due_on']").fill("2026/12/01")
    expect(summary).to_have_count(0)
    final(page)
    queued(page)
    expect(page.locator("[data-queued]")).to_be_in_viewport(ratio=1)
    expect(page.locator("[data-queued]")).to_contain_text(f"{cast.asahi.name} 2026/11/24の分")
    phone.axe()


def test_a_next_action_of_a_meeting_that_was_begun_is_asked_for_without_a_network(phone: Visitor, cast: Cast) -> None:
    page = without_a_network(phone, cast)
    page.goto(f"/field#meeting={cast.asahi.enrolment_id}")
    page.locator("#companies summary").click()
    page.get_by_role("button", name="企業の選択を反映する").click()
    expect(page.get_by_text("企業を増やすのは、つながってからできます。選んだ企業は残ります。")).to_be_visible()
    page.locator("[name='sections-0-actions-0-what']").fill("図面を送る")
    page.locator("[name='sections-0-actions-0-owner_id']").select_option("")
    final(page)
    asked = page.locator("[data-draft-problems] li", has_text=re.compile("期限の日付|企業側の担当者"))
    expect(asked).to_have_text(["企業側の担当者の名前を入力してください。", "期限の日付を入力してください。"])
    asked.last.locator("a").click()
    expect(page.locator("[name='sections-0-actions-0-due_on']")).to_be_focused()
    page.locator("[name='sections-0-actions-0-owner_name']").fill("架空一郎")
    page.locator("[name='sections-0-actions-0-due_on']").fill("2026/12/01")
    expect(asked).to_have_count(0)
    final(page)
    queued(page)


def test_a_refused_note_shows_in_the_shell_what_is_wrong_beside_its_fields(phone: Visitor, cast: Cast, at_rest: At) -> None:
    page = without_a_network(phone, cast)
    write(page)
    page.locator("[name=visit_on]").fill("2026/12/20")  # whether a day is to come is for the server to say
    page.locator("[data-take]").first.set_input_files(PHOTO)
    final(page)
    queued(page)
    page.get_by_role("button", name="今すぐ送る").click()
    expect(page.locator("[data-unsent-said]")).to_have_text("電波がありません。つながりしだい送ります。")
    back(page)
    queued(page, "送信できません")
    expect(page.locator("[data-unsent-list]")).to_contain_text("写真 1枚")
    page.get_by_role("link", name="開いて直す").click()
    day = page.locator("[name=visit_on]")
    refused = page.locator(".field--error", has=day)
    expect(refused).to_have_count(1)
    expect(page.locator(".pictures__row img")).to_be_visible()
    kept(page, "送信できません")
    phone.axe()
    final(page)
    expect(day).to_be_focused()
    assert visits(at_rest) == []
    day.fill("2026/11/24")
    expect(refused).to_have_count(0)
    expect(page.locator("[data-draft-problems]")).to_be_empty()
    kept(page, "もう一度押すと送ります")
    final(page)
    expect(page.get_by_text(re.compile("送信済み|訪問を記録しました")).first).to_be_visible()
    assert visits(at_rest) == [(TEXT, "final")]


def test_a_photo_is_in_the_form_whenever_it_is_opened_again_and_can_be_taken_out(phone: Visitor, cast: Cast, at_rest: At) -> None:
    page = phone.sign_in("owner")
    page.goto("/p/r8/visits/")
    ready(page)
    page.goto(log_url(cast))
    write(page)
    for _photo in range(2):
        page.locator("[data-take]").first.set_input_files(PHOTO)
    row = page.locator(".pictures__row")
    expect(row).to_have_count(2)
    page.locator(".pictures__caption input").first.fill("工程の流れ")
    page.locator(".pictures__caption input").first.blur()
    kept(page, "サーバーにも保存済み")
    page.reload()
    expect(page.locator(".pictures__row img")).to_have_count(2)
    expect(page.locator("[data-pictures-status]")).to_contain_text("2件")
    expect(page.locator(".pictures__caption input").first).to_have_value("工程の流れ")
    row.nth(1).get_by_role("button", name="外す").click()
    expect(row).to_have_count(1)
    expect(page.locator("form[data-draft]")).to_have_attribute("data-kept", "")
    phone.context.set_offline(True)
    page.reload()
    expect(page.locator(".pictures__row img")).to_have_count(1)
    phone.axe()
    final(page)
    queued(page)
    page.goto("/field")
    page.get_by_role("link", name="訪問を記録").click()
    expect(page.get_by_text("送信を待っています")).to_be_visible()
    expect(page.locator(FACTS)).to_have_value("")
    expect(row).to_have_count(0)
    page.get_by_role("button", name="待っている記録を開く").click()
    expect(page.locator(FACTS)).to_have_value(TEXT)
    expect(page.locator(".pictures__row img")).to_have_count(1)
    back(page)
    expect(page.get_by_text("送信済みです")).to_be_visible()
    expect(page.get_by_text("未送信の記録を開いています")).to_have_count(0)
    assert visits(at_rest) == [(TEXT, "final")]
    with at_rest():
        assert len(db.session.scalars(select(Attachment)).all()) == 1


def test_an_end_before_its_start_is_said_at_once_without_a_network_too(phone: Visitor, cast: Cast) -> None:
    page = without_a_network(phone, cast)
    write(page)
    start, end = page.locator("[name=start_time]"), page.locator("[name=end_time]")
    said = page.get_by_text("終了時刻は開始時刻より後にしてください。")
    start.fill("１０時半")
    end.fill("1030")
    end.blur()
    expect(said.first).to_be_visible()
    expect(end).to_have_attribute("aria-invalid", "true")
    phone.axe()
    final(page)
    expect(end).to_be_focused()
    kept(page, "終了時刻は開始時刻より後に")
    expect(page.locator("[data-unsent-list]")).not_to_contain_text("つながると自動で送ります")
    start.fill("9:00")
    start.blur()
    expect(end).not_to_have_attribute("aria-invalid", "true")
    final(page)
    queued(page)


def test_a_visit_made_final_before_its_hour_is_asked_about_once(phone: Visitor, cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        who = [cast.producer_id("owner")]
        hours = {"start_time": time(13, 30), "end_time": time(15)}
        visit_id = make_visit(cast.asahi, now=NOW, on=date(2026, 11, 24), who=who, status=EventStatus.SCHEDULED, **hours)
    page = phone.sign_in("owner")
    page.goto(f"/p/r8/visits/{visit_id}/log")
    write(page)
    final(page)
    expect(page.get_by_text("開始時刻（13:30）より前です。このまま確定しますか。")).to_be_visible()
    phone.axe()
    assert visits(at_rest) == []
    page.get_by_role("button", name="このまま確定する").click()
    page.wait_for_url(re.compile(r"/visits/\d+$"))
    assert visits(at_rest) == [(TEXT, "final")]
