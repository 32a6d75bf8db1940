"""A coordinator's day on a phone: two minutes at the gate, Enter that never sends, two attendees, one record, one tap."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from tests.cast import Cast
from tests.conftest import NOW
from tests.journeys.conftest import Visitor, VisitorFor
from tests.records import make_action, make_visit
from tracker.database import db
from tracker.domain.cadence import EventStatus
from tracker.domain.phases import Phase
from tracker.models import NextAction, Visit, VisitCase

At = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)
# What a visit costs that was scheduled for today: taps, and fields typed into.
MOST_TAPS, MOST_TYPED = 5, 1


class Hand:
    """One thumb that counts what it does."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps, self.typed = page, 0, 0

    def tap(self, selector: str) -> None:
        self.taps += 1
        self.page.locator(selector).first.tap()

    def type(self, selector: str, words: str) -> None:
        self.taps += 1
        self.typed += 1
        self.page.locator(selector).first.tap()
        self.page.keyboard.insert_text(words)


def a_day(cast: Cast, writing: At) -> int:
    """Last time's record, and a visit scheduled for today."""
    who = [cast.producer_id("owner"), cast.producer_id("sub")]
    with writing():
        make_visit(
            cast.asahi,
            now=NOW,
            on=date(2026, 11, 4),
            who=who,
            case_ids=cast.asahi.case_ids,
            phases=[Phase.LISTEN],
            facts="段取り替えの順を聞いた",
            decisions="図面を改める",
        )
        return make_visit(cast.asahi, now=NOW, on=TODAY, status=EventStatus.SCHEDULED, who=who)


def test_a_visit_is_logged_in_a_few_taps_and_one_field(phone: Visitor, cast: Cast, writing: At, at_rest: At) -> None:
    visit_id = a_day(cast, writing)
    page = phone.sign_in("owner")
    expect(page.get_by_role("heading", level=1)).to_contain_text("今日")
    expect(page.get_by_text("図面を改める")).to_be_visible()
    phone.axe()
    hand = Hand(page)
    hand.tap("main .big-act a")
    page.wait_for_url("**/log")
    phone.axe()
    hand.tap("[data-time-field] [data-now]")
    hand.type("[name=cases-0-facts]", "工場長に不良の内訳を聞いた")
    hand.tap("[name=next_on] ~ .date-field__buttons [data-day='28']")
    expect(page.locator("[name=next_answer][value=date]")).to_be_checked()
    hand.tap(".save-bar button.button")
    page.wait_for_url(f"**/visits/{visit_id}")

    assert hand.taps <= MOST_TAPS and hand.typed <= MOST_TYPED
    phone.axe()
    with at_rest():
        visit = db.session.get_one(Visit, visit_id)
        assert (visit.status, visit.start_time is not None) == (EventStatus.HELD, True)
        note = db.session.scalars(select(VisitCase).where(VisitCase.visit_id == visit_id)).one()
        assert (note.facts, note.worked_listen) == ("工場長に不良の内訳を聞いた", True)
        assert db.session.scalar(select(func.count()).where(Visit.status == EventStatus.SCHEDULED)) == 1


PRESS = """([selector, options]) => {
  const input = document.querySelector(selector);
  input.focus();
  const went = input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...options }));
  return [went, document.activeElement.name];
}"""


def test_enter_never_sends_the_form_and_leads_on_but_in_a_conversion(phone: Visitor, cast: Cast, at_rest: At) -> None:
    phone.sign_in("owner")
    page = phone.open(f"visits/new?company={cast.asahi.enrolment_id}")
    what = page.locator("[name=actions-0-what]")
    what.focus()
    page.evaluate("document.querySelector('[name=actions-0-what]').dispatchEvent(new CompositionEvent('compositionstart'))")
    assert page.evaluate(PRESS, ["[name=actions-0-what]", {"isComposing": True}]) == [False, "actions-0-what"]
    page.evaluate("document.querySelector('[name=actions-0-what]').dispatchEvent(new CompositionEvent('compositionend'))")
    # Safari: the Enter that ended the conversion comes after compositionend, with the key code 229
    assert page.evaluate(PRESS, ["[name=actions-0-what]", {"keyCode": 229}]) == [False, "actions-0-what"]
    # an input method of the browser itself: the text is being composed when Enter is pressed
    session = phone.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "ずめん", "selectionStart": 3, "selectionEnd": 3})
    page.keyboard.press("Enter")
    expect(what).to_be_focused()
    session.send("Input.insertText", {"text": "図面"})
    expect(what).to_have_value("図面")
    page.keyboard.press("Enter")
    expect(page.locator("[name=actions-0-owner_id]")).to_be_focused()
    for name in ("visit_on", "start_time", "next_on", "place"):
        group = page.locator(f"details:has([name={name}]):not([open]) > summary")
        if group.count():
            group.first.click()
        page.locator(f"[name={name}]").focus()
        page.keyboard.press("Enter")
        expect(page.locator(f"[name={name}]")).not_to_be_focused()
    page.locator("[name=team]").first.focus()
    page.keyboard.press("Enter")
    assert "/visits/new" in page.url
    with at_rest():
        assert db.session.scalar(select(func.count()).select_from(Visit)) == 0


def test_enter_sends_nothing_without_javascript(visitor: VisitorFor, cast: Cast, at_rest: At) -> None:
    plain = visitor("desk", java_script_enabled=False)
    plain.sign_in("owner")
    page = plain.open(f"visits/new?company={cast.asahi.enrolment_id}")
    page.locator("[name=visit_on]").press("Enter")
    expect(page.locator("[name=visit_on]")).to_be_focused()
    with at_rest():
        assert db.session.scalar(select(func.count()).select_from(Visit)) == 0


def test_the_bar_that_saves_covers_neither_the_field_nor_the_places(phone: Visitor, cast: Cast) -> None:
    phone.sign_in("owner")
    page = phone.open(f"visits/new?company={cast.asahi.enrolment_id}")
    for name in ("end_time", "cases-0-facts", "actions-0-what", "actions-0-due_on", "next_on"):
        page.locator(f"[name={name}]").focus()
        bottom = page.evaluate("document.activeElement.getBoundingClientRect().bottom")
        assert bottom <= page.evaluate("document.querySelector('.save-bar').getBoundingClientRect().top + 1"), name
    bar = page.evaluate("document.querySelector('.save-bar').getBoundingClientRect().bottom")
    assert bar <= page.evaluate("document.querySelector('.bottom-bar').getBoundingClientRect().top + 1")


def written(visitor: Visitor, cast: Cast, facts: str) -> Page:
    page = visitor.open(f"visits/new?company={cast.asahi.enrolment_id}")
    page.locator("[name=cases-0-phases][value=listen]").check()
    page.locator("[name=cases-0-facts]").fill(facts)
    page.locator("[name=next_answer][value=open]").check()
    return page


def test_two_attendees_with_two_phones_make_one_record_with_both_texts(visitor: VisitorFor, cast: Cast, at_rest: At) -> None:
    first, second = visitor("phone"), visitor("phone")
    first.sign_in("owner")
    second.sign_in("sub")
    mine, theirs = written(first, cast, "一人目が聞いたこと"), written(second, cast, "二人目が見たこと")
    mine.get_by_role("button", name="記録を確定する").click()
    mine.wait_for_url("**/visits/*")
    theirs.get_by_role("button", name="記録を確定する").click()
    expect(theirs.get_by_text("同日の訪問記録があります")).to_be_visible()
    expect(theirs.get_by_text("一人目が聞いたこと")).to_be_visible()
    second.axe()
    theirs.get_by_role("button", name="この記録に書き足す").click()
    theirs.wait_for_url(re.compile(r"/visits/\d+$"))
    expect(theirs.get_by_text("二人目が見たこと")).to_be_visible()
    with at_rest():
        facts = db.session.scalars(select(VisitCase.facts)).one()
        assert "一人目が聞いたこと" in facts and "二人目が見たこと" in facts


def test_next_actions_are_done_and_put_off_with_one_tap_without_javascript(
    visitor: VisitorFor, cast: Cast, writing: At, at_rest: At
) -> None:
    owner = cast.producer_id("owner")
    with writing():
        for what in ("図面を送る", "見積もりを取る"):
            make_action(cast.asahi, now=NOW, what=what, owner_id=owner, due_on=date(2026, 11, 20))
    plain = visitor("phone", java_script_enabled=False)
    page = plain.sign_in("owner")
    row = page.locator(".tap-list__row", has_text="図面を送る")
    row.get_by_role("button", name="完了にする").tap()
    expect(page.get_by_text("完了：図面を送る")).to_be_visible()
    page.get_by_role("button", name="元に戻す").tap()
    expect(page.locator(".tap-list__row", has_text="図面を送る")).to_be_visible()
    page.locator(".tap-list__row", has_text="見積もりを取る").get_by_role("button", name="1週間延ばす").tap()
    expect(page.get_by_text("延期：見積もりを取る")).to_be_visible()
    with at_rest():
        due = dict(db.session.execute(select(NextAction.what, NextAction.due_on)).all())
        assert due == {"図面を送る": date(2026, 11, 20), "見積もりを取る": date(2026, 12, 1)}
