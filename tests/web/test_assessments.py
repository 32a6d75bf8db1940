"""Assessment on its pages: planning, rating, handing in, results, items."""

from __future__ import annotations

import json

import pytest

from tests.assessing import closed, only_on_roster, opened, rate, rated

PEERS = ("colleague", "sub", "fifth")


def figure_of(page):
    return json.loads(page.select("script[data-chart-figure]")[0].string)


def test_a_manager_runs_a_round_from_plan_to_close_and_the_results_are_there(client):
    manager = client("manager")
    page = manager.get("assessments/")
    assert "評価時期がまだありません" in page.main
    page = manager.get(page.links()["「期首」を準備"])
    page = manager.submit(page, {"due_on": "R8.12.10"}, follow=True)
    assert page.heading == "評価時期「期首」"
    assert "10人全員が、結果を示せる人数に届く見込みです。" in page.main
    page = manager.submit(page.links()["受付を始める"], follow=True)
    assert "受付中" in page.main
    rater = client("owner")
    mine = rater.get("assessments/mine")
    assert "10人のうち0人の評価が済みました。" in mine.main
    sheet = rater.get(mine.links()["担い手01"])
    assert sheet.heading == "自己評価（期首）"
    assert sheet.main.count("原典の記載を確認中") == 3
    answers = {f"answers-{place}-score": "4" for place in range(5)}
    after = rater.submit(sheet, answers, follow=True)
    assert "10人のうち1人の評価が済みました。" in after.main
    assert "提出済み" in rater.submit(after, follow=True).main
    page = manager.get(page.url)
    assert ["担い手01", "提出済み"] in [row[:2] for row in page.rows()]
    page = manager.submit(page.links()["締め切る"], follow=True)
    assert "結果はまだだれにも示していません" in page.main
    assert "担い手01" not in rater.get("assessments/results").main
    page = manager.submit(page.links()["結果を公開する"], follow=True)
    assert page.heading == "「期首」の結果"
    assert "自己 4" in page.main
    assert "担い手01" in page.main


def test_the_page_says_beforehand_who_will_not_reach_the_minimum(client, cast, writing):
    with writing():
        only_on_roster(cast, "owner", "colleague", "sub")
    manager = client("manager")
    page = manager.submit("assessments/new", {"name": "期首", "due_on": "2026/12/10"}, follow=True)
    assert "3人のうち3人は、評価できる人が足りず" in page.main
    assert [row[1:3] for row in page.rows() if row[0].startswith("担い手")] == [["2人", "届かない（あと1人）"]] * 3


def test_bad_input_comes_back_filled_with_words_at_the_field(client):
    manager = client("manager")
    page = manager.submit("assessments/new", {"name": "期首", "due_on": "2026/11/01"})
    assert page.status == 422
    assert "締切日は今日以降の日にしてください。" in page.errors()[0]
    assert page.fields()["name"] == "期首"


def test_a_round_with_fewer_than_two_people_does_not_open_and_says_why(client, cast, writing):
    with writing():
        only_on_roster(cast, "owner")
    manager = client("manager")
    page = manager.submit("assessments/new", {"name": "期首", "due_on": "2026/12/10"}, follow=True)
    page = manager.submit(page.links()["受付を始める"])
    assert page.status == 422
    assert "2人以上必要です" in page.errors()[0]


def test_each_save_keeps_and_shows_again_and_not_every_item_needs_an_answer(client, cast, writing):
    with writing():
        round_id = opened(cast)
    rater, address = client("owner"), f"assessments/{round_id}/rate/{cast.producer_id('sub')}"
    rater.submit(address, {"answers-0-score": "2", "answers-3-score": "cannot_judge", "answers-0-comment": "よく聞いている"})
    page = rater.get(address)
    assert {name: value for name, value in page.fields().items() if name.endswith("score")} == {
        "answers-0-score": "2",
        "answers-3-score": "cannot_judge",
    }
    assert page.fields()["answers-0-comment"] == "よく聞いている"
    onward = rater.submit(page, {"answers-1-score": "3"}, button=("then", "next"))
    assert onward.location.endswith(f"/rate/{cast.producer_id('manager_producer')}")


def test_a_chosen_answer_is_taken_back_without_a_script_and_by_the_device(client, cast, writing):
    with writing():
        round_id = opened(cast)
    rater, address = client("owner"), f"assessments/{round_id}/rate/{cast.producer_id('sub')}"
    rater.submit(address, {f"answers-{place}-score": "3" for place in range(5)})
    rater.submit(address, {"answers-1-score": "take_back"})
    page = rater.get(address)
    assert "5項目のうち4項目に回答しました。" in page.main
    assert "answers-1-score" not in page.fields()
    one = {"answers-0-score": "take_back", "answers-0-comment": "", "answers-0-seen": page.fields()["answers-0-seen"]}
    told = rater.post(address, one, headers={"Accept": "application/json"}).json
    assert (told["state"], told["seen"]["0"], told["progress"]) == ("recorded", "", "5項目のうち3項目に回答しました。")


@pytest.mark.parametrize("sent", ["6", "0", "-1", "x", "1.5", "５"])
def test_a_score_off_the_scale_is_refused_in_words_and_nothing_is_kept(client, cast, writing, sent):
    with writing():
        round_id = opened(cast)
    rater, address = client("owner"), f"assessments/{round_id}/rate/{cast.producer_id('sub')}"
    page = rater.submit(address, {"answers-0-score": "3", "answers-1-score": sent})
    assert page.status == 422
    assert "点数か「評価できない」を選んでください" in page.errors()[0]
    assert "answers-0-score" not in rater.get(address).fields()


def test_a_comment_without_an_answer_is_refused_and_stays_typed(client, cast, writing):
    with writing():
        round_id = opened(cast)
    page = client("owner").submit(f"assessments/{round_id}/rate/{cast.producer_id('sub')}", {"answers-2-comment": "あとで"})
    assert page.status == 422
    assert page.fields()["answers-2-comment"] == "あとで"


def test_more_or_fewer_answers_than_items_never_break_the_page(client, cast, writing):
    with writing():
        round_id = opened(cast)
    rater, address = client("owner"), f"assessments/{round_id}/rate/{cast.producer_id('sub')}"
    assert rater.post(address, {f"answers-{place}-score": "3" for place in range(40)}).status == 302
    assert rater.post(address, {"answers-7-score": "3"}).status == 302
    assert rater.post(address, {"answers-x-score": "3", "answers-3-score": "5"}).status == 302
    assert [value for name, value in rater.get(address).fields().items() if name.endswith("score")] == ["3", "3", "3", "5", "3"]
    assert rater.post(address, {}).status == 302


def test_rating_after_the_close_is_refused_with_what_was_typed(client, cast, writing):
    with writing():
        round_id = opened(cast)
    rater, address = client("owner"), f"assessments/{round_id}/rate/{cast.producer_id('sub')}"
    sheet = rater.get(address)
    manager = client("manager")
    manager.submit(f"assessments/{round_id}/close")
    page = rater.submit(sheet, {"answers-0-score": "5", "answers-0-comment": "消えない文"})
    assert page.status == 422
    assert "この評価時期は締め切られました" in page.errors()[0]
    assert (page.fields()["answers-0-score"], page.fields()["answers-0-comment"]) == ("5", "消えない文")


def test_after_the_close_what_one_gave_is_shown_no_more(client, cast, writing):
    with writing():
        round_id = closed(cast, {("owner", "sub"): 4})
    page = client("owner").get(f"assessments/{round_id}/rate/{cast.producer_id('sub')}")
    assert page.status == 200
    assert not [name for name in page.fields() if name.endswith("score")]


def test_handing_in_an_empty_assessment_is_refused_in_words(client, cast, writing):
    with writing():
        opened(cast)
    rater = client("owner")
    assert "まだ1項目も回答していません" in rater.submit("assessments/mine", follow=True).main


def test_my_results_side_by_side_hide_bound_and_grey_what_the_rules_say(client, cast, writing):
    with writing():
        closed(cast, {("owner", "owner"): 2, **{(rater, "owner"): [3, 3, 3, 5, 3] for rater in PEERS}}, "期首")
        last = {rater: [4, 3, None, 5, 3] for rater in PEERS} | {"fifth": [4, 4, None, 5, 1]}
        closed(cast, {("owner", "owner"): 3, **{(rater, "owner"): points for rater, points in last.items()}}, "期末")
    page = client("owner").get("assessments/results")
    rows = page.rows(".chart table")
    assert rows[0] == ["1 市場・構想", "2", "3.0（3人以上）", "3", "4.0（3人以上）", "+1", "+1"]
    assert rows[1][-1] == "+0.3（誤差の範囲）"
    assert rows[2][3:] == ["3", "―（回答3名未満）", "+1", "―"]
    assert rows[3][2:] == ["4.5以上", "3", "4.5以上", "+1", "―"]
    own_first, peer_first, _own_last, peer_last = figure_of(page)["data"]
    assert own_first["r"] == [2.0] * 6
    assert peer_first["r"][3] == 4.5
    assert peer_last["r"][2] is None
    assert "「期首」から「期末」までに" in page.select("figcaption")[0].text
    assert "unsafe-hashes" in page.headers["Content-Security-Policy"]


def test_no_page_below_manager_gives_an_exact_number_of_raters(client, cast, writing):
    with writing():
        closed(cast, {(rater, "owner"): 3 for rater in (*PEERS, "sixth", "seventh")})
    page = client("owner").get("assessments/results")
    assert "5人" not in page.main
    assert "3.0（3人以上）" in page.main


def test_the_group_is_listed_by_roster_with_n_and_without_any_ranking(client, cast, writing):
    with writing():
        round_id = closed(cast, {(rater, "owner"): 3 + place % 2 for place, rater in enumerate(PEERS)} | {("owner", "owner"): 1})
    page = client("manager").get(f"assessments/{round_id}/results")
    people = [row for row in page.rows() if row[0].startswith("担い手")]
    roster = [f"担い手{place:02}" for place in range(1, 11)]
    assert [row[0] for row in people] == roster * (len(people) // 10)
    assert people[0][1] == "自己 1 他者 3.33（3人） 自己評価が2.3控えめ"
    assert people[1][1] == "自己 ― 他者 ―（回答3名未満）"
    assert not any(word in page.main for word in ("順位", "ランキング", "不足"))
    assert client("manager").get(page.links()["担い手01"]).heading == "担い手01さんの評価の結果"


@pytest.mark.parametrize(
    ("person", "address", "status"),
    [
        ("owner", "assessments/", 404),
        ("owner", "assessments/{round}", 404),
        ("owner", "assessments/{round}/results", 404),
        ("owner", "assessments/results/{owner}", 404),
        ("owner", "assessments/new", 403),
        ("owner", "assessments/items", 403),
        ("clerk", "assessments/", 200),
        ("clerk", "assessments/{round}", 200),
        ("clerk", "assessments/mine", 404),
        ("clerk", "assessments/{round}/rate/{owner}", 404),
        ("clerk", "assessments/results", 404),
        ("clerk", "assessments/{round}/results", 404),
        ("clerk", "assessments/results/{owner}", 404),
        ("clerk", "assessments/{round}/close", 403),
        ("auditor", "assessments/", 200),
        ("auditor", "assessments/mine", 404),
        ("auditor", "assessments/{round}/results", 404),
        ("auditor", "assessments/{round}/open", 403),
        ("manager", "assessments/mine", 200),
        ("manager", "assessments/{round}/rate/{owner}", 404),
        ("manager", "assessments/{round}/results", 302),
        ("manager", "assessments/results", 404),
        ("manager_producer", "assessments/{round}/rate/{owner}", 200),
        ("administrator", "assessments/", 404),
        ("stranger", "/p/r8/assessments/mine", 404),
        ("other_manager", "assessments/{round}", 404),
        ("other_manager", "assessments/{round}/close", 404),
    ],
)
def test_each_page_is_open_hidden_or_forbidden_as_the_rights_say(client, cast, writing, person, address, status):
    with writing():
        round_id = opened(cast)
    assert client(person).get(address.format(round=round_id, owner=cast.producer_id("owner"))).status == status


def test_the_clerk_reads_who_has_handed_in_and_the_auditor_how_many(client, cast, writing):
    with writing():
        round_id = rated(cast, opened(cast), {("owner", "owner"): 3})
    client("owner").submit("assessments/mine")
    assert "担い手01" in client("clerk").get(f"assessments/{round_id}").main
    seen = client("auditor").get(f"assessments/{round_id}").main
    assert "1/10人" in seen
    assert "担い手" not in seen


def test_two_people_wording_one_item_see_both_versions(client):
    first, second = client("manager"), client("manager_producer")
    address = first.get("assessments/items").links()["評価項目2を直す"]
    page = second.get(address)
    first.submit(address, {"text": "先の文言。", "is_complete": "y"})
    conflict = second.submit(page, {"text": "後の文言。", "is_complete": "y"})
    assert conflict.status == 409
    assert "先の文言。" in conflict.main
    assert "後の文言。" in conflict.main


def test_the_deadline_is_extended_until_the_close(client, cast, writing):
    with writing():
        round_id = opened(cast)
    manager = client("manager")
    assert manager.submit(f"assessments/{round_id}/extend", {"due_on": "2026/12/01"}).status == 422
    page = manager.submit(f"assessments/{round_id}/extend", {"due_on": "2026/12/24"}, follow=True)
    assert "2026年12月24日(木)" in page.main
    manager.submit(f"assessments/{round_id}/close")
    assert manager.submit(f"assessments/{round_id}/extend", {"due_on": "2027/01/10"}).status == 422


def test_a_manager_who_is_one_of_the_raters_sees_of_themselves_what_everybody_sees(client, cast, writing):
    with writing():
        round_id = opened(cast)
        for rater in PEERS:
            rate(cast.viewer(rater), round_id, cast.producer_id("manager_producer"), 3)
    manager = client("manager_producer")
    manager.submit(f"assessments/{round_id}/close")
    people = [row for row in manager.get(f"assessments/{round_id}/results").rows() if row[0] == "担い手04"]
    assert people[0][1] == "自己 ― 他者 3.0（3人以上）"


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("address", ["assessments/", "assessments/{round}", "assessments/{round}/results", "assessments/items"])
def test_the_managers_pages_meet_the_rules_in_either_language(client, cast, writing, language, address):
    with writing():
        round_id = closed(cast, {(rater, "owner"): 4 for rater in PEERS})
    assert client("manager").speak(language).get(address.format(round=round_id)).status == 200


def test_the_finding_says_what_cannot_be_compared(client, cast, writing):
    with writing():
        closed(cast, {(rater, "owner"): 3 for rater in PEERS} | {("sub", "sub"): 4}, "期首")
        closed(cast, {(rater, "owner"): 2 for rater in PEERS} | {("sub", "sub"): 2}, "期末")
    page = client("owner").get("assessments/results")
    assert (
        "他者評価は比べられる5項目のうち上昇0・低下5・誤差の範囲0です。自己評価の変化は比べられません。"
        in page.select("figcaption")[0].text
    )
    assert page.rows(".chart table")[0][-1] == "−1"
    assert (
        "低下5・同じ0です。他者評価の変化は比べられません。"
        in client("sub").get("assessments/results").select("figcaption")[0].text
    )
    assert "比べられる値がそろっていません" in client("tenth").get("assessments/results").select("figcaption")[0].text
