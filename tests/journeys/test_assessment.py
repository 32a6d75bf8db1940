"""A round of assessment: planned and run by the manager at a desk, rated by one of the ten with a phone and a weak signal."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.assessing import opened
from tests.cast import Cast
from tests.journeys.conftest import Visitor
from tracker.database import db
from tracker.models import Rating, RatingPair

At = Callable[[], AbstractContextManager[None]]


def choose(page: Page, number: int, point: str) -> None:
    page.get_by_role("radiogroup", name=f"評価項目{number}の評価").get_by_label(point).check()


def given(at_rest: At, cast: Cast, ratee: str) -> list[tuple[int | None, bool, str]]:
    with at_rest():
        statement = (
            select(Rating.score, Rating.cannot_judge, Rating.comment)
            .join(RatingPair, RatingPair.id == Rating.pair_id)
            .where(RatingPair.ratee_id == cast.producer_id(ratee))
            .order_by(Rating.item_version_id)
        )
        return [tuple(row) for row in db.session.execute(statement)]


def test_a_rater_rates_two_people_on_a_phone_through_a_cut_of_the_network_and_hands_in(
    phone: Visitor, cast: Cast, writing: At, at_rest: At
) -> None:
    with writing():
        opened(cast)
    page = phone.sign_in("owner")
    expect(page.get_by_text("評価がまだです")).to_be_visible()
    page.get_by_role("link", name="「期首」を評価する").click()
    page.get_by_role("link", name="担い手03", exact=True).click()
    choose(page, 1, "4")
    expect(page.get_by_text("サーバーに保存済み")).to_be_visible()
    expect(page.get_by_text("5項目のうち1項目に回答しました。")).to_be_visible()
    assert given(at_rest, cast, "sub") == [(4, False, "")]
    phone.context.set_offline(True)
    choose(page, 2, "評価できない")
    choose(page, 3, "2")
    expect(page.get_by_text("サーバーにはまだ届いていません（2項目）")).to_be_visible()
    page.get_by_role("button", name="保存して次の人へ").click()
    expect(page.get_by_text("つながらないため、次に進めません")).to_be_visible()
    phone.context.set_offline(False)
    page.reload()
    expect(page.get_by_text("サーバーに保存済み")).to_be_visible()
    expect(page.get_by_text("5項目のうち3項目に回答しました。")).to_be_visible()
    assert given(at_rest, cast, "sub") == [(4, False, ""), (None, True, ""), (2, False, "")]
    choose(page, 3, "未回答に戻す")
    expect(page.get_by_text("5項目のうち2項目に回答しました。")).to_be_visible()
    assert given(at_rest, cast, "sub") == [(4, False, ""), (None, True, "")]
    choose(page, 3, "2")
    expect(page.get_by_text("5項目のうち3項目に回答しました。")).to_be_visible()
    page.locator("summary", has_text="コメント").first.click()
    page.get_by_label("評価項目1のコメント").fill("現場でよく聞いている")
    phone.axe()
    page.get_by_role("button", name="保存して次の人へ").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("担い手04さんの評価（期首）")
    assert given(at_rest, cast, "sub")[0] == (4, False, "現場でよく聞いている")
    for number in range(1, 6):
        choose(page, number, "3")
    page.get_by_role("button", name="保存して次の人へ").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("担い手05さんの評価（期首）")
    page.get_by_role("link", name="自分の評価").first.click()
    expect(page.get_by_text("10人のうち1人の評価が済みました。")).to_be_visible()
    phone.axe()
    page.get_by_role("button", name="「期首」の評価を提出する").click()
    expect(page.get_by_text("評価を提出しました。")).to_be_visible()


def test_two_tabs_of_one_rater_never_overwrite_each_other_unseen(phone: Visitor, cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        round_id = opened(cast)
    phone.sign_in("owner")
    address = f"assessments/{round_id}/rate/{cast.producer_id('sub')}"
    first = phone.open(address)
    second = phone.context.new_page()
    second.goto(phone.path(address))
    choose(first, 1, "5")
    expect(first.get_by_text("サーバーに保存済み")).to_be_visible()
    choose(second, 2, "3")
    expect(second.get_by_text("サーバーに保存済み")).to_be_visible()
    choose(second, 1, "2")
    expect(second.get_by_text("保存されている回答：「5」")).to_be_visible()
    assert given(at_rest, cast, "sub") == [(5, False, ""), (3, False, "")]
    choose(second, 1, "4")
    expect(second.get_by_text("サーバーに保存済み")).to_be_visible()
    assert given(at_rest, cast, "sub") == [(4, False, ""), (3, False, "")]


def test_a_manager_plans_by_team_takes_the_suggestion_opens_reminds_ends_and_shows(desk: Visitor, cast: Cast) -> None:
    page = desk.sign_in("manager")
    desk.open("assessments/new?name=期首")
    page.get_by_label("同じ企業を担当した人どうしで評価する").check()
    page.locator("[name=due_on]").fill("2026/12/10")
    desk.axe()
    page.get_by_role("button", name="評価時期を準備する").click()
    expect(page.get_by_text("10人のうち10人は、評価できる人が足りず")).to_be_visible()
    desk.axe()
    page.get_by_role("button", name="この26件を足す").click()
    expect(page.get_by_text("10人全員が、結果を示せる人数に届く見込みです。")).to_be_visible()
    page.get_by_role("link", name="受付を始める").click()
    page.get_by_role("button", name="受付を始める").click()
    page.locator("summary", has_text="人ごとに見る").click()
    expect(page.get_by_text("あと3人で表示できます").first).to_be_visible()
    desk.axe()
    page.get_by_role("link", name="催促する").click()
    assert "mailto:owner%40" not in (page.get_by_role("link", name="担い手01さんへのメールを開く").get_attribute("href") or "")
    page.get_by_role("checkbox", name="担い手01").check()
    desk.axe()
    page.get_by_role("button", name="催促したことを記録する").click()
    expect(page.get_by_text("1人に催促したことを記録しました。")).to_be_visible()
    page.get_by_role("link", name="締め切る").click()
    page.get_by_role("button", name="締め切る").click()
    expect(page.get_by_text("締め切りました。結果はまだだれにも示していません。").first).to_be_visible()
    page.get_by_role("link", name="結果を公開する").click()
    page.get_by_role("button", name="結果を全員に公開する").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("「期首」の結果")
