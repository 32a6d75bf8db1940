"""Results: hidden until they are shown to all at once, then as the manager, a person and a rater see them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from playwright.sync_api import Page, expect

from tests.assessing import FOUR, MIXED, ask_for_severity, closed, opened, rated
from tests.cast import Cast
from tests.journeys.conftest import Visitor

At = Callable[[], AbstractContextManager[None]]
SELVES = {(person, person): 3 for person in FOUR}


def expect_chart_and_table(page: Page, canvas: str) -> None:
    expect(page.locator(f"#{canvas} .main-svg").first).to_be_visible()
    expect(page.locator(".chart").filter(has=page.locator(f"#{canvas}")).locator("table")).to_be_attached()


def test_a_manager_ends_a_round_shows_it_and_reads_the_results_while_whoever_took_part_waits(
    desk: Visitor, phone: Visitor, cast: Cast, writing: At
) -> None:
    with writing():
        ask_for_severity(cast)
        closed(cast, {**MIXED, **SELVES}, "期首")
        round_id = rated(cast, opened(cast, "期末"), {**MIXED, **SELVES})
    mine = phone.sign_in("sub")
    phone.open("assessments/results")
    expect(mine.locator("[data-label='他者（期首）']")).to_have_count(5)
    expect(mine.locator("[data-label='他者（期末）']")).to_have_count(0)

    page = desk.sign_in("manager")
    desk.open(f"assessments/{round_id}")
    page.get_by_role("link", name="締め切る").click()
    page.get_by_role("button", name="締め切る").click()
    expect(page.get_by_text("結果はまだだれにも示していません").first).to_be_visible()
    mine.reload()
    expect(mine.get_by_role("heading", level=1)).to_have_text("私の結果")
    expect(mine.locator("[data-label='他者（期末）']")).to_have_count(0)

    page.get_by_role("link", name="結果を公開する").click()
    page.get_by_role("button", name="結果を全員に公開する").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("「期末」の結果")
    for canvas in ("radar", "dumbbells", "heat-map"):
        expect_chart_and_table(page, canvas)
    page.locator(".chart").filter(has=page.locator("#heat-map")).get_by_text("表で見る").click()
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name="担い手03", exact=True))
    expect(row.get_by_role("cell").first).to_contain_text("（3人）補正後 3.")
    desk.axe()
    page.get_by_role("link", name="担い手03", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("担い手03さんの評価の結果")
    expect_chart_and_table(page, "dumbbells")
    expect(page.get_by_text("評価者の厳しさの補正（期首、期末）")).to_be_visible()

    mine.reload()
    expect_chart_and_table(mine, "radar")
    expect_chart_and_table(mine, "dumbbells")
    expect(mine.locator("[data-label='他者（期末）']")).to_have_count(5)
    expect(mine.get_by_text("補正")).to_have_count(0)


def test_a_rater_finds_only_their_own_results_from_their_page_and_reads_them_in_english(
    phone: Visitor, cast: Cast, writing: At
) -> None:
    with writing():
        round_id = closed(cast, {**MIXED, **SELVES})
    page = phone.sign_in("owner")
    phone.open("assessments/mine")
    page.get_by_role("link", name="私の結果を見る").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("私の結果")
    expect_chart_and_table(page, "radar")
    page.get_by_role("button", name="English").press("Enter")  # charts still being drawn move what lies below them
    expect(page.get_by_role("heading", level=1)).to_have_text("My results")
    expect_chart_and_table(page, "radar")
    expect(page.get_by_text("(n ≥ 3)").first).to_be_attached()
    phone.axe()
    for address in (f"assessments/{round_id}/results", f"assessments/results/{cast.producer_id('sub')}"):
        assert phone.open(address).get_by_role("heading", level=1).inner_text() != "「期首」の結果"
        assert page.locator(".chart").count() == 0
