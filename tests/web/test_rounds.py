"""A round on its pages: set-up, suggestion, reminders, the form that is saved answer by answer, old wordings."""

from __future__ import annotations

from urllib.parse import unquote

from tests.assessing import opened, rate
from tests.conftest import NOW
from tests.records import make_meeting, make_visit
from tracker.services.ratings import hand_in

JSON = {"Accept": "application/json"}


def sheet_of(cast, round_id, ratee="sub"):
    return f"assessments/{round_id}/rate/{cast.producer_id(ratee)}"


def send(browser, address, data, **headers):
    token = browser.get(address).fields()["csrf_token"]
    return browser.raw.post(browser.path(address), data={"csrf_token": token, **data}, headers={**JSON, **headers})


def test_the_set_up_announces_managers_and_single_scores_to_everybody(client, cast):
    manager = client("manager")
    page = manager.submit(
        "assessments/new",
        {
            "name": "期首",
            "due_on": "2026/12/10",
            "manager_ids": str(cast["manager"].account_id),
            "singles_visible": "y",
            "minimum_raters": "4",
        },
        follow=True,
    )
    assert "架空マネージャー" in page.main
    page = manager.submit(page.links()["受付を始める"], follow=True)
    rater = client("owner").get("assessments/mine")
    assert "管理者評価：架空マネージャーさんが全員を評価します" in rater.main
    assert "一人ひとりの点数を見ることがあります" in rater.main
    assert "評価がまだです（締切 2026年12月10日(木)）" in rater.main
    mine = manager.get("assessments/mine")
    assert "管理者評価" in mine.rows()[0]
    assert "「期首」を評価する" in manager.get("/p/r8/").main
    saved = manager.submit(mine.links()["担い手01"], {"answers-0-score": "4"}, follow=True)
    assert "5項目のうち1項目" in saved.text


def test_a_minimum_below_the_floor_is_refused_at_its_field(client):
    page = client("manager").submit("assessments/new", {"name": "期首", "due_on": "2026/12/10", "minimum_raters": "2"})
    assert page.status == 422
    assert "最少人数は3人以上にしてください" in page.errors()[0]


def test_a_team_of_one_is_refused_in_words_and_mended_by_one_press(client, cast):
    manager = client("manager")
    page = manager.submit("assessments/new", {"name": "期首", "due_on": "2026/12/10", "design": "team"}, follow=True)
    refused = manager.submit(page.links()["受付を始める"])
    assert refused.status == 422
    assert "さんを評価する人がいません" in refused.errors()[0]
    page = manager.submit(page, form="main .card form", follow=True)
    assert "評価を26件足しました。" in page.text
    assert "10人全員が、結果を示せる人数に届く見込みです。" in page.main
    assert manager.submit(page.links()["受付を始める"]).status == 302


def test_who_is_reminded_is_noted_and_no_score_is_in_the_letter(client, cast, writing):
    with writing():
        round_id = opened(cast)
        rate(cast.viewer("owner"), round_id, cast.producer_id("sub"), 5)
    manager = client("manager")
    page = manager.get(f"assessments/{round_id}/remind")
    assert page.rows()[0][:3] == ["担い手01", "5/50", "―"]
    assert page.links()["担い手01さんへのメールを開く"].startswith("mailto:owner@example.jp?subject=")
    written = {"subject": "あと少しです", "body": "今週中にお願いします。"}
    page = manager.submit(page, written, button=("back_to_form", "1"))
    links = [href for words, href in page.links().items() if "メールを開く" in words]
    assert (page.status, len(links)) == (200, 11)
    assert all("今週中にお願いします。" in unquote(href) for href in links)
    page = manager.submit(page, {"account_ids": str(cast["owner"].account_id)}, follow=True)
    assert "2026年11月24日" in next(row for row in page.rows() if row[0] == "担い手01")[4]
    assert manager.submit(f"assessments/{round_id}/remind").status == 422


def test_a_device_saves_one_answer_alone_and_is_told_how_far_it_is(client, cast, writing):
    with writing():
        round_id = opened(cast)
    rater, address = client("owner"), sheet_of(cast, round_id)
    told = send(rater, address, {"answers-2-score": "4", "answers-2-comment": "一言", "answers-2-seen": ""})
    assert told.status_code == 200
    assert (told.json["state"], told.json["progress"]) == ("recorded", "5項目のうち1項目に回答しました。")
    assert list(told.json["seen"]) == ["2"]
    assert rater.get(address).fields()["answers-2-comment"] == "一言"


def test_a_device_is_told_in_words_what_cannot_be_kept(client, cast, writing):
    with writing():
        round_id = opened(cast)
    rater, address = client("owner"), sheet_of(cast, round_id)
    off = send(rater, address, {"answers-0-score": "6"})
    assert (off.status_code, off.json["state"]) == (422, "refused")
    assert "評価できない" in off.json["problems"][0]["sentence"]
    assert send(rater, address, {"answers-0-score": "3"}, **{"X-Draft-Account": "another"}).status_code == 401
    client("manager").submit(f"assessments/{round_id}/end")
    late = send(rater, address, {"answers-0-score": "3"})
    assert "締め切られました" in late.json["problems"][0]["sentence"]


def test_without_javascript_the_second_tab_sees_what_the_first_saved_and_loses_nothing(client, cast, writing):
    with writing():
        round_id = opened(cast)
    rater, address = client("owner"), sheet_of(cast, round_id)
    first, second = rater.get(address), rater.get(address)
    rater.submit(first, {"answers-0-score": "5", "answers-0-comment": "先の一言"})
    page = rater.submit(second, {"answers-0-score": "2", "answers-0-comment": "後の一言"})
    assert page.status == 409
    assert "保存されている回答：「5」、コメント「先の一言」" in page.main
    assert page.fields()["answers-0-comment"] == "後の一言"
    assert rater.submit(page).status == 302
    assert rater.get(address).fields()["answers-0-score"] == "2"


def test_beside_the_items_stand_the_visits_and_meetings_that_both_made(client, cast, writing):
    owner, sub, fifth = (cast.producer_id(key) for key in ("owner", "sub", "fifth"))
    with writing():
        round_id = opened(cast)
        make_visit(cast.asahi, now=NOW, who=[owner, sub])
        make_visit(cast.minato, now=NOW, who=[sub, fifth])
        make_meeting(cast.asahi, cast.minato, now=NOW, who=[owner, sub, fifth])
    page = client("owner").get(sheet_of(cast, round_id))
    assert len(page.select("aside li")) == 2
    assert "架空アサヒ製作所、架空みなと精機" in page.main
    for link in page.select("aside li a"):
        assert client("owner").get(str(link["href"])).status == 200
    assert "実施した訪問や会議の記録はありません" in client("owner").get(sheet_of(cast, round_id, "tenth")).main


def test_ones_own_answers_stand_side_by_side_for_oneself_alone(client, cast, writing):
    with writing():
        round_id = opened(cast)
        rate(cast.viewer("owner"), round_id, cast.producer_id("sub"), [4, "x", None, 2, 5])
    page = client("owner").get(f"assessments/{round_id}/mine")
    assert [row for row in page.rows() if row[0] == "担い手03"] == [["担い手03", "4", "評価できない", "未回答", "2", "5"]]
    assert client("manager").get(f"assessments/{round_id}/mine").status == 404


def test_a_round_that_is_open_under_an_old_wording_says_so_on_every_page_of_it(client, cast, writing):
    with writing():
        round_id = opened(cast)
    manager = client("manager")
    address = manager.get("assessments/items").links()["評価項目2を直す"]
    manager.submit(address, {"text": "架空の原典の文言。", "is_complete": "y"})
    assert "直される前の文言で行っています（評価項目2）" in manager.get(f"assessments/{round_id}").main
    sheet = client("owner").get(sheet_of(cast, round_id))
    assert sheet.main.count("直される前の文言（第1版）で行っています") == 1
    assert "架空の原典の文言。" not in sheet.main


def test_a_round_of_another_programme_takes_no_rating(client, cast, writing):
    with writing():
        round_id = opened(cast)
    stranger = client("stranger")
    assert stranger.get(f"/p/r8/{sheet_of(cast, round_id)}").status == 404
    assert stranger.get(f"/p/other/{sheet_of(cast, round_id)}").status == 404


def test_the_last_steps_name_who_has_not_handed_in(client, cast, writing):
    with writing():
        round_id = opened(cast, "期首", manager_ids=(cast["manager"].account_id,))
        rate(cast.viewer("owner"), round_id, cast.producer_id("sub"), 4)
        hand_in(cast.viewer("owner"), round_id=round_id, now=NOW)
    manager = client("manager")
    names = {row[0] for row in manager.get(f"assessments/{round_id}").rows() if "未提出" in row[1]}
    for step in ("end", "close"):
        words = manager.get(f"assessments/{round_id}/{step}").main
        told = words[words.index("まだ提出していない人が") :]
        assert told.startswith(f"まだ提出していない人が{len(names)}人います")
        assert all(name in told for name in names)


def test_results_that_are_not_shown_yet_lead_to_the_round(client, cast, writing):
    with writing():
        round_id = opened(cast, "期首")
    manager = client("manager")
    page = manager.get(f"assessments/{round_id}/results")
    assert page.location.endswith(f"/assessments/{round_id}")
    assert "まだ公開していません" in manager.follow(page).text
