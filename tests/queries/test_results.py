"""What a viewer is shown of an assessment, and what can never be worked out from it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from tests.assessing import closed, only_on_roster, opened, rate, rated, version_of
from tests.conftest import NOW
from tracker.database import db
from tracker.domain.errors import NotAllowed, NotFound
from tracker.domain.scores import PeerShown
from tracker.models import Producer, Programme
from tracker.queries.assessments import items_of_rounds
from tracker.queries.results import get_group_results, get_my_results, get_person_results, list_report_results
from tracker.services.assessments import close_round
from tracker.services.ratings import Answer, save_ratings
from tracker.services.transaction import abandon, begin_writing

RATERS = ("owner", "colleague", "sub", "fifth", "sixth")
AS_OF = date(2026, 11, 24)


def peers_of_owner(*points):
    return {(rater, "owner"): point for rater, point in zip(RATERS[1:], points, strict=False)}


def words(peer):
    return peer.sentence % peer.params


def test_before_the_close_nobody_is_shown_anything(cast, writing):
    with writing():
        round_id = rated(cast, opened(cast), {("owner", "owner"): 3, **peers_of_owner(3, 4, 4)})
        assert get_my_results(cast.viewer("owner")).rounds == ()
        report = list_report_results(cast.viewer("clerk"), AS_OF)
        assert (report.rounds, report.scores) == ((), ())
        with pytest.raises(NotAllowed):
            get_group_results(cast.viewer("manager"), round_id)


def test_after_the_close_one_sees_oneself_and_three_peers_as_one_mean_without_their_number(cast, writing):
    with writing():
        closed(cast, {("owner", "owner"): [2, None, "x", 4, 5], **peers_of_owner(3, 4, 4)})
        row = get_my_results(cast.viewer("owner"))
        scores = row.rounds[0].scores
        assert [(score.self_score, score.self_cannot_judge) for score in scores] == [
            (2, False),
            (None, False),
            (None, True),
            (4, False),
            (5, False),
        ]
        assert {words(score.peer) for score in scores} == {"3.7（3人以上）"}
        assert {score.peer.n for score in scores} == {None}


def test_two_raters_and_one_who_cannot_judge_show_nothing(cast, writing):
    with writing():
        closed(cast, peers_of_owner(5, 4, "x"))
        assert {words(score.peer) for score in get_my_results(cast.viewer("owner")).rounds[0].scores} == {"―（回答3名未満）"}


def test_a_mean_at_an_end_is_bounded_for_oneself_and_has_its_n_for_the_manager(cast, writing):
    with writing():
        closed(cast, peers_of_owner(5, 5, 5))
        owner = cast.producer_id("owner")
        assert words(get_my_results(cast.viewer("owner")).rounds[0].scores[0].peer) == "4.5以上"
        assert words(get_person_results(cast.viewer("manager"), owner).rounds[0].scores[0].peer) == "4.5以上（3人）"


def test_the_manager_sees_exact_means_with_n_but_of_oneself_what_everybody_sees_of_themselves(cast, writing):
    with writing():
        given_points = {(rater, "manager_producer"): point for rater, point in zip(RATERS, (3, 4, 4), strict=False)}
        round_id = closed(cast, {**peers_of_owner(3, 4, 4), **given_points, ("owner", "owner"): 2})
        persons = {row.name: row for row in get_group_results(cast.viewer("manager_producer"), round_id).persons}
        assert words(persons["担い手01"].scores[0].peer) == "3.67（3人）"
        assert persons["担い手01"].scores[0].self_score == 2
        assert words(persons["担い手04"].scores[0].peer) == "3.7（3人以上）"


def test_a_change_is_shown_only_where_both_ends_are_and_grey_within_the_noise(cast, writing):
    with writing():
        closed(cast, {("owner", "owner"): 3, **peers_of_owner(3, 3, 3)}, "期首")
        closed(
            cast,
            {
                ("owner", "owner"): 4,
                ("colleague", "owner"): [4, 5, 3, 3, 5],
                ("sub", "owner"): [4, 5, 3, "x", 4],
                ("fifth", "owner"): [4, 5, 4, 3, 4],
            },
            "期末",
        )
        changes = get_my_results(cast.viewer("owner")).changes
        assert [change.own for change in changes] == [1.0] * 5
        assert [change.peer for change in changes] == [1.0, None, 0.3, None, 1.3]
        assert [change.is_noise for change in changes] == [False, False, True, False, False]
        found = get_my_results(cast.viewer("owner")).finding
        assert (found.own_told, found.own_up, found.peer_told, found.peer_up, found.peer_noise) == (5, 5, 3, 2, 1)


def test_nothing_is_compared_between_rounds_of_different_scales(cast, writing):
    with writing():
        closed(cast, {("owner", "owner"): 3, **peers_of_owner(3, 3, 3)}, "期首")
        db.session.get(Programme, cast.programme_id).scale_maximum = 10
        db.session.flush()
        closed(cast, {("owner", "owner"): 8, **peers_of_owner(8, 7, 7)}, "期末")
        assert {(change.own, change.peer) for change in get_my_results(cast.viewer("owner")).changes} == {(None, None)}


def test_the_report_is_the_same_whoever_makes_it_and_holds_no_single_score(cast, writing):
    with writing():
        everybody = {(rater, ratee): 2 + (place + len(rater)) % 3 for place, rater in enumerate(RATERS) for ratee in RATERS}
        closed(cast, everybody)
        by_clerk = list_report_results(cast.viewer("clerk"), AS_OF)
        assert (
            by_clerk == list_report_results(cast.viewer("manager"), AS_OF) == list_report_results(cast.viewer("auditor"), AS_OF)
        )
        assert len(by_clerk.scores) == 10 * 5
        assert {score.peer.shown for score in by_clerk.scores} <= {
            PeerShown.ROUNDED,
            PeerShown.HIDDEN,
            PeerShown.AT_LEAST,
            PeerShown.AT_MOST,
        }
        assert "self_score" not in str(asdict(by_clerk))
        assert (by_clerk.rounds[0].means[0].own.n, by_clerk.rounds[0].means[0].peer.n) == (5, 5)


def test_the_group_page_and_the_report_agree(cast, writing):
    with writing():
        round_id = closed(cast, {(rater, ratee): 3 + len(rater) % 2 for rater in RATERS for ratee in RATERS})
        page = get_group_results(cast.viewer("manager"), round_id)
        assert list_report_results(cast.viewer("clerk"), AS_OF).rounds == page.rounds


def test_the_report_leaves_out_a_round_that_closed_after_the_as_of_date(cast, writing):
    with writing():
        closed(cast, peers_of_owner(3, 4, 4))
        assert list_report_results(cast.viewer("clerk"), date(2026, 11, 23)).rounds == ()
        assert len(list_report_results(cast.viewer("clerk"), AS_OF).rounds) == 1


def test_results_of_others_are_hidden_from_everybody_below_manager(cast, writing):
    with writing():
        round_id = closed(cast, peers_of_owner(3, 4, 4))
        for person in ("owner", "clerk", "auditor", "stranger"):
            with pytest.raises(NotFound):
                get_group_results(cast.viewer(person), round_id)
            with pytest.raises(NotFound):
                get_person_results(cast.viewer(person), cast.producer_id("owner"))
        for person in ("clerk", "auditor", "manager"):
            with pytest.raises(NotFound):
                get_my_results(cast.viewer(person))
        for person in ("owner", "other_sub"):
            with pytest.raises(NotFound):
                list_report_results(cast.viewer(person), AS_OF)


def test_another_programme_sees_nothing_of_it(cast, writing):
    with writing():
        round_id = closed(cast, peers_of_owner(3, 4, 4))
        other = cast.viewer("other_manager")
        with pytest.raises(NotFound):
            get_group_results(other, round_id)
        with pytest.raises(NotFound):
            get_person_results(other, cast.producer_id("owner"))
        assert list_report_results(other, AS_OF).rounds == ()


@pytest.mark.parametrize(("writers", "shown"), [(4, ()), (5, ("あ", "い", "う", "え", "お"))])
def test_comments_are_shown_from_five_who_wrote_one_in_an_order_that_tells_no_writer(cast, writing, writers, shown):
    with writing():
        round_id = opened(cast)
        item = items_of_rounds(cast.viewer("owner"), [round_id])[round_id][0]
        raters = ("colleague", "sub", "fifth", "sixth", "seventh")[:writers]
        for rater, comment in zip(raters, "おいえあう", strict=False):
            answers = [Answer(item.item_version_id, 4, comment=comment)]
            save_ratings(cast.viewer(rater), round_id=round_id, ratee_id=cast.producer_id("owner"), answers=answers, now=NOW)
        closed_now(cast, round_id)
        assert tuple(sorted(get_my_results(cast.viewer("owner")).rounds[0].scores[0].comments)) == shown
        assert get_person_results(cast.viewer("manager"), cast.producer_id("owner")).rounds[0].scores[0].comments == ()


def closed_now(cast, round_id):
    close_round(cast.viewer("manager"), round_id=round_id, version=version_of(round_id), now=NOW)
    db.session.flush()


points = st.one_of(st.none(), st.just("x"), st.integers(1, 5))


@settings(max_examples=25)
@given(ratings=st.lists(st.lists(points, min_size=5, max_size=5), max_size=4), own=points)
def test_below_manager_hidden_stays_hidden_and_bounded_stays_bounded_whatever_is_rated(cast, app, ratings, own):
    with app.app_context():
        begin_writing()
        try:
            only_on_roster(cast, *RATERS)
            round_id = opened(cast)
            rate(cast.viewer("owner"), round_id, cast.producer_id("owner"), own)
            for rater, given_points in zip(RATERS[1:], ratings, strict=False):
                rate(cast.viewer(rater), round_id, cast.producer_id("owner"), given_points)
            closed_now(cast, round_id)
            mine = get_my_results(cast.viewer("owner")).rounds[0].scores
            report = list_report_results(cast.viewer("clerk"), AS_OF)
        finally:
            abandon()
    about_me = [score.peer for score in report.scores if score.producer_id == cast.producer_id("owner")]
    assert [score.peer for score in mine] == about_me
    for place, peer in enumerate(about_me):
        scores = [row[place] for row in ratings if isinstance(row[place], int)]
        assert peer.n is None
        if len(scores) < 3:
            assert (peer.shown, peer.mean, peer.bound) == (PeerShown.HIDDEN, None, None)
            continue
        mean = sum(scores) / len(scores)
        assert peer.is_bounded is (mean >= 4.5 or mean <= 1.5)
        assert peer.mean is None or abs(peer.mean - mean) <= 0.05 + 1e-9
    # one person with a result is no group, and one self score is no mean
    assert all(mean.peer.is_hidden and mean.own.is_hidden for mean in report.rounds[0].means)


def test_two_raters_of_one_name_are_told_apart_where_they_left_people_out(cast, writing):
    with writing():
        twins = [cast.producer_id("colleague"), cast.producer_id("sub")]
        db.session.execute(update(Producer).where(Producer.id.in_(twins)).values(name="架空 同名"))
        round_id = closed(cast, peers_of_owner(3, 3, 3))
        told = [row for row in get_group_results(cast.viewer("manager"), round_id).unrated if row.rater == "架空 同名"]
        assert len(told) == 2
        assert all(len(row.ratees) == len(set(row.ratees)) for row in told)
