"""墨消し on its own pages: every place is shown beforehand, nothing is in an address, and it cannot be undone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from tests.auditing import Page
from tests.cast import Cast
from tests.conftest import ClientFor
from tests.records import PICTURE_AT, Records
from tracker.config import Config
from tracker.database import db
from tracker.domain.redaction import MARK
from tracker.models import Visit

At = Callable[[], AbstractContextManager[None]]
SECRET = "内輪の覚え書き"  # the internal memo of the full house's visit


def look(client: ClientFor, passage: str = SECRET) -> Page:
    return client("manager").submit("redactions/new", {"passage": passage})


def test_every_place_is_shown_before_anything_is_taken(cast: Cast, client: ClientFor, records: Records, at_rest: At) -> None:
    page = look(client)
    assert page.status == 200
    assert SECRET not in page.url
    places = page.rows()
    assert any("企業訪問 架空アサヒ製作所 2026年10月14日" in row[1] and row[2] == "内部メモ" for row in places)
    assert any("変更の記録" in row[2] for row in places)
    assert len(page.fields().getlist("chosen")) == len(places)
    with at_rest():
        assert db.session.get_one(Visit, records.visit_id).internal_memo == SECRET


def test_it_is_taken_with_a_reason_and_its_place_says_so(cast: Cast, client: ClientFor, config: Config, records: Records) -> None:
    browser = client("manager")
    page = browser.submit("redactions/new", {"passage": SECRET})
    refused = browser.submit(page, {"reason": "", "understood": None})
    assert refused.status == 422
    assert any("墨消しの理由を入力してください。" in one for one in refused.errors())
    done = browser.submit(refused, {"reason": "本人の求めにより", "understood": "y", "files": [str(records.attachment_id)]})
    assert done.status == 302, done.errors()
    shown = browser.get(done.location or "")
    assert "本人の求めにより" in shown.main
    assert SECRET not in shown.main
    assert MARK in browser.get(f"visits/{records.visit_id}").main
    assert not (config.attachments / PICTURE_AT).exists()
    assert "墨消し済み" in browser.get(f"companies/{cast.asahi.enrolment_id}/files").main
    assert "本人の求めにより" in browser.get("redactions/").main
    assert "書き換え、抜け、欠けはありません" in browser.get("audit/check").main
    assert "墨消しする文字" in look(client).main  # it stands nowhere any more


def test_more_places_than_were_seen_are_shown_again(cast: Cast, client: ClientFor, records: Records, writing: At) -> None:
    browser = client("manager")
    page = browser.submit("redactions/new", {"passage": SECRET})
    with writing():
        db.session.get_one(Visit, records.scheduled_visit_id).decisions = SECRET
    again = browser.submit(page, {"reason": "本人の求めにより", "understood": "y"})
    assert again.status == 422
    assert "確かめたあとに" in again.text
    assert len(again.rows()) == len(page.rows()) + 1
    assert browser.submit(again, {"understood": "y"}).status == 302


def test_a_text_that_stands_nowhere_is_told(client: ClientFor, records: Records) -> None:
    page = look(client, "どこにもない文字")
    assert page.status == 422
    assert page.errors() == ["その文字は、この事業のどこにもありません。書き方を確かめてください。"]


def test_a_place_whose_tick_is_taken_away_stays(client: ClientFor, records: Records, at_rest: At) -> None:
    browser = client("manager")
    page = browser.submit("redactions/new", {"passage": SECRET})
    keys = page.fields().getlist("chosen")
    kept = next(key for key in keys if key.startswith("visit-"))
    refused = browser.submit(page, {"reason": "本人の求めにより", "understood": "y", "chosen": []})
    assert refused.status == 422 and "1つ以上選んでください" in refused.main
    said = {"reason": "本人の求めにより", "understood": "y", "chosen": [key for key in keys if key != kept]}
    assert browser.submit(page, said).status == 302
    with at_rest():
        assert db.session.get_one(Visit, records.visit_id).internal_memo == SECRET
    assert len(browser.submit("redactions/new", {"passage": SECRET}).rows()) == 1
