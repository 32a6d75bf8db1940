"""The radar: gaps for what is not shown, bounds where it is bounded, user text escaped."""

from __future__ import annotations

import json

from tracker.charts.competency import Line, competency_radar
from tracker.domain.scores import Scale

LABELS = ("市場・構想", "翻訳・発信", "項目3（原文未入手）", "鼓舞・推進", "伴走")
OWN = Line("自己評価（期首）", [(3.0, "3"), (None, "―"), (4.0, "4"), (2.0, "2"), (5.0, "5")], is_peer=False, is_first=True)
PEER = Line(
    "他者評価（期末）",
    [(4.5, "4.5以上"), (None, "―（回答3名未満）"), (3.7, "3.7（3人以上）"), (1.5, "1.5以下"), (3.0, "3.0（3人以上）")],
    is_peer=True,
    is_first=False,
)


def figure(*lines, labels=LABELS):
    return json.loads(competency_radar(labels, lines, Scale(1, 5)))


def test_what_is_not_shown_is_a_gap_and_never_a_zero():
    (trace,) = figure(PEER)["data"]
    assert trace["r"] == [4.5, None, 3.7, 1.5, 3.0, 4.5]
    assert trace["connectgaps"] is False
    assert trace["text"][:2] == ["4.5以上", "―（回答3名未満）"]


def test_a_round_is_closed_to_its_start_and_first_and_last_differ_by_more_than_colour():
    own, peer = figure(OWN, PEER)["data"]
    assert own["theta"][0] == own["theta"][-1] == "市場・構想"
    assert (own["line"]["dash"], peer["line"]["dash"]) == ("dot", "solid")
    assert own["marker"]["symbol"] != peer["marker"]["symbol"]


def test_the_axis_spans_the_scale_and_no_template_travels():
    made = figure(OWN)
    assert made["layout"]["polar"]["radialaxis"]["tickvals"] == [1, 2, 3, 4, 5]
    assert "template" not in made["layout"]


def test_text_of_users_is_escaped_and_a_long_label_breaks_in_two():
    evil = "<b>太字</b>"
    (trace,) = figure(Line(evil, [(1.0, evil)], is_peer=False, is_first=False), labels=[evil])["data"]
    assert trace["name"] == trace["text"][0] == "&lt;b&gt;太字&lt;/b&gt;"
    assert "<b>" not in json.dumps(trace)
    assert figure(OWN)["data"][0]["theta"][2] == "項目3<br>（原文未入手）"
