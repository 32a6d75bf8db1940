"""月次締め on its pages: the numbers lead to their rows, clean months are closed together, a closed month asks for a reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from sqlalchemy import update

from tests.cast import Cast, SupportedCompany
from tests.conftest import NOW, ClientFor
from tests.drafting import make_draft
from tests.happenings import add_meeting, add_visit
from tracker.database import db
from tracker.domain.cadence import EventStatus
from tracker.models import Enrolment, TeamMeeting, Visit

Ways = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def visit_id(cast: Cast, writing: Ways) -> int:
    owner = cast.producer_id("owner")
    with writing():
        visit_id = add_visit(cast.asahi, date(2026, 10, 5), people=[owner], cases=cast.asahi.case_ids)
        add_meeting([cast.asahi], date(2026, 10, 20), [owner])
    return visit_id


def test_a_month_before_the_support_has_no_company_to_close(cast: Cast, client: ClientFor, writing: Ways) -> None:
    with writing():
        db.session.execute(update(Enrolment).values(starts_on=date(2026, 5, 1)))
    months = [row.get_text(" ", strip=True) for row in client("manager").get("closing/").select("tbody tr")]
    assert months[-2:] == ["2026年5月 未締め 2社のうち0社を締めた", "2026年4月 締める企業はありません"]


def test_a_month_is_worked_through_company_by_company(cast: Cast, client: ClientFor, visit_id: int) -> None:
    browser = client("manager")
    assert "2社のうち0社を締めた" in browser.get("closing/").main
    page = browser.get("closing/2026-10")
    for link in page.select(".closing__state a"):
        assert len(browser.get(str(link["href"])).rows()) == int(re.findall(r"\d+", link.get_text())[0])
    lacking, clean = page.select(".closing__company")
    assert [lacking.get_text().count("訪問も理由もありません"), "is-lacking" in lacking["class"]] == [1, True]
    assert browser.get(str(lacking.select(".closing__lacks a")[0]["href"])).status == 200
    assert "足りないもののない1社をまとめて締める" in page.main
    browser.post("closing/2026-10/close-clean")
    url = f"closing/2026-10/{cast.minato.enrolment_id}"
    assert browser.post(url).status == 422
    assert browser.post(url, data={"remark": "先方の休業"}).location == "/p/r8/closing/2026-10"
    page = browser.get("closing/2026-10")
    assert "2社のうち2社を締めた" in page.main
    assert "このまま締めた理由：先方の休業" in page.main
    assert clean.select("form")


def test_a_change_of_a_closed_month_asks_for_the_reason_and_loses_nothing(cast: Cast, client: ClientFor, visit_id: int) -> None:
    manager, url = client("manager"), f"closing/2026-10/{cast.asahi.enrolment_id}"
    manager.post(url)
    asked = manager.post(f"visits/{visit_id}/delete", data={"version": "1", "typed": "書いたこと"})
    assert (asked.status, asked.words("title")[0].startswith("エラー：")) == (422, True)
    form = asked.select("main form")[0]
    carried = {str(field["name"]): str(field.get("value", "")) for field in form.select("input[type=hidden]")}
    assert (carried["version"], carried["typed"], form["action"]) == ("1", "書いたこと", f"/p/r8/visits/{visit_id}/delete")
    assert manager.get(f"visits/{visit_id}").status == 200
    assert "削除しました" not in manager.get("").text
    empty = manager.post(str(form["action"]), data=carried | {"change_reason": " "})
    assert empty.status == 422
    done = manager.post(str(form["action"]), data=carried | {"change_reason": "二重の記録だった"})
    assert done.status in (302, 303)
    page = manager.get("closing/2026-10")
    assert "理由つきの変更 1件" in page.main
    assert "（理由：二重の記録だった）" in page.main
    assert "訪問 1回 → 0回" in page.main
    assert manager.post(f"{url}/reopen", data={"version": "1", "reason": ""}).status == 422
    assert manager.post(f"{url}/reopen", data={"version": "1", "reason": "訪問を書き直す"}).status in (302, 303)
    assert "理由つきの変更" not in manager.get("closing/2026-10").main


def test_a_correction_that_changes_nothing_writes_nothing_and_one_of_a_closed_month_is_asked_why_beforehand(
    cast: Cast, client: ClientFor, visit_id: int
) -> None:
    manager, form = client("manager"), "main form[data-field-log]"
    manager.post(f"closing/2026-10/{cast.asahi.enrolment_id}", data={"remark": "確かめた"})
    entries = manager.get("audit/").rows()
    page = manager.get(f"visits/{visit_id}/edit")
    assert "この月は締めてあります" in page.main
    same = manager.submit(page, {"next_answer": None}, form=form, follow=True)
    assert "変わったところはありません。" in same.text
    assert manager.get("audit/").rows() == entries
    asked = manager.submit(page, {"place": "第三工場"}, form=form)
    assert "変更する理由" in asked.main
    back = manager.submit(asked, button=("back_to_form", "1"))
    assert back.fields(form)["place"] == "第三工場"
    assert manager.get("audit/").rows() == entries
    saved = manager.submit(back, {"change_reason": "場所の誤り"}, form=form, follow=True)
    assert "訂正を保存しました。" in saved.text
    assert manager.get("audit/").rows()[0][-1] == "場所の誤り"


def test_what_is_missing_says_how_far_it_is_and_leads_to_where_it_is_mended(
    cast: Cast, client: ClientFor, writing: Ways, visit_id: int
) -> None:
    """A draft is no record, and it is not nothing either: whose it is, and the way into it."""
    owner = cast.producer_id("owner")
    with writing():
        draft = add_visit(cast.minato, date(2026, 10, 8), is_draft=True, people=[owner])
        db.session.get_one(Visit, draft).created_by_id = cast["colleague"].account_id
        passed = add_visit(cast.minato, date(2026, 10, 15), EventStatus.SCHEDULED)
        begun = add_visit(cast.minato, date(2026, 10, 22), EventStatus.SCHEDULED)
        make_draft(cast.minato, cast["fifth"].account_id, key="f" * 32, now=NOW, visit_id=begun)
        add_visit(cast.asahi, date(2026, 9, 7), people=[owner], cases=cast.asahi.case_ids)
        meeting = add_meeting([cast.asahi], date(2026, 9, 20), [owner], is_draft=True)
        db.session.get_one(TeamMeeting, meeting).created_by_id = cast["owner"].account_id

    def lacks(who: str, company: SupportedCompany) -> list[tuple[str, str]]:
        (box,) = (
            one
            for one in client(who).get("closing/2026-10").select(".closing__company")
            if one.select(f"h2 a[href$='/companies/{company.enrolment_id}']")
        )
        return [(line.get_text(" ", strip=True), str(line.a["href"])) for line in box.select(".closing__lacks li")]

    of_minato = lacks("manager", cast.minato)
    assert f"10/8の訪問が下書きのままです（{cast['colleague'].name}さん）" in of_minato[0][0]
    assert (of_minato[0][1], of_minato[1][1]) == (f"/p/r8/visits/{draft}/log", f"/p/r8/visits/{passed}/log")
    assert "10/15の訪問の記録がありません" in of_minato[1][0]
    assert f"10/22の訪問の記録がありません（{cast['fifth'].name}さんが書きかけています）" in of_minato[2][0]
    of_asahi = lacks("manager", cast.asahi)
    assert f"9/20の会議が下書きのままです（{cast['owner'].name}さん）" in of_asahi[1][0]
    assert of_asahi[1][1] == f"/p/r8/meetings/{meeting}/edit"
    seen = lacks("clerk", cast.minato)
    assert "10/8の訪問が下書きのままです" in seen[0][0]
    assert [cast[who].name in seen[place][0] for place, who in ((0, "colleague"), (2, "fifth"))] == [False, False]
    browser = client("clerk")
    assert all(browser.get(url).status == 200 for _words, url in (*seen, *lacks("clerk", cast.asahi)))


def test_a_running_month_without_a_date_leads_to_the_form_of_one(cast: Cast, client: ClientFor, visit_id: int) -> None:
    page = client("manager").get("closing/2026-11")
    links = {str(link["href"]) for link in page.select(".closing__lacks a")}
    assert f"/p/r8/visits/schedule?company={cast.asahi.enrolment_id}" in links
    header = client("owner").get(f"companies/{cast.asahi.enrolment_id}")
    assert header.select(f".summary-list a[href='/p/r8/visits/schedule?company={cast.asahi.enrolment_id}']")
