"""Lists, the bar and the way here on a phone: twenty-five meetings are read through in some sweeps of the thumb."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

from playwright.sync_api import expect

from tests.cast import Cast
from tests.conftest import NOW
from tests.happenings import add_meeting
from tests.journeys.conftest import VisitorFor
from tests.records import make_action

CARD = 130  # pixels that a card of two lines takes, with what lies between two
NOTES = """for (const one of document.querySelectorAll("[data-unsent]")) {
  one.hidden = false;
  const part = one.matches("[data-words]") ? one : one.querySelector("[data-words]");
  part.textContent = part.dataset.bothWords.replace("{count}", 12).replace("{begun}", 3);
}"""
CUT = """[...document.querySelectorAll(".bottom-bar__label")].filter((label) => label.scrollWidth > label.clientWidth
  || label.getBoundingClientRect().width > label.closest("li").getBoundingClientRect().width).map((label) => label.textContent)"""
# What is blank between the words of each link of the way here and the next step, the mark between them apart.
GAPS = """[...document.querySelectorAll(".breadcrumbs li")].slice(1).map((item) => {
  const step = item.previousElementSibling;
  const link = step.firstElementChild;
  const text = document.createRange();
  text.selectNodeContents(link);
  const right = (part) => [...part.getClientRects()].at(-1).right;
  return item.getClientRects()[0].left - right(step) + right(link) - right(text);
})"""


def test_a_list_of_many_is_short_and_the_bar_stays_in_one_line(
    visitor: VisitorFor, cast: Cast, writing: Callable[[], AbstractContextManager[None]]
) -> None:
    with writing():
        for number in range(25):
            add_meeting([cast.asahi, cast.minato], date(2026, 6, 1) + timedelta(days=5 * number), [cast.producer_id("owner")])
        make_action(cast.asahi, now=NOW, due_on=date(2026, 11, 20), owner_id=cast.producer_id("owner"))
    phone = visitor("phone")
    phone.sign_in("manager")
    page = phone.open("meetings/")
    cards = page.locator("main tbody tr")
    expect(cards).to_have_count(25)
    assert page.locator("main tbody").bounding_box()["height"] < 25 * CARD  # type: ignore[index]
    expect(cards.first.get_by_text("担い手01")).to_be_hidden()
    expect(cards.first.get_by_role("link", name=cast.minato.name)).to_be_visible()
    phone.axe()
    cards.first.get_by_role("link").first.click()
    expect(page.get_by_text("担い手01").first).to_be_visible()
    assert max(page.evaluate(GAPS)) < 12

    page = phone.open("actions/")
    expect(page.locator("main tbody tr").get_by_role("button", name="完了にする")).to_be_visible()
    page.evaluate(NOTES)
    expect(page.locator(".bottom-bar__item--unsent")).to_contain_text("未送信12件")
    heights = page.eval_on_selector_all(".bottom-bar__item", "(items) => items.map((item) => item.offsetHeight)")
    words = page.locator(".bottom-bar__item--unsent span").evaluate("(part) => part.getClientRects().length")
    assert (len(set(heights)), words, phone.too_wide()) == (1, 1, 0)
    assert page.evaluate(CUT) == []
    phone.axe()
