"""Two worlds that differ in a rater's scores and look the same to everybody below manager: nothing tells them apart.

Pages, charts, the workbook and the report are made of these rows and of nothing else; they are compared as a whole.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from tests.assessing import closed, manager_who_rates, only_on_roster
from tracker.database import db
from tracker.domain.disclosure import Tally, show_peer
from tracker.domain.roles import Role
from tracker.domain.scores import PeerMean, Scale
from tracker.queries.assessments import list_rounds
from tracker.queries.results import get_group_results, get_my_results, get_person_results, list_report_results
from tracker.services.transaction import abandon, begin_writing

FIVE = Scale(1, 5)
AS_OF = date(2026, 11, 24)
RATERS = ("owner", "colleague", "sub", "fifth")
PEERS = RATERS[1:]  # who rate owner


def seen(scores: tuple[int, ...], own: int | None = None) -> PeerMean:
    return show_peer(Tally(len(scores), sum(scores)), scale=FIVE, own=() if own is None else (own,))


def everything_below_manager(cast) -> dict[str, object]:
    """Whatever the queries say to each role below manager."""
    found: dict[str, object] = {}
    for person in RATERS:
        found[person] = asdict(get_my_results(cast.viewer(person)))
    for person in ("clerk", "auditor"):
        viewer = cast.viewer(person)
        found[person] = (asdict(list_report_results(viewer, AS_OF)), [asdict(row) for row in list_rounds(viewer)])
    return found


def world(cast, app, ratings) -> dict[str, object]:
    with app.app_context():
        begin_writing()
        if db.engine.dialect.name == "postgresql":  # which goes on counting after a rollback: the two rounds have one id
            db.session.execute(text("SELECT setval(pg_get_serial_sequence('assessment_round', 'id'), 1000)"))
        try:
            only_on_roster(cast, *RATERS)
            closed(cast, ratings)
            return everything_below_manager(cast)
        finally:
            abandon()


@settings(max_examples=4)
@given(st.tuples(*[st.integers(1, 5)] * 3), st.integers(0, 2))
def test_for_every_rater_there_is_another_world_that_looks_the_same(cast, app, scores, place):
    others = [one for one in product(range(1, 6), repeat=3) if one[place] != scores[place] and seen(one) == seen(scores)]
    assert others, "every score of a peer could be another one"
    rest = {(rater, ratee): 3 for rater in RATERS for ratee in RATERS[1:]} | {("owner", "owner"): 4}
    first = {**rest, **{(rater, "owner"): score for rater, score in zip(PEERS, scores, strict=True)}}
    second = {**rest, **{(rater, "owner"): score for rater, score in zip(PEERS, others[0], strict=True)}}
    assert world(cast, app, first) == world(cast, app, second)


def as_clerk_too(viewer):
    return replace(viewer, roles=viewer.roles | {Role.CLERK})


def test_a_rater_who_compiles_the_report_gets_nothing_of_that_round(cast, writing):
    with writing():
        closed(cast, {("owner", "colleague"): 5, ("sub", "colleague"): 1, ("fifth", "colleague"): 1})
        row = list_report_results(as_clerk_too(cast.viewer("owner")), AS_OF)
        assert (row.rounds, row.scores, row.changes, row.withheld) == ((), (), (), ("期首",))
        assert list_report_results(cast.viewer("clerk"), AS_OF).withheld == ()


def test_a_manager_who_rated_cannot_take_their_own_score_away(cast, writing):
    with writing():
        given_scores = {("manager_producer", "colleague"): 5, ("sub", "colleague"): 1, ("fifth", "colleague"): 1}
        round_id = closed(cast, given_scores)
        rater, other = manager_who_rates(cast), cast.viewer("manager")
        person = cast.producer_id("colleague")
        for viewer, words in ((rater, "2.7以下（3人）"), (other, "2.33（3人）")):
            peer = get_person_results(viewer, person).rounds[0].scores[0].peer
            assert peer.sentence % peer.params == words
            persons = {row.producer_id: row for row in get_group_results(viewer, round_id).persons}
            assert persons[person].scores[0].peer == peer
        [told] = {row.peer.bound for row in list_report_results(rater, AS_OF).scores if row.producer_id == person}
        assert told == 2.7


def test_the_groups_page_never_sorts_by_score_nor_adds_up_a_person(cast, writing):
    with writing():
        round_id = closed(cast, {(rater, "colleague"): 5 for rater in ("owner", "sub", "fifth")} | {("owner", "sub"): 1})
        row = get_group_results(cast.viewer("manager"), round_id)
        assert [person.producer_id for person in row.persons] == sorted(person.producer_id for person in row.persons)
        assert not any("total" in name or "rank" in name for name in asdict(row.persons[0]))
