"""What the journeys without a network have in common: a note of a visit, and how it is seen where it lies."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.cast import Cast
from tests.journeys.chromium import find_chromium
from tests.journeys.conftest import QUIET, SCREENS
from tracker.database import db
from tracker.models import Visit, VisitCase

At = Callable[[], AbstractContextManager[None]]
TEXT = "主軸の音が高い😀 𠮷野家の﨑さん談。\n<b>二行目</b> \"'& 終わり"


def log_url(cast: Cast) -> str:
    return f"/p/r8/visits/new?company={cast.asahi.enrolment_id}"


def write(page: Page, text: str = TEXT, *, is_undecided: bool = True) -> None:
    page.get_by_label("聞く・聴く").first.check()
    page.locator("[name='cases-0-facts']").fill(text)
    if is_undecided:  # where another visit is scheduled, that it stays is the answer
        page.get_by_label("日程未定").check()


def kept(page: Page, words: str = "この端末に保存済み") -> None:
    expect(page.locator("[data-draft-said]")).to_contain_text(re.compile(words))


def queued(page: Page, words: str = "未送信の記録に入れました") -> None:
    """The form in the shell has closed to a line that says so."""
    expect(page.locator("[data-queued]")).to_contain_text(words)
    expect(page.locator("[data-field-form]")).to_have_count(0)


def visits(at_rest: At) -> list[tuple[str, str]]:
    """The final visits with what was heard and seen, and who wrote them."""
    with at_rest():
        rows = db.session.execute(select(VisitCase.facts, Visit.record_state).join(Visit, Visit.id == VisitCase.visit_id))
        return [(facts, state.value) for facts, state in rows]


def ready(page: Page, language: str = "ja") -> None:
    """The program is on the device: the worker runs, and the cards and forms of the companies are there, in the language."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.evaluate(
        """async (language) => {
            const page = document.querySelector("script[type=module]").src;
            const { listCards } = await import(new URL("../js/store.js", page));
            const isThere = (card) => card.language === language && (card.form || card.visits.length);
            for (let cards = []; !cards.length || !cards.every(isThere); cards = await listCards())
                await new Promise((resolve) => setTimeout(resolve, 50));
        }""",
        language,
    )


def back(page: Page) -> None:
    """The network is there again, and the browser has noticed."""
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")


def profile_options(address: str) -> dict[str, Any]:
    """How a browser is started whose profile lies on the disk."""
    return {
        "executable_path": find_chromium(),
        "args": list(QUIET),
        "base_url": address,
        "locale": "ja-JP",
        **SCREENS["phone"],
    }


def sign_in(page: Page, cast: Cast, url: str) -> None:
    page.goto(url)
    page.get_by_label("メールアドレス").fill(cast["owner"].email)
    page.get_by_label("パスワード").fill(cast.password)
    page.get_by_role("button", name="サインイン").click()
    page.wait_for_url(lambda where: "/sign-in" not in where)
