"""Who is shown the means without severity, and that reading results takes as many queries however much there is."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import update

from tests.assessing import FOUR, MIXED, ask_for_severity, closed
from tests.happenings import counted_statements
from tracker.database import db
from tracker.domain.adjustment import AdjustmentState
from tracker.domain.errors import NotFound
from tracker.domain.scores import PeerShown
from tracker.models import Programme
from tracker.queries.results import get_group_results, get_my_results, get_person_results, list_report_results

AS_OF = date(2026, 11, 24)


def test_a_manager_who_took_no_part_is_shown_them_beside_the_means(cast, writing):
    with writing():
        ask_for_severity(cast)
        round_id = closed(cast, MIXED)
        manager, sub = cast.viewer("manager"), cast.producer_id("sub")
        row = get_group_results(manager, round_id)
        item = row.items[0].item_id
        raw = next(person for person in row.persons if person.producer_id == sub).scores[0].peer
        adjusted = row.adjustment.means[sub, item]
        assert (raw.shown, adjusted.shown) == (PeerShown.EXACT, PeerShown.ROUNDED)
        assert adjusted.n is None
        person = get_person_results(manager, sub).adjustments[round_id]
        assert person.means[sub, item] == adjusted
        assert {ratee for ratee, _item in person.means} == {sub}
        # whom the severe rater did not rate comes down beside the others
        severe = cast.producer_id("fifth")
        moved = {
            one.producer_id: row.adjustment.means[one.producer_id, item].mean - one.scores[0].peer.mean
            for one in row.persons
            if (one.producer_id, item) in row.adjustment.means
        }
        assert moved[severe] < min(value for ratee, value in moved.items() if ratee != severe)


def test_only_beside_a_mean_that_is_shown_as_a_value(cast, writing):
    few = {
        **MIXED,
        ("owner", "fifth"): "x",
        **{(rater, "sub"): [5, *MIXED[rater, "sub"][1:]] for rater in ("owner", "colleague")},
    }
    few["fifth", "sub"] = [4, *MIXED["fifth", "sub"][1:]]
    with writing():
        ask_for_severity(cast)
        row = get_group_results(cast.viewer("manager"), closed(cast, few))
        assert row.adjustment.state is AdjustmentState.FITTED
        shown = {(one.producer_id, score.item.item_id): score.peer.shown for one in row.persons for score in one.scores}
        assert {place for place, what in shown.items() if what is PeerShown.EXACT} == set(row.adjustment.means)
        assert {PeerShown.HIDDEN, PeerShown.AT_LEAST} <= set(shown.values())


def test_nobody_else_is_shown_any(cast, writing):
    with writing():
        ask_for_severity(cast)
        round_id = closed(cast, MIXED)
        assert all(get_my_results(cast.viewer(person)).adjustments == {} for person in FOUR)
        assert "adjust" not in repr(list_report_results(cast.viewer("clerk"), AS_OF))
        with pytest.raises(NotFound):
            get_group_results(cast.viewer("other_manager"), round_id)


def test_a_manager_who_rated_or_was_rated_is_told_why_there_are_none(cast, writing):
    with writing():
        ask_for_severity(cast)
        round_id = closed(cast, MIXED)
        row = get_group_results(cast.viewer("manager_producer"), round_id).adjustment
        assert (row.state, row.took_part, row.means) == (AdjustmentState.FITTED, True, {})


def test_where_the_programme_no_longer_asks_nothing_is_said(cast, writing):
    with writing():
        ask_for_severity(cast)
        round_id = closed(cast, MIXED)
        db.session.execute(update(Programme).values(severity_shown=False))
        assert get_group_results(cast.viewer("manager"), round_id).adjustment is None
        assert get_person_results(cast.viewer("manager"), cast.producer_id("sub")).adjustments == {}


def test_raters_who_are_apart_are_named_without_a_score(cast, writing):
    apart = {(rater, "eighth"): 3 for rater in ("owner", "colleague", "sub")}
    apart |= {(rater, "ninth"): 4 for rater in ("fifth", "sixth", "seventh")}
    with writing():
        ask_for_severity(cast)
        row = get_group_results(cast.viewer("manager"), closed(cast, apart)).adjustment
        assert (row.state, row.means) == (AdjustmentState.APART, {})
        assert row.groups == (("担い手01", "担い手02", "担い手03"), ("担い手05", "担い手06", "担い手07"))


def test_the_number_of_queries_of_results_does_not_grow_with_rounds_nor_people(cast, writing):
    manager, sub = cast.viewer("manager"), cast.producer_id("sub")
    owner, clerk = cast.viewer("owner"), cast.viewer("clerk")

    def counted(round_id):
        found = []
        for read in (
            lambda: get_group_results(manager, round_id),
            lambda: get_person_results(manager, sub),
            lambda: get_my_results(owner),
            lambda: list_report_results(clerk, AS_OF),
        ):
            with counted_statements() as sent:
                read()
            found.append(sent())
        return found

    with writing():
        ask_for_severity(cast)
        few = counted(closed(cast, MIXED, "期首"))
        closed(cast, MIXED, "中間")
        more = {**MIXED, **{(rater, "seventh"): MIXED[rater, "sub"] for rater in ("owner", "colleague", "fifth")}}
        assert counted(closed(cast, more, "期末")) == few
        assert max(few) <= 20
