"""What is meant for paper: the dashboard with its legend on one sheet, and buttons that print."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.cast import Cast
from tests.happenings import add_companies, add_excuse, add_visit
from tests.journeys.conftest import VisitorFor
from tracker.database import db
from tracker.domain.phases import Phase
from tracker.models import SupportCase

At = Callable[[], AbstractContextManager[None]]


def sheets(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(prefer_css_page_size=True)))


# the words that lie on each other by more than the room between two lines; what is cut at its cell lies on nothing
OVERLAPS = """() => {
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT), lines = [];
  while (walker.nextNode()) {
    const said = walker.currentNode.data.trim(), around = walker.currentNode.parentElement, range = document.createRange();
    if (!said || !around.checkVisibility() || around.closest(".visually-hidden")) continue;
    range.selectNodeContents(walker.currentNode);
    const edge = (around.closest("td, th") || around).getBoundingClientRect().right;
    for (const box of range.getClientRects())
      lines.push({said, left: box.left, right: Math.min(box.right, edge), top: box.top, bottom: box.bottom});
  }
  const lies = (a, b) => a.said !== b.said && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.5 * Math.min(a.bottom - a.top, b.bottom - b.top);
  return lines.flatMap((one, at) => lines.slice(at + 1).filter((other) => lies(one, other)).map(({said}) => [one.said, said]));
}"""
A4_LANDSCAPE = {"width": 1047, "height": 733}


@pytest.mark.parametrize("companies", [6, 20])
def test_the_dashboard_is_one_sheet_with_its_legend(visitor: VisitorFor, cast: Cast, writing: At, companies: int) -> None:
    with writing():
        for place, company in enumerate(add_companies(cast, companies - 2)):
            for month in (7, 8 + place % 2, 10):
                add_excuse(company, date(2026, month, 1), "先方の決算と棚卸しが重なり、会えないため")
            add_visit(company, date(2026, 9 - place % 2, 8), is_draft=place % 3 == 0)
    desk = visitor("desk")
    desk.sign_in("manager")
    page = desk.open("")
    expect(page.get_by_role("button", name="印刷")).to_be_visible()
    assert sheets(page) == 1
    page.set_viewport_size(A4_LANDSCAPE)
    page.emulate_media(media="print")
    expect(page.locator(".dashboard__legend")).to_be_visible()
    expect(page.get_by_role("button", name="印刷")).to_be_hidden()
    assert page.locator(".month-matrix tbody tr").count() == companies
    assert page.evaluate(OVERLAPS) == []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_on_paper_no_words_lie_on_others_and_who_accepted_a_month_is_never_cut(
    visitor: VisitorFor, cast: Cast, writing: At, language: str
) -> None:
    with writing():
        add_excuse(cast.asahi, date(2026, 7, 1), "先方の決算と棚卸しが重なり、" * 20)
        db.session.get_one(SupportCase, cast.asahi.case_id).title = "小型ろ過装置の自社製品化と販路の開拓"
        for month, phase in enumerate(Phase, 5):
            add_visit(cast.asahi, date(2026, month, 8), cases=cast.asahi.case_ids, worked=phase)
    desk = visitor("desk")
    desk.sign_in("manager")
    page = desk.open("")
    if language == "en":
        page.get_by_role("button", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
    assert sheets(page) == 1
    page.set_viewport_size(A4_LANDSCAPE)
    page.emulate_media(media="print")
    assert page.evaluate(OVERLAPS) == []
    row = page.locator(".dashboard__excused tbody tr")
    who, line = row.locator("td").last.bounding_box(), row.bounding_box()
    assert who and line
    assert line["x"] < who["x"]
    assert who["x"] + who["width"] <= line["x"] + line["width"]


def test_the_phases_of_the_cases_are_one_sheet_with_their_figure(visitor: VisitorFor, cast: Cast, writing: At) -> None:
    with writing():
        for company in add_companies(cast, 4):
            add_visit(company, date(2026, 5, 8), cases=company.case_ids, worked=Phase.LISTEN)
    desk = visitor("desk")
    desk.sign_in("manager")
    page = desk.open("phases/")
    expect(page.locator(".main-svg").first).to_be_visible()
    assert sheets(page) == 1


def test_the_story_of_a_company_is_one_column_without_controls_and_a_figure_is_as_wide_as_its_sheet(
    visitor: VisitorFor, cast: Cast, writing: At
) -> None:
    with writing():
        add_visit(cast.asahi, date(2026, 9, 8), people=[cast.producer_id("owner")])
    desk = visitor("desk")
    desk.sign_in("manager")
    page = desk.open(f"companies/{cast.asahi.enrolment_id}")
    page.emulate_media(media="print")
    expect(page.locator(".choice-links")).to_be_hidden()
    expect(page.locator(".filter-fold")).to_be_hidden()
    now, told = page.locator(".story__now").bounding_box(), page.locator(".story__told").bounding_box()
    assert now and told
    assert told["width"] == now["width"]
    assert told["y"] >= now["y"] + now["height"]
    page.emulate_media(media="null")
    page = desk.open("load/")
    expect(page.locator(".main-svg").first).to_be_visible()
    expect(page.locator("figure details")).not_to_have_attribute("open", "")
    assert sheets(page) == 1
    page.set_viewport_size(A4_LANDSCAPE)
    page.emulate_media(media="print")
    figure, sheet = page.locator(".main-svg").first.bounding_box(), page.locator("figure").bounding_box()
    assert figure and sheet
    assert figure["x"] + figure["width"] <= sheet["x"] + sheet["width"]


def test_a_finger_reads_a_point_of_a_figure_first_and_goes_to_its_rows_with_the_second_tap(
    visitor: VisitorFor, cast: Cast, writing: At
) -> None:
    with writing():
        add_visit(cast.asahi, date(2026, 4, 8), people=[cast.producer_id("owner")])
    hand = visitor("phone")
    hand.sign_in("manager")
    page = hand.open("load/")
    plot = page.locator(".nsewdrag").first
    expect(plot).to_be_visible()
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box
    first_cell = box["x"] + 6, box["y"] + 6
    here = page.url
    page.touchscreen.tap(*first_cell)
    expect(page.locator(".hoverlayer .hovertext")).to_have_count(1)
    assert page.url == here
    page.touchscreen.tap(*first_cell)
    expect(page).to_have_url(re.compile("/visits/.*month=2026-04"))


def test_a_button_prints_and_the_invitation_is_one_sheet(visitor: VisitorFor, cast: Cast) -> None:
    desk = visitor("desk")
    desk.sign_in("manager")
    page = desk.open(f"members/{cast['owner'].membership_id}")
    page.locator("form[action$='/code'] button").click()
    expect(page.locator("img.square")).to_be_visible()
    desk.axe()
    page.evaluate("window.print = () => { document.title = 'printed'; }")
    page.get_by_role("button", name="印刷").click()
    expect(page).to_have_title("printed")
    assert sheets(page) == 1
