"""Long pages on a phone: exceptions first, then ways to jump; what is long is closed until one wants it, and open at a desk."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from playwright.sync_api import expect

from tests.cast import Cast
from tests.happenings import add_companies, add_visit
from tests.journeys.conftest import VisitorFor

At = Callable[[], AbstractContextManager[None]]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_on_a_phone_the_dashboard_begins_with_what_to_do_and_leads_on(
    visitor: VisitorFor, cast: Cast, writing: At, scripts: bool
) -> None:
    with writing():
        add_companies(cast, 4)
    phone = visitor("phone", java_script_enabled=scripts)
    page = phone.sign_in("manager", url="/sign-in?next=/p/r8/")
    phone.open("")
    undated = page.locator("#attention-unscheduled")
    lines = undated.locator("li")
    expect(lines).to_have_count(6)
    expect(lines.nth(1)).to_be_visible()
    expect(lines.nth(2)).to_be_hidden()
    page.locator(".dashboard__kinds a[href='#attention-unscheduled']").click()
    undated.get_by_text("ほか4件").click()
    expect(lines.nth(5)).to_be_visible()

    chains = page.locator(".dashboard__companies table")
    expect(chains).to_be_hidden()
    page.locator("#companies ~ .part-fold summary").click()
    expect(chains).to_be_visible()
    page.locator("#companies ~ .part-fold summary").click()
    expect(chains).to_be_hidden()
    page.locator(".parts a[href='#companies']").click()
    expect(chains).to_be_visible()

    months = page.locator(".month-matrix tbody tr").first
    expect(months.locator(".is-current-month")).to_be_visible()
    expect(months.locator("td").first).to_be_hidden()
    months.get_by_text("すべての月").click()
    expect(months.locator("td").first).to_be_visible()
    if scripts:
        phone.axe()


def test_on_a_phone_the_report_leads_on_and_the_diaries_begin_with_this_month(visitor: VisitorFor, cast: Cast) -> None:
    phone = visitor("phone")
    phone.sign_in("manager")
    page = phone.open("report/")
    visits = page.locator("#visits ~ .table-box")
    expect(visits).to_be_hidden()
    phone.axe()
    page.locator(".parts a[href='#visits']").click()
    expect(visits).to_be_visible()
    phone.axe()
    page = phone.open("diaries/")
    mine = page.locator("main tbody tr").first
    expect(mine.locator(".is-current-month")).to_be_in_viewport()
    expect(mine.locator("td").first).to_be_hidden()
    mine.get_by_text("すべての月").click()
    expect(mine.locator("td").first).to_be_visible()
    phone.axe()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_on_a_phone_a_company_shows_what_is_at_hand_and_opens_an_earlier_month_by_key_or_tap(
    visitor: VisitorFor, cast: Cast, writing: At, scripts: bool
) -> None:
    with writing():
        for month in (7, 8, 9, 10, 11):
            for day in (5, 12, 19):
                add_visit(cast.asahi, date(2026, month, day), cases=cast.asahi.case_ids)
    phone = visitor("phone", java_script_enabled=scripts)
    phone.sign_in("owner")
    page = phone.open(f"companies/{cast.asahi.enrolment_id}")
    items = page.locator(".timeline > li")
    every = items.count()
    at_hand = page.locator(".timeline > li:visible").count()
    assert at_hand == page.locator(".story__told > .timeline > li").count() < every
    place = page.locator("dt", has_text="所在地")
    expect(place).to_be_hidden()
    page.get_by_text("所在地・法人番号・支援期間").click()
    expect(place).to_be_visible()
    august = page.locator(".timeline-month", has_text="2026年8月（")
    august.locator("summary").press("Enter")
    expect(august.locator("li").first).to_be_visible()
    assert page.locator(".timeline > li:visible").count() == at_hand + august.locator("li").count()
    if scripts:
        phone.axe()
    page.emulate_media(media="print")
    assert page.locator(".timeline > li:visible").count() == every
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.locator(".timeline > li:visible").count() == every
    expect(page.locator(".timeline-month summary").first).to_be_hidden()


@pytest.mark.parametrize("place", ["report/#visits", "report/#meetings", "outcomes/overview", "load/"])
def test_on_a_phone_whose_row_it_is_and_its_total_stay_in_sight_of_a_wide_table(
    visitor: VisitorFor, cast: Cast, writing: At, place: str
) -> None:
    with writing():
        add_visit(cast.asahi, date(2026, 5, 12), people=[cast.producer_id("owner")])
    phone = visitor("phone")
    phone.sign_in("manager")
    page = phone.open(place)
    if page.locator(".chart details").count():
        page.locator(".chart details summary").click()
    box = page.locator(".table-box:visible", has=page.locator(".total"))
    row = box.locator("tbody tr").first
    row.scroll_into_view_if_needed()
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    for end in (0, 120, 5_000):
        box.evaluate("(box, end) => { box.scrollLeft = end; }", end)
        expect(row.locator("th")).to_be_in_viewport(ratio=1)
        if end < 5_000:  # at the end the report has further sums behind it
            expect(row.locator(".total")).to_be_in_viewport(ratio=1)
    box.evaluate("box => { box.scrollLeft = 0; }")
    links = row.locator("td:not(.total) a, td:not(.total) .table__word, td:not(.total) .muted")
    head, total = row.locator("th").bounding_box(), row.locator(".total").bounding_box()
    assert links.count() and head and total and head["x"] + head["width"] < total["x"] - 44
    phone.axe()


def test_on_a_phone_a_meeting_can_be_saved_from_anywhere_in_its_form_and_the_menu_is_grouped(
    visitor: VisitorFor, cast: Cast
) -> None:
    phone = visitor("phone")
    phone.sign_in("owner")
    page = phone.open(f"meetings/new?company={cast.asahi.enrolment_id}")
    expect(page.get_by_role("button", name="記録を確定する")).to_be_in_viewport()
    phone.axe()
    page = phone.open("")
    page.locator(".bottom-bar summary").click()
    expect(page.locator(".bottom-bar").get_by_role("list", name="取り組み").get_by_role("link", name="課題")).to_be_visible()
    phone.axe()


def test_at_a_desk_and_on_paper_nothing_is_closed(visitor: VisitorFor, cast: Cast, writing: At) -> None:
    with writing():
        add_companies(cast, 3)
    desk = visitor("desk")
    desk.sign_in("manager")
    page = desk.open("")
    expect(page.locator("#attention-unscheduled > ul > li")).to_have_count(5)
    expect(page.locator("#attention-unscheduled li").nth(4)).to_be_visible()
    expect(page.locator(".dashboard__companies table")).to_be_visible()
    expect(page.locator(".part-fold").first).to_be_hidden()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 375, "height": 800})
    expect(page.locator(".dashboard__companies table")).to_be_visible()
    expect(page.locator(".part-fold").first).to_be_hidden()
