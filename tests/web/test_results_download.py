"""The manager's workbook of results: what is in it, who takes it, and that taking it is noted."""

from __future__ import annotations

import io
from urllib.parse import quote

from openpyxl import load_workbook
from openpyxl.chart import BarChart, RadarChart

from tests.assessing import closed, opened
from tests.reports import form_rows

PEERS = ("colleague", "sub", "fifth")
ALL = ("owner", *PEERS, "sixth")


def taken(client, round_id, person="manager"):
    return client(person).post(f"assessments/{round_id}/results/download", buffered=True)


def test_a_manager_takes_the_pictures_of_the_page_and_the_teams_and_it_is_noted(client, cast, writing):
    with writing():
        closed(cast, {(rater, ratee): 3 for rater in ALL for ratee in ALL}, "期首")
        round_id = closed(cast, {(rater, ratee): 5 if ratee == "sub" else 4 for rater in ALL for ratee in ALL}, "期末")
    answer = taken(client, round_id)
    assert answer.status == 200
    assert quote("令和8年度_評価の結果_期末") in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    book = load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == ["全体", "動き", "一人ずつ", "チームの補い合い"]
    assert [type(chart) for chart in book["全体"]._charts] == [RadarChart, RadarChart]
    assert [type(chart) for chart in book["動き"]._charts] == [BarChart]
    sheet = book["チームの補い合い"]
    table = form_rows(sheet, "図の値（示さない値は空欄で、図にも描かない）")
    assert len(sheet._charts[0].series) == len(table) > 1, "a bar a team"
    assert {value for team in table for head, value in team.items() if head[:1].isdigit()} <= {4, 4.5, None}
    for sheet in book:
        texts = [str(cell.value) for row in sheet.iter_rows(max_row=5, max_col=1) for cell in row]
        assert any(text.startswith("取扱注意：マネージャー用。") for text in texts), sheet.title
        assert any("令和8年11月24日" in text for text in texts), "the day it was made"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.oddFooter.right.text == "取扱注意"
    persons = {row["担い手の氏名"]: row["1　市場・構想"] for row in form_rows(book["一人ずつ"], "担い手の氏名")}
    assert (persons["担い手01"], persons["担い手03"], persons["担い手10"]) == (4, "4.5以上（4人）", "―（回答3名未満）")
    teams = {row["企業"]: row["1　市場・構想"] for row in form_rows(book["チームの補い合い"], "企業")}
    assert teams["架空アサヒ製作所"] == "○ 補えている"
    assert "評価の結果をファイルで受け取り" in client("manager").get("audit/").main


def test_nobody_takes_results_before_they_are_shown_and_nobody_below_a_manager_ever(client, cast, writing):
    with writing():
        round_id, open_id = closed(cast, {(rater, "owner"): 3 for rater in PEERS}), opened(cast, "中間")
    assert taken(client, open_id).status == 403
    assert [taken(client, round_id, person).status for person in ("owner", "clerk", "auditor")] == [404, 404, 404]
    assert "評価の結果をファイルで受け取り" not in client("manager").get("audit/").main


def test_the_page_says_beforehand_that_the_file_is_confidential_and_that_taking_it_is_noted(client, cast, writing):
    with writing():
        round_id = closed(cast, {(rater, "owner"): 3 for rater in PEERS})
    page = client("manager").get(f"assessments/{round_id}/results")
    assert "省庁への報告書に入れないでください" in page.main and "変更の記録に残ります" in page.main
    assert page.action("main form[method=post]").endswith(f"/assessments/{round_id}/results/download")
