"""Absences, exclusions and caps: entered, corrected, deleted, brought back, by managers alone."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.conftest import ClientFor


def test_an_absence_is_entered_once_corrected_deleted_and_restored(cast: Cast, client: ClientFor) -> None:
    browser = client("manager")
    form = dict(browser.get("absences/new").fields())
    form.update(
        {"producer_id": str(cast.producer_id("tenth")), "starts_on": "R8.12.1", "ends_on": "2026/12/24", "reason": "出張"}
    )
    assert browser.post("absences/new", form).status == 302
    page = browser.follow(browser.post("absences/new", form))
    assert [row[:3] for row in page.rows()] == [["担い手10", "2026年12月1日(火) から 2026年12月24日(木) まで", "出張"]]
    edit = next(url for words, url in page.links().items() if words.startswith("訂正"))
    stale = dict(browser.get(edit).fields())
    assert browser.submit(edit, {"ends_on": "2026/12/25"}).status == 302
    stale["ends_on"] = "2026/12/26"
    clash = browser.post(edit, stale)
    assert clash.status == 409
    assert "2026/12/25" in clash.text
    assert browser.post(f"{edit}/delete", browser.get(f"{edit}/delete").fields()).status == 302
    page = browser.get("absences/")
    assert page.rows() == []
    page = browser.follow(browser.post(page.action(), page.fields()))
    assert [row[0] for row in page.rows()] == ["担い手10"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"producer_id": ""}, "不在の人を選んでください。"),
        ({"producer_id": "99999"}, "一覧にある項目から選んでください。"),
        ({"ends_on": "2026/11/30"}, "終わりの日は、始まりの日と同じか、それより後にしてください。"),
        ({"starts_on": "いつか"}, "日付として読めません"),
    ],
)
def test_an_absence_that_cannot_be_is_refused_in_words(cast: Cast, client: ClientFor, values: dict[str, str], words: str) -> None:
    typed = {"producer_id": str(cast.producer_id("tenth")), "starts_on": "2026/12/1", "ends_on": "2026/12/24"}
    page = client("manager").submit("absences/new", {**typed, **values})
    assert page.status == 422
    assert any(words in error for error in page.errors())


def test_an_exclusion_is_entered_corrected_deleted_and_restored(cast: Cast, client: ClientFor) -> None:
    browser = client("manager")
    typed = {"enrolment_id": str(cast.asahi.enrolment_id), "producer_id": str(cast.producer_id("tenth")), "kind": "other"}
    refused = browser.submit("exclusions/new", typed)
    assert refused.status == 422
    assert any("理由を入力してください" in error for error in refused.errors())
    page = browser.follow(browser.submit("exclusions/new", {**typed, "kind": "interest"}))
    assert [row[:5] for row in page.rows()] == [["架空アサヒ製作所", "担い手10", "利益相反", "―", "期限なし"]]
    edit = next(url for words, url in page.links().items() if words.startswith("訂正"))
    page = browser.follow(browser.submit(edit, {"starts_on": "2026/12/1"}))
    assert page.rows()[0][4] == "2026年12月1日(火)から"
    browser.post(f"{edit}/delete", browser.get(f"{edit}/delete").fields())
    page = browser.get("exclusions/")
    assert page.rows() == []
    assert len(browser.follow(browser.post(page.action(), page.fields())).rows()) == 1


def test_an_own_cap_holds_before_the_programmes_until_it_is_taken_back(cast: Cast, client: ClientFor) -> None:
    browser, tenth = client("manager"), cast.producer_id("tenth")
    browser.submit("load-caps/programme", {"leads": "2", "companies": "３"})
    browser.submit(f"load-caps/{tenth}", {"is_own": "y", "leads": "0", "companies": "1"})
    rows = {row[0]: row[1:4] for row in browser.get("load-caps/").rows()}
    assert rows["担い手10"] == ["0社まで", "1社まで", "この人だけの上限"]
    assert rows["担い手01"] == ["2社まで", "3社まで", "事業の上限"]
    fields = browser.get(f"load-caps/{tenth}").fields()
    del fields["is_own"]
    browser.post(f"load-caps/{tenth}", fields)
    assert {row[0]: row[3] for row in browser.get("load-caps/").rows()}["担い手10"] == "事業の上限"
    refused = browser.submit("load-caps/programme", {"leads": "4", "companies": "3"})
    assert refused.status == 422
    assert "主担当の上限は、合計の上限以下にしてください。" in refused.errors()[0]
