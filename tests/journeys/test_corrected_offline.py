"""A record that is being corrected when the network goes: its form opens again with all that was typed, and is sent later."""

from __future__ import annotations

from datetime import date, time

from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.cast import Cast
from tests.conftest import NOW
from tests.journeys.conftest import Visitor
from tests.journeys.in_the_field import At, back, kept, queued, ready
from tests.records import make_visit
from tracker.database import db
from tracker.domain.cadence import VisitMode
from tracker.domain.phases import Phase
from tracker.models import Visit, VisitCase

TODAY = date(2026, 11, 24)


def recorded(cast: Cast, writing: At) -> int:
    with writing():
        note = {"case_ids": cast.asahi.case_ids, "phases": [Phase.LISTEN], "facts": "工場長の話"}
        hours = {"start_time": time(10), "end_time": time(12)}
        return make_visit(cast.asahi, now=NOW, on=TODAY, who=[cast.producer_id("owner")], decisions="前のまま", **note, **hours)


def begin(phone: Visitor, visit_id: int) -> Page:
    """The correction, typed into, with its form on the device."""
    page = phone.sign_in("owner")
    page.goto("/p/r8/visits/")
    ready(page)
    page.goto(f"/p/r8/visits/{visit_id}/edit")
    page.locator("[name=decisions]").fill("決め直したこと")
    page.locator("[name=mode][value=online]").check()
    page.get_by_label("見る・観る").first.check()
    kept(page, "サーバーにも保存済み")
    page.evaluate(
        """async () => {
            const { keptForm } = await import(new URL("../js/store.js", document.querySelector("script[type=module]").src));
            const key = document.querySelector("[name=idempotency_key]").value;
            for (let tries = 0; tries < 100 && !(await keptForm(key)); tries += 1)
                await new Promise((resolve) => setTimeout(resolve, 50));
        }"""
    )
    phone.context.set_offline(True)
    return page


def test_a_correction_goes_on_without_a_network(phone: Visitor, cast: Cast, writing: At, at_rest: At) -> None:
    visit_id = recorded(cast, writing)
    page = begin(phone, visit_id)
    page.locator("[name=end_time]").fill("12:30")
    page.locator("[name=end_time]").blur()
    page.reload()
    expect(page.get_by_text("保存済みの記録を直しています。")).to_be_visible()
    for name, value in (("decisions", "決め直したこと"), ("end_time", "12:30"), ("cases-0-facts", "工場長の話")):
        expect(page.locator(f"[name='{name}']")).to_have_value(value)
    expect(page.locator("[name=mode][value=online]")).to_be_checked()
    expect(page.get_by_label("見る・観る").first).to_be_checked()
    phone.axe()
    page.locator("[name=place]").fill("第二工場")
    page.get_by_role("button", name="訂正を保存").click()
    queued(page)
    back(page)
    expect(page.get_by_text("つながりました。記録を1件送りました。")).to_be_visible()
    with at_rest():
        visit = db.session.scalars(select(Visit)).one()
        assert (visit.decisions, visit.mode, visit.place) == ("決め直したこと", VisitMode.ONLINE, "第二工場")
        assert visit.end_time == time(12, 30)
        assert db.session.scalars(select(VisitCase.worked_observe)).one()


def test_what_somebody_else_corrected_meanwhile_is_laid_beside_it(phone: Visitor, cast: Cast, writing: At) -> None:
    visit_id = recorded(cast, writing)
    page = begin(phone, visit_id)
    with writing():
        visit = db.session.get_one(Visit, visit_id)
        visit.decisions = "同僚の直し"
    phone.context.set_offline(False)
    page.goto(f"/p/r8/visits/{visit_id}/edit")  # the form of the new version, with the text of the old one in it
    expect(page.locator("[name=decisions]")).to_have_value("決め直したこと")
    page.get_by_role("button", name="訂正を保存").click()
    expect(page.locator(".conflict__value", has_text="同僚の直し")).to_be_visible()
