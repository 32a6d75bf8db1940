"""The teams' coverage of the items: whom it is shown, and what it is made of."""

from __future__ import annotations

from datetime import date

import pytest

from tests.assessing import closed, opened
from tracker.domain.coverage import CoverageState
from tracker.domain.errors import NotFound
from tracker.queries.coverage import list_coverage
from tracker.queries.results import get_strengths

TODAY = date(2026, 11, 24)
RATERS = ("colleague", "fifth", "sixth")  # of owner, who leads company A with sub


def about(ratee, *points):
    return {(rater, ratee): point for rater, point in zip(RATERS, points, strict=False)}


def test_without_a_closed_round_nothing_is_known_of_any_team(cast, writing):
    with writing():
        opened(cast)
        row = list_coverage(cast.viewer("manager"), TODAY)
        assert (row.basis.round, row.basis.items, row.companies[0].coverage) == (None, (), ())


def test_a_team_is_covered_by_its_strongest_and_unknown_where_somebody_is_not_shown(cast, writing):
    with writing():
        closed(cast, {**about("owner", *[[4, 2, 5, 3, "x"]] * 3), **about("sub", *[[2, 2, 2, 2, 2]] * 3)})
        asahi, minato = list_coverage(cast.viewer("manager"), TODAY).companies
        assert [one.state for one in asahi.coverage] == [
            CoverageState.COVERED,
            CoverageState.THIN,
            CoverageState.COVERED,
            CoverageState.THIN,
            CoverageState.UNKNOWN,
        ]
        assert asahi.coverage[2].best.sentence % asahi.coverage[2].best.params == "4.5以上（3人）"
        assert (asahi.members, asahi.coverage[4].hidden) == (2, 1)
        assert {one.state for one in minato.coverage} == {CoverageState.UNKNOWN}


def test_the_latest_closed_round_is_what_it_is_based_on(cast, writing):
    with writing():
        closed(cast, about("owner", 5, 5, 5), "期首")
        closed(cast, about("owner", 2, 2, 2), "中間")
        opened(cast, "期末")
        strengths = get_strengths(cast.viewer("manager"))
        assert strengths.round.name == "中間"
        assert {strengths.means[cast.producer_id("owner"), item].mean for item in strengths.item_ids} == {2.0}


@pytest.mark.parametrize("person", ["owner", "clerk", "auditor", "administrator"])
def test_nobody_below_manager_is_told_of_any_team(cast, writing, person):
    with writing():
        closed(cast, about("owner", 4, 4, 4))
        for query in (get_strengths, lambda viewer: list_coverage(viewer, TODAY)):
            with pytest.raises(NotFound):
                query(cast.viewer(person))
