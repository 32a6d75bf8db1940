"""Two tabs of one rater, and a round that is ended while somebody rates: one answer an item, none after the end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from tests.assessing import opened, version_of
from tests.conftest import NOW
from tracker.database import db
from tracker.domain.errors import Conflict, RuleBroken
from tracker.models import AssessmentRound, ManagerRating, Rating
from tracker.queries.assessments import items_of_rounds
from tracker.services import transaction
from tracker.services.assessments import end_round
from tracker.services.ratings import Answer, hand_in, save_ratings

PATIENCE = 60


@pytest.fixture
def at_once(app):
    """Run acts in a transaction of their own each, all let go together; what each was refused with."""

    def run(*acts):
        gate = Barrier(len(acts))

        def one(act):
            with app.app_context():
                gate.wait(PATIENCE)
                try:
                    with transaction.writing():
                        act()
                except (RuleBroken, Conflict) as refused:
                    return refused
                return None

        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(one, acts, timeout=PATIENCE))

    return run


@pytest.mark.parametrize("person", ["owner", "manager"])
def test_of_two_tabs_that_answer_one_item_at_once_the_second_is_told_of_the_first(cast, writing, at_once, person):
    viewer, sub = cast.viewer(person), cast.producer_id("sub")
    with writing():
        round_id = opened(cast, manager_ids=[cast["manager"].account_id])
        item = items_of_rounds(viewer, [round_id])[round_id][0].item_version_id

    def answer(score):
        answers = [Answer(item, score, seen=("",))]
        return lambda: save_ratings(viewer, round_id=round_id, ratee_id=sub, answers=answers, now=NOW)

    refused = [one for one in at_once(answer(2), answer(5)) if one is not None]
    assert [type(one) for one in refused] == [Conflict]
    with writing():
        model = ManagerRating if person == "manager" else Rating
        kept = db.session.scalars(select(model.score)).all()
        assert len(kept) == 1
        assert refused[0].theirs["0"].score == kept[0]


def test_handing_in_twice_at_once_is_one_hand_in(cast, writing, at_once):
    owner, sub = cast.viewer("owner"), cast.producer_id("sub")
    with writing():
        round_id = opened(cast)
        item = items_of_rounds(owner, [round_id])[round_id][0].item_version_id
        save_ratings(owner, round_id=round_id, ratee_id=sub, answers=[Answer(item, 3)], now=NOW)
    twice = [lambda: hand_in(owner, round_id=round_id, now=NOW)] * 2
    assert at_once(*twice) == [None, None]


def test_while_the_round_is_ended_an_answer_is_kept_before_it_or_refused(cast, writing, at_once):
    owner, sub = cast.viewer("owner"), cast.producer_id("sub")
    with writing():
        round_id = opened(cast)
        version = version_of(round_id)
        item = items_of_rounds(owner, [round_id])[round_id][0].item_version_id
    ended, rated = at_once(
        lambda: end_round(cast.viewer("manager"), round_id=round_id, version=version, now=NOW),
        lambda: save_ratings(owner, round_id=round_id, ratee_id=sub, answers=[Answer(item, 3)], now=NOW),
    )
    assert ended is None
    with writing():
        kept = db.session.scalars(select(Rating.score)).all()
        assert kept == ([3] if rated is None else [])
        assert db.session.get(AssessmentRound, round_id).ended_at is not None
