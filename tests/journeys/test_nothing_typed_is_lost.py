"""Whatever was typed is there again: the session ends, a form is sent twice, two people edit, there is no JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.cast import Cast
from tests.conftest import NOW
from tests.journeys.conftest import Visitor, VisitorFor
from tests.records import Records, make_visit
from tracker.database import db
from tracker.domain.phases import Phase
from tracker.models import Visit, VisitCase
from tracker.services import sessions

At = Callable[[], AbstractContextManager[None]]
# Every kind of character that forms have lost before: quotes, markup, a surrogate pair, an old kanji, blanks, lines.
TYPED = "工場長「段取り替えに<30分>」\n  & 治具 'A' と \"B\"、𠮷野さん・髙橋さん 🏭\n\n半角ｶﾅ、①②、100％"
SECOND = "二人目が書いた事実"
SHOWN = re.compile(r"/visits/\d+$")


def new_visit(visitor: Visitor, cast: Cast, *, facts: str) -> Page:
    """The form of a visit of company A, filled in as far as it must be."""
    page = visitor.open(f"visits/new?company={cast.asahi.enrolment_id}")
    page.locator("[name=cases-0-phases][value=listen]").check()
    page.locator("[name$=facts]").first.fill(facts)
    page.locator("[name=next_answer][value=open]").check()
    return page


def sign_in_again(page: Page, cast: Cast) -> None:
    """The form says that it needs a sign-in, and leads there and back."""
    expect(page.get_by_text("サインインが必要です")).to_be_visible()
    page.get_by_role("link", name="サインインする").click()
    page.get_by_label("メールアドレス").fill(cast["owner"].email)
    page.get_by_label("パスワード").fill(cast.password)
    page.get_by_role("button", name="サインイン").click()


def facts_in(at_rest: At) -> list[str]:
    with at_rest():
        statement = select(VisitCase.facts).join(Visit, Visit.id == VisitCase.visit_id).order_by(Visit.id)
        return [facts for facts in db.session.scalars(statement) if facts]


def test_a_visit_survives_the_end_of_the_session_to_the_last_character(
    phone: Visitor, cast: Cast, writing: At, at_rest: At
) -> None:
    phone.sign_in("owner")
    page = new_visit(phone, cast, facts=TYPED)
    with writing():
        sessions.end_all_sessions(account_id=cast["owner"].account_id, now=NOW)
    page.get_by_role("button", name="記録を確定する").click()
    sign_in_again(page, cast)
    page.wait_for_url(SHOWN)
    with at_rest():
        assert db.session.scalars(select(VisitCase.facts)).one().replace("\r\n", "\n") == TYPED


def test_signing_out_in_another_tab_loses_nothing_either(phone: Visitor, cast: Cast, at_rest: At) -> None:
    phone.sign_in("owner")
    page = new_visit(phone, cast, facts=TYPED)
    other = phone.context.new_page()
    other.goto("/")
    other.locator("details.account summary").click()
    other.get_by_role("button", name="サインアウト").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("サインイン")
    page.get_by_role("button", name="記録を確定する").click()
    sign_in_again(page, cast)
    page.wait_for_url(SHOWN)
    assert [facts.replace("\r\n", "\n") for facts in facts_in(at_rest)] == [TYPED]


def test_two_taps_on_the_button_make_one_record(phone: Visitor, cast: Cast, at_rest: At) -> None:
    phone.sign_in("owner")
    page = new_visit(phone, cast, facts="二度押し")
    page.get_by_role("button", name="記録を確定する").dblclick()
    page.wait_for_url(SHOWN)
    assert facts_in(at_rest) == ["二度押し"]


def test_the_same_form_sent_from_two_tabs_makes_one_record(phone: Visitor, cast: Cast, at_rest: At) -> None:
    """Without the script that stops the second tap: back, and sent again."""
    phone.sign_in("owner")
    page = new_visit(phone, cast, facts="戻って再送")
    fields = page.locator("form.form").evaluate("form => new URLSearchParams(new FormData(form)).toString()")
    page.get_by_role("button", name="記録を確定する").click()
    page.wait_for_url(SHOWN)
    there = page.url
    again = phone.context.request.post(
        f"{phone.address}{phone.path(f'visits/new?company={cast.asahi.enrolment_id}')}",
        data=fields,
        headers={"Content-Type": "application/x-www-form-urlencoded", "Referer": there},
    )
    assert again.url == there
    assert facts_in(at_rest) == ["戻って再送"]


def two_editors(visitor: VisitorFor, visit_id: int) -> Page:
    """The owner's page after the manager has saved another text meanwhile."""
    first, second = visitor("phone"), visitor("desk")
    first.sign_in("owner")
    second.sign_in("manager")
    mine = first.open(f"visits/{visit_id}/edit")
    theirs = second.open(f"visits/{visit_id}/edit")
    theirs.locator("[name$=facts]").first.fill(SECOND)
    theirs.get_by_role("button", name="訂正を保存").click()
    theirs.wait_for_url(SHOWN)
    mine.locator("[name$=facts]").first.fill(TYPED)
    with mine.expect_navigation() as answer:
        mine.get_by_role("button", name="訂正を保存").click()
    assert answer.value is not None
    assert answer.value.status == 409
    expect(mine.get_by_text("先にほかの人が保存しました")).to_be_visible()
    expect(mine.locator(".conflict__value", has_text=SECOND)).to_be_visible()
    expect(mine.locator(".conflict__value", has_text="段取り替え")).to_be_visible()
    first.axe()
    return mine


def a_visit(cast: Cast, writing: At) -> int:
    with writing():
        owner = cast.producer_id("owner")
        return make_visit(
            cast.asahi, now=NOW, who=[owner], case_ids=cast.asahi.case_ids, phases=[Phase.LISTEN], facts="もとの事実"
        )


def test_the_second_editor_sees_both_texts_and_keeps_their_own(visitor: VisitorFor, cast: Cast, writing: At, at_rest: At) -> None:
    page = two_editors(visitor, a_visit(cast, writing))
    page.get_by_label("あなたの入力").first.check()
    page.get_by_role("button", name="訂正を保存").click()
    page.wait_for_url(SHOWN)
    assert [facts.replace("\r\n", "\n") for facts in facts_in(at_rest)] == [TYPED]


def test_the_second_editor_sees_both_texts_and_takes_the_other(visitor: VisitorFor, cast: Cast, writing: At, at_rest: At) -> None:
    page = two_editors(visitor, a_visit(cast, writing))
    page.get_by_label("保存されている内容").first.check()
    page.get_by_role("button", name="訂正を保存").click()
    page.wait_for_url(SHOWN)
    assert facts_in(at_rest) == [SECOND]


def test_a_visit_is_logged_without_javascript(visitor: VisitorFor, cast: Cast, at_rest: At) -> None:
    plain = visitor("phone", java_script_enabled=False)
    plain.sign_in("owner")
    page = new_visit(plain, cast, facts=TYPED)
    page.get_by_role("button", name="記録を確定する").click()
    expect(page.get_by_text("工場長「段取り替えに<30分>」").first).to_be_visible()
    assert [facts.replace("\r\n", "\n") for facts in facts_in(at_rest)] == [TYPED]


def test_a_chart_is_its_table_without_javascript(visitor: VisitorFor, cast: Cast, records: Records) -> None:
    plain = visitor("phone", java_script_enabled=False)
    plain.sign_in("manager")
    page = plain.open(f"assessments/{records.closed_round_id}/results")
    expect(page.locator(".chart table").first).to_be_visible()
