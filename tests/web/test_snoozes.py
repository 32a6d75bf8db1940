"""Putting an exception aside from the dashboard, seeing it apart, and letting it come back."""

from __future__ import annotations

from tests.cast import Cast
from tests.conftest import ClientFor


def test_a_line_is_put_aside_with_a_reason_and_stands_apart_until_that_is_taken_back(cast: Cast, client: ClientFor) -> None:
    browser = client("manager")
    line = browser.get("").select(".attention--missed .attention__snooze")[-1]
    url = str(line["href"])
    page = browser.post(url, data={"reason": "", "back_on": "昔"})
    assert page.status == 422
    assert {"保留の理由を入力してください。"} <= set(page.words(".error-summary li"))
    page = browser.post(url, data={"reason": "先方の都合を待つ", "back_on": "R8.12.1"})
    assert page.location == "/p/r8/"
    page = browser.get("")
    assert "保留中 1件" in page.main
    assert url not in [str(link["href"]) for link in page.select(".attention__snooze")]
    apart = browser.get("snoozes/")
    assert [len(apart.rows()), "先方の都合を待つ" in apart.main, "2026年12月1日(火)" in apart.main] == [1, True, True]
    assert client("owner").get("snoozes/").select("form[action*=withdraw]") == []
    browser.post(str(apart.select("form[action*=withdraw]")[0]["action"]))
    assert url in [str(link["href"]) for link in browser.get("").select(".attention__snooze")]
    assert browser.get(url.replace("subject=", "subject=x")).status == 404


def test_whoever_does_not_decide_is_offered_nothing_to_put_aside(client: ClientFor) -> None:
    assert client("owner").get("").select(".attention__snooze") == []


def test_a_case_that_was_put_aside_is_marked_where_it_stands(cast: Cast, client: ClientFor) -> None:
    browser = client("manager")
    line = browser.get("").select("#attention-stuck_case .attention__snooze")[0]
    case_id = cast.asahi.case_ids[0]
    browser.post(f"snoozes/new?kind=stuck_case&subject={case_id}", data={"reason": "設備を待つ", "back_on": "R8.12.1"})
    assert "kind=stuck_case" in str(line["href"])
    page = browser.get("")
    assert "保留中 1件 （フェーズが進んでいない案件 1件。次に再び表示する日 2026年12月1日(火)）" in page.main
    marked = [
        row.get_text() for row in page.select(".dashboard__cases tbody tr") if "保留中（12/1(火)に再び表示）" in row.get_text()
    ]
    assert [("新しい治具の開発" in row) for row in marked] == [True]
    rows = [row for row in browser.get("phases/").rows() if "保留中（12/1(火)に再び表示）" in row[1]]
    assert [("新しい治具の開発" in row[0]) for row in rows] == [True]
    browser.post(str(browser.get("snoozes/").select("form[action*=withdraw]")[0]["action"]))
    assert "に再び表示）" not in browser.get("").main + browser.get("phases/").main
