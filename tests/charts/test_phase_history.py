"""The history of cases: every phase of a case is seen, also those that began on one day; user text escaped."""

from __future__ import annotations

import json
from datetime import date

from tracker.charts.phase_history import DAY, Stretch, phase_history
from tracker.domain.phases import Phase

NAMES = {phase: phase.value for phase in Phase}
FIRST, LATER, TODAY = date(2026, 6, 2), date(2026, 8, 4), date(2026, 11, 24)


def stretch(place, phase, on, to_on):
    return Stretch(place, phase, on, to_on, f"{phase.value} {on}", f"/cases/{place}")


def figure(*stretches, cases=("1 器",)):
    return json.loads(phase_history(cases, stretches, NAMES, "%-m/%-d"))


def drawn(made):
    return {(trace["type"], trace["name"]): trace for trace in made["data"]}


def test_phases_that_began_on_one_day_are_all_seen_and_no_mark_hides_another():
    traces = drawn(
        figure(
            stretch(0, Phase.LISTEN, FIRST, FIRST),
            stretch(0, Phase.OBSERVE, FIRST, FIRST),
            stretch(0, Phase.DIAGNOSE, FIRST, LATER),
            stretch(0, Phase.PLAN, LATER, TODAY),
        )
    )
    assert set(traces) == {("scatter", "listen"), ("scatter", "observe"), ("bar", "diagnose"), ("bar", "plan")}
    listen, observe = traces["scatter", "listen"], traces["scatter", "observe"]
    assert listen["x"] == observe["x"] == ["2026-06-02"]
    assert listen["y"] != observe["y"]
    assert all(-0.5 < trace["y"][0] < 0.5 for trace in (listen, observe))
    assert (listen["hovertext"], listen["customdata"]) == (["listen 2026-06-02"], ["/cases/0"])
    assert list(traces)[-1][0] == "scatter", "marks lie on the bars"


def test_a_bar_is_as_long_as_its_days_and_a_phase_is_named_once():
    made = figure(
        stretch(0, Phase.LISTEN, FIRST, LATER),
        stretch(0, Phase.OBSERVE, LATER, TODAY),
        stretch(1, Phase.LISTEN, FIRST, FIRST),
        stretch(1, Phase.OBSERVE, FIRST, TODAY),
        cases=("1 器", "2 皿"),
    )
    traces = drawn(made)
    assert traces["bar", "listen"]["x"] == [(LATER - FIRST).days * DAY]
    assert traces["bar", "observe"]["y"] == [0, 1]
    assert [name for (_type, name), trace in traces.items() if trace.get("showlegend", True)] == ["listen", "observe"]
    assert made["layout"]["yaxis"]["ticktext"] == ["1 器", "2 皿"]


def test_text_of_users_is_escaped_and_no_template_travels():
    made = figure(Stretch(0, Phase.PLAN, FIRST, TODAY, "<b>太字</b>", "/cases/0"), cases=("<b>太字</b>",))
    assert "<b>" not in json.dumps(made)
    assert "template" not in made["layout"]
