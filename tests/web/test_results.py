"""The result pages: what stands on them, their figures, the teams' coverage, and a look at single scores."""

from __future__ import annotations

import json

from tests.assessing import MIXED, ask_for_severity, closed, opened, rated, version_of
from tests.conftest import NOW
from tracker.services.assessments import close_round

PEERS = ("colleague", "sub", "fifth")
ALL = ("owner", *PEERS, "sixth")


def about_owner(*points):
    return {(rater, "owner"): point for rater, point in zip(PEERS, points, strict=False)}


def figures(page):
    return [json.loads(block.string) for block in page.select("script[data-chart-figure]")]


def test_the_person_sees_rounds_side_by_side_with_the_band_and_no_word_of_deficit(client, cast, writing):
    with writing():
        closed(cast, {("owner", "owner"): 2, **about_owner(3, 3, 4)}, "期首")
        closed(cast, {("owner", "owner"): 3, **about_owner(3, 4, 4)}, "期末")
    page = client("owner").get("assessments/results")
    assert "自己評価が0.7控えめ" in page.main
    assert "自己評価を他者評価より控えめに付ける人が多い" in page.main
    assert "不足" not in page.main
    assert "（誤差の範囲）" in page.main
    radar, dumbbell = figures(page)
    assert radar["data"][0]["type"] == "scatterpolar"
    assert len(dumbbell["layout"]["yaxis"]["ticktext"]) == 5 * 2
    assert "3.7（3人以上）" in dumbbell["data"][-1]["text"]


def test_the_managers_page_has_the_group_in_the_order_of_the_roster_and_who_rated_whom_not(client, cast, writing):
    with writing():
        round_id = closed(cast, {(rater, ratee): 3 for rater in ALL for ratee in ALL})
    page = client("manager").get(f"assessments/{round_id}/results")
    heat_map = figures(page)[2]
    assert heat_map["layout"]["yaxis"]["ticktext"] == [f"担い手{place:02}" for place in range(1, 11)]
    told = [one for one in heat_map["layout"]["annotations"] if "color" not in one["font"]]
    assert len(told) == 5 * 5, "hidden ones say so in words"
    assert "よくそろっている" in page.main
    assert "一つも答えなかった相手" in page.main


def test_managers_series_stand_beside_self_and_peers_by_the_rule_of_every_group(client, cast, writing):
    manager = cast.viewer("manager")
    with writing():
        round_id = opened(cast, manager_ids=[manager.account_id])
        points = {"owner": [3, 5, 3, "x", 3], "colleague": [4, 5, 4, 3, None], "sub": [4, 4, 4, 3, None]}
        rated(cast, round_id, {("manager", person): each for person, each in points.items()})
        close_round(manager, round_id=round_id, version=version_of(round_id), now=NOW)
    page = client("manager").get(f"assessments/{round_id}/results")
    assert [row[3] for row in page.rows(".chart table")[:5]] == [
        "架空マネージャー 3.7（3人）",
        "架空マネージャー 4.5以上（3人）",
        "架空マネージャー 3.7（3人）",
        "架空マネージャー ―（回答3名未満）",
        "架空マネージャー ―（回答3名未満）",
    ]
    person = next(row for row in page.rows() if row[0] == "担い手01" and row[1].startswith("自己"))
    assert person[1].endswith("管理者 3（架空マネージャー）") and "管理者 評価できない（架空マネージャー）" in person[4]
    assert "他者 ―（回答3名未満）" in person[1], "and they are no peers"
    assert "架空マネージャー" not in client("clerk").get("report/?as_of=2026-11-30").main.split("評価")[-1]


def test_a_team_is_said_to_be_thin_on_items_and_nobody_is_named(client, cast, writing):
    with writing():
        closed(cast, {**about_owner(4, 4, 4), **{(rater, "sub"): [2, 4, 2, 2, 2] for rater in ("owner", "colleague", "fifth")}})
    manager = client("manager")
    page = manager.get("assessments/coverage")
    assert "補えている" in page.main
    one = manager.get(f"assessments/coverage/{cast.asahi.enrolment_id}")
    assert "すべての項目を、チームのだれかが補えています。" in one.main
    assert "担い手" not in one.main
    assert figures(one)[0]["data"][0]["type"] == "bar"


def test_single_scores_open_for_a_reason_and_for_ten_minutes(client, clock, cast, writing):
    with writing():
        round_id = rated(cast, opened(cast, singles_visible=True), about_owner(2, 3, 4))
        close_round(cast.viewer("manager"), round_id=round_id, version=version_of(round_id), now=NOW)
    manager = client("manager")
    address = f"assessments/{round_id}/results/{cast.producer_id('owner')}/look"
    assert manager.submit(address, {"reason": ""}).status == 422
    page = manager.submit(address, {"reason": "付け方の違いを面談で確かめる"}, follow=True)
    assert [row[2] for row in page.rows()][:3] == ["2", "3", "4"]
    assert "付け方の違いを面談で確かめる" in manager.get("audit/").main
    clock.set(NOW.replace(hour=2))
    assert manager.get(page.url).status == 404
    assert client("manager_producer").get(address).status == 404, "whoever is rated in the round sees no single score of it"


def test_single_scores_stay_closed_where_the_round_did_not_announce_them(client, cast, writing):
    with writing():
        round_id = closed(cast, about_owner(2, 3, 4))
    assert client("manager").get(f"assessments/{round_id}/results/{cast.producer_id('owner')}/look").status == 404


def test_the_manager_sees_the_adjusted_value_under_the_mean_and_what_it_is(client, cast, writing):
    with writing():
        ask_for_severity(cast)
        round_id = closed(cast, MIXED)
    sub = cast.producer_id("sub")
    manager = client("manager")
    for address in (f"assessments/{round_id}/results", f"assessments/results/{sub}"):
        page = manager.get(address)
        assert "補正後 3." in page.main
        assert page.main.index("（3人）") < page.main.index("補正後 3."), "the mean stays first"
        assert "厳しさはどの相手にもどの項目にも同じだけ働き" in page.main
        assert "順位を付けるための値ではありません" in page.main
        assert "補正" not in "".join(json.dumps(figure, ensure_ascii=False) for figure in figures(page))
    english = manager.speak("en").get(f"assessments/{round_id}/results").main
    assert "adjusted 3." in english
    assert "These values are not for ranking people." in english


def test_nobody_but_a_manager_who_took_no_part_sees_an_adjusted_value(client, cast, writing):
    with writing():
        ask_for_severity(cast)
        round_id = closed(cast, MIXED)
    group, person = f"assessments/{round_id}/results", f"assessments/results/{cast.producer_id('sub')}"
    assert "補正" not in client("sub").get("assessments/results").main
    for who, status in (("sub", 404), ("clerk", 404), ("auditor", 404), ("administrator", 404), ("other_manager", 404)):
        browser = client(who)
        assert [browser.get(f"/p/r8/{address}").status for address in (group, person)] == [status] * 2
    page = client("manager_producer").get(group).main
    assert "あなたもこの評価時期で評価したか評価されたため" in page
    assert "補正後 " not in page
    assert "補正" not in client("clerk").get("report/").main


def test_where_there_is_none_the_page_says_why_and_without_the_setting_nothing(client, cast, writing):
    apart = {(rater, "eighth"): 3 for rater in ("owner", "colleague", "sub")}
    apart |= {(rater, "ninth"): 4 for rater in ("fifth", "sixth", "seventh")}
    with writing():
        round_id = closed(cast, apart, "期首")
        lenient = closed(cast, {**MIXED, **{("owner", ratee): 5 for ratee in PEERS}}, "期末")
    manager = client("manager")
    assert "補正" not in manager.get(f"assessments/{round_id}/results").main
    assert manager.submit("settings", {"severity_shown": "y"}).status == 302
    assert manager.submit("settings", {"minimum_raters": "2"}).status == 422, "nothing of a refused form is kept"
    page = manager.get(f"assessments/{round_id}/results").main
    assert "2組に分かれています（担い手01、担い手02、担い手03／担い手05、担い手06、担い手07）" in page
    assert "分かってしまうおそれがあります" in manager.get(f"assessments/{lenient}/results").main
    assert "評価者の厳しさの補正（期首）：補正できません" in manager.get(f"assessments/results/{cast.producer_id('eighth')}").main
    assert manager.submit("settings", {"severity_shown": None}).status == 302
    assert "補正" not in manager.get(f"assessments/{round_id}/results").main
