"""保存期間 on its pages: what goes is shown first, taken away once, and told to whoever manages the year."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from sqlalchemy import func, select

from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.records import PICTURE_AT, Records
from tests.retention_records import LONG_AGO, make_old
from tracker.config import Config
from tracker.database import db
from tracker.domain.roles import Role
from tracker.models import Membership, MembershipRole, Programme, Purge, Visit
from tracker.web.retention import routes

At = Callable[[], AbstractContextManager[None]]
DUE = "保存期間が過ぎた年度があります"
WORDS = {"reason": "保存期間が過ぎたため", "year": str(LONG_AGO), "understood": "y"}


@pytest.fixture
def old(cast: Cast, records: Records, writing: At) -> None:
    with writing():
        make_old(cast)


def titles(client: ClientFor, who: str, url: str = "") -> list[str]:
    return [one.get_text() for one in client(who).get(url).select(".notice--warning .notice__title")]


def test_a_running_year_shows_until_when_and_cannot_be_taken_away(cast: Cast, client: ClientFor, records: Records) -> None:
    browser = client("manager")
    assert "2032年3月31日" in browser.get("retention/").main
    page = browser.get("retention/purge")
    assert "まだ消去できません" in page.main
    assert not page.select("main form")
    assert browser.post("retention/purge", WORDS | {"seen": "1"}).status == 422
    assert DUE not in " ".join(titles(client, "manager"))


def test_a_year_goes_after_it_was_seen_with_a_reason_and_is_told_afterwards(
    old: None, cast: Cast, client: ClientFor, config: Config, at_rest: At
) -> None:
    browser = client("manager")
    page = browser.get("retention/purge")
    kinds = {row[0]: row[1] for row in page.rows()}
    assert kinds["企業訪問"] != "0"
    assert "提出控え" in kinds
    assert (config.attachments / PICTURE_AT).exists()
    refused = browser.submit(page, {"reason": "", "year": "2016", "understood": None})
    assert refused.status == 422
    with at_rest():
        assert db.session.scalar(select(func.count()).select_from(Purge).where(Purge.programme_id == cast.programme_id)) == 0
    done = browser.submit(refused, WORDS)
    assert done.status == 302, done.errors()
    told = browser.get("retention/").main
    assert "消去済み" in told
    assert "保存期間が過ぎたため" in told
    assert not (config.attachments / PICTURE_AT).exists()
    assert browser.submit(page, WORDS).status == 302  # sent again: nothing more is there, and nothing is done twice
    assert "消去する記録はありません" in browser.get("retention/purge").main
    assert "年度の記録を消去" in browser.get("audit/").main
    assert "書き換え、抜け、欠けはありません" in browser.get("audit/check").main
    with at_rest():
        assert db.session.scalars(select(Visit.id).where(Visit.programme_id == cast.programme_id)).all() == []


def test_while_a_year_is_going_it_is_shown_so_nothing_is_saved_and_a_button_goes_on(
    old: None, cast: Cast, client: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "LONGEST_SECONDS", 0)
    browser = client("manager")
    form = browser.get("visits/new?company=1")
    begun = browser.submit("retention/purge", WORDS)
    assert (begun.status, begun.location) == (302, "/p/r8/retention/purge")
    page = browser.get("retention/purge")
    assert "消去の途中です" in page.main
    assert "まだ残っているもの" in page.main
    assert "消去の途中" in browser.get("retention/").main
    assert "（消去の途中）" in browser.get("").select(".notice--warning")[0].get_text()
    for url in ("companies/", "visits/", "today/", "audit/", "search?q=工場", "report/"):
        assert browser.get(url).status == 200, url
    refused = browser.submit(form)
    assert refused.status == 409
    assert "もう何も保存できません" in refused.main
    assert browser.submit("retention/hold", {"reason": "会計検査のため"}).status == 302
    assert not browser.get("retention/purge").select("main form")
    assert browser.submit("retention/lift", {"reason": "検査が終わった"}).status == 302
    monkeypatch.setattr(routes, "LONGEST_SECONDS", 60)
    assert browser.submit(browser.get("retention/purge"), form="form[action$='/rest']").location == "/p/r8/retention/"
    assert "消去済み" in browser.get("retention/").main


def test_every_page_of_the_year_still_opens_when_nothing_is_left(old: None, cast: Cast, client: ClientFor) -> None:
    browser = client("manager")
    assert browser.submit("retention/purge", WORDS).status == 302
    for url in (
        *("", "companies/", "producers/", "visits/", "meetings/", "staffing/", "today/", "digest/", "closing/", "report/"),
        *("assessments/", "audit/", "redactions/", "privacy/", "settings", "members", "search?q=工場", "diaries/", "outcomes/"),
        *("exceptions/", "phases/", "load/", "challenges/", "trainings/", "exhibitions/", "report/submissions/", "tools/"),
    ):
        assert browser.get(url).status in {200, 302, 404}, url
    first = browser.get("audit/?noun=visit").select("main tbody a")
    assert first
    assert browser.get(first[0]["href"]).status in {200, 404}


def test_what_changed_since_it_was_seen_is_shown_again(old: None, cast: Cast, client: ClientFor, writing: At) -> None:
    browser = client("manager")
    page = browser.get("retention/purge")
    with writing():
        seen = db.session.scalars(select(Visit).where(Visit.programme_id == cast.programme_id)).first()
        assert seen is not None
        db.session.add(
            Visit(
                programme_id=cast.programme_id,
                enrolment_id=seen.enrolment_id,
                visit_on=date(2015, 5, 1),
                status=seen.status,
                mode=seen.mode,
                created_at=NOW,
            )
        )
    again = browser.submit(page, WORDS)
    assert again.status == 422
    assert any("記録が変わりました" in one for one in again.errors())
    assert browser.submit(again, {"understood": "y"}).status == 302


def test_a_hold_is_set_and_lifted_with_reasons(old: None, client: ClientFor) -> None:
    browser = client("manager")
    assert browser.submit("retention/hold", {"reason": ""}).status == 422
    assert browser.submit("retention/hold", {"reason": "会計検査のため"}).status == 302
    assert "会計検査のため" in browser.get("retention/").main
    assert "まだ消去できません" in browser.get("retention/purge").main
    assert browser.submit("retention/hold", {"reason": "もう一度"}).status == 422
    tabs = [browser.get("retention/lift") for _tab in range(2)]
    assert browser.submit(tabs[0], {"reason": "検査が終わった"}).status == 302
    assert browser.submit(tabs[1], {"reason": "検査が終わった"}).status == 302  # lifted already: back to the list
    assert browser.get("retention/lift").status == 302
    assert browser.get("retention/purge").select("main form")


def test_the_period_is_raised_and_never_below_five_years(cast: Cast, client: ClientFor, records: Records) -> None:
    browser = client("manager")
    assert browser.submit("retention/years", {"years": "4"}).status == 422
    assert browser.submit("retention/years", {"years": "7"}).status == 302
    assert "2034年3月31日" in browser.get("retention/").main


def test_a_manager_is_reminded_on_every_dashboard_of_theirs_and_nobody_else_is(
    old: None, cast: Cast, client: ClientFor, writing: At
) -> None:
    with writing():  # the manager of the year that is over manages the other programme too
        other = Membership(programme_id=cast.other_programme_id, account_id=cast["manager"].account_id, created_at=NOW)
        db.session.add(other)
        db.session.flush()
        db.session.add(MembershipRole(membership_id=other.id, role=Role.MANAGER))
    assert titles(client, "manager") == [DUE]
    assert titles(client, "manager", f"/p/{cast.other_slug}/") == [DUE]
    assert cast.slug in client("manager").get(f"/p/{cast.other_slug}/").select(".notice--warning a")[0]["href"]
    for who in ("owner", "clerk", "auditor", "other_manager"):
        assert titles(client, who) == [], who
    browser = client("manager")
    with writing():
        name = db.session.get_one(Programme, cast.programme_id).name
    assert name in browser.get(f"/p/{cast.other_slug}/retention/").main  # beside its own: the other years
    assert browser.submit("retention/hold", {"reason": "会計検査"}).status == 302
    assert titles(client, "manager") == []


def test_the_week_s_summary_tells_of_it_too(old: None, cast: Cast, client: ClientFor) -> None:
    summary = client("manager").get("digest/?kind=manager")
    assert "保存期間が過ぎた年度" in summary.main
    assert any(link.endswith("/retention/") for link in summary.links().values())
