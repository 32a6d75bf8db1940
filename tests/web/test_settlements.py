"""Answering an open question from the dashboard, the month's close and the report; seeing the answer there; taking it back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.conftest import ClientFor
from tests.happenings import add_visit
from tracker.database import db
from tracker.models import Settlement, Visit

Ways = Callable[[], AbstractContextManager[None]]
LATE = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def late_visit_id(cast: Cast, writing: Ways) -> int:
    """The second of two visits in a row; it was recorded late."""
    with writing():
        add_visit(cast.asahi, date(2026, 10, 6))
        visit_id = add_visit(cast.asahi, date(2026, 10, 7))
        db.session.get_one(Visit, visit_id).finalised_at = LATE
    return visit_id


@pytest.mark.usefixtures("late_visit_id")
def test_a_gap_is_settled_with_a_reason_and_shown_so_wherever_it_was_missing(cast: Cast, client: ClientFor) -> None:
    browser = client("manager")
    board = browser.get("")
    way = board.one(".attention#attention-missing_meeting .attention__instead")
    assert way.get_text().startswith("会議不要")
    form = browser.get(str(way["href"]))
    assert form.fields()["gaps"] == "2026-10-06"  # the only one is ticked
    refused = browser.submit(form, {"reason": ""})
    assert refused.status == 422
    assert "会議が不要だった理由を入力してください。" in refused.errors()
    board = browser.follow(browser.submit(form, {"reason": "2日続けての訪問のため"}))
    assert "合間1か所を会議不要としました" in board.main
    assert board.select("#attention-missing_meeting") == []
    assert ["架空アサヒ製作所", "10/6(火)～10/7(水)", "2日続けての訪問のため", "架空マネージャー"] in board.rows()
    assert [mark.get_text() for mark in board.select("table .month-matrix__between--settled")] == ["会議不要"]
    assert "訪問の合間 0/1、会議不要 1" in board.main  # no meeting is counted
    assert "1組の訪問のうち0組の間に会議あり、1組は会議不要" in board.main
    assert "訪問の合間 0/1、会議不要 1" in browser.get("digest/").main
    assert "会議不要：2日続けての訪問のため（架空マネージャー）" in browser.get("closing/2026-10").main
    report = browser.get("report/")
    assert report.select("#missing-gaps") == []
    assert "2日続けての訪問のため" in report.one("section[aria-labelledby=missing-title]").get_text()
    assert "2日続けての訪問のため" in browser.get(f"companies/{cast.asahi.enrolment_id}").one("#gaps").get_text()
    assert "会議不要" in board.one(".dashboard__legend").get_text()
    for url in ("settlements/", f"companies/{cast.asahi.enrolment_id}"):
        assert browser.get(url).words("main .status--settled") == ["会議不要"]
    company = browser.get(f"companies/{cast.asahi.enrolment_id}")
    assert "うち会議不要 1" in company.main
    assert company.one("#gaps").get_text(" ", strip=True).index("会議不要") < company.one("#gaps").get_text(
        " ", strip=True
    ).index("会議を記録")
    assert browser.get("settlements/").words("form[action*=withdraw] button") == ["会議不要を取り消す"]


def test_a_late_record_is_confirmed_and_listed_until_that_is_taken_back(late_visit_id: int, client: ClientFor) -> None:
    browser = client("manager")
    way = browser.get("").one("#attention-recorded_late .attention__instead")
    board = browser.follow(browser.submit(browser.get(str(way["href"])), {"reason": "先方の確認を待った"}))
    assert board.select("#attention-recorded_late") == []
    listed = browser.get("settlements/")
    assert "先方の確認を待った" in listed.main
    assert listed.words("form[action*=withdraw] button") == ["確認済みを取り消す"]
    assert listed.links()["架空アサヒ製作所"].endswith(f"/visits/{late_visit_id}")
    assert client("owner").get("settlements/").select("form[action*=withdraw]") == []
    again = browser.get(str(way["href"]))
    assert "架空マネージャーさんが確認済みです" in again.main
    browser.post(str(listed.one("form[action*=withdraw]")["action"]))
    assert browser.get("").one("#attention-recorded_late .attention__instead")["href"] == way["href"]


@pytest.mark.usefixtures("late_visit_id")
def test_each_gap_is_a_line_with_ways_of_its_own_and_the_count_says_how_many_lines(
    cast: Cast, client: ClientFor, writing: Ways
) -> None:
    with writing():
        add_visit(cast.asahi, date(2026, 11, 5))
    browser = client("manager")
    kind = browser.get("").one("#attention-missing_meeting")
    lines = kind.select("li")
    assert [kind.select_one(".attention__count").get_text(), len(lines)] == ["2件", 2]
    notes = [line.select_one(".attention__note").get_text() for line in lines]
    assert ["10/6～10/7" in notes[0], "10/7～11/5" in notes[1]] == [True, True]
    for line, day in zip(lines, ("2026-10-06", "2026-10-07"), strict=True):
        form = browser.get(str(line.select_one(".attention__instead")["href"]))
        assert form.fields()["gaps"] == day
        assert f"after={day}" in str(line.select_one("a")["href"])
        assert browser.get(str(line.select_one(".attention__snooze")["href"])).status == 200
    browser.submit(str(lines[0].select_one(".attention__snooze")["href"]), {"back_on": "2026/12/1", "reason": "来週確かめる"})
    assert [
        line.select_one(".attention__note").get_text() for line in browser.get("").select("#attention-missing_meeting li")
    ] == (notes[1:])


@pytest.mark.usefixtures("late_visit_id")
def test_whoever_does_not_decide_is_offered_no_answer(client: ClientFor) -> None:
    board = client("owner").get("")
    assert board.select("#attention-missing_meeting li") != []
    assert board.select("#attention-missing_meeting .attention__instead, #attention-recorded_late .attention__instead") == []


def test_two_companies_that_are_one_keep_one_answer_about_the_same_days(
    cast: Cast, client: ClientFor, writing: Ways, at_rest: Ways
) -> None:
    browser = client("manager")
    for company in (cast.asahi, cast.minato):
        with writing():
            for day in (date(2026, 10, 6), date(2026, 10, 7)):
                add_visit(company, day)
        browser.submit(f"settlements/companies/{company.enrolment_id}", {"reason": "2日続けての訪問のため"})
    merge = f"merges/companies/{cast.asahi.enrolment_id}/{cast.minato.enrolment_id}"
    assert browser.submit(merge, {"reason": "2度登録したため"}).status == 302
    with at_rest():
        standing = select(Settlement.enrolment_id).where(Settlement.deleted_at.is_(None))
        assert list(db.session.scalars(standing)) == [cast.asahi.enrolment_id]
    assert browser.get("").select("#attention-missing_meeting") == []
