"""Rounds, items, who reaches the minimum, who has handed in, and one's own forms."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from tests.assessing import TODAY, closed, only_on_roster, opened, rate
from tests.conftest import NOW
from tracker.database import db
from tracker.domain.errors import NotFound
from tracker.models import Producer
from tracker.queries.assessments import get_round, list_items, list_rounds
from tracker.queries.raters import list_hand_ins
from tracker.queries.ratings import get_sheet, list_my_rounds
from tracker.queries.round_plans import get_plan
from tracker.services.assessments import plan_round
from tracker.services.ratings import hand_in


def test_the_items_of_a_new_programme_say_which_are_damaged(cast, at_rest):
    with at_rest():
        items = list_items(cast.viewer("owner"))
        assert [item.number for item in items] == [1, 2, 3, 4, 5]
        assert [item.is_complete for item in items] == [True, False, False, False, True]


def test_the_page_says_beforehand_person_by_person_who_will_reach_the_minimum(cast, writing):
    manager = cast.viewer("manager")
    with writing():
        only_on_roster(cast, "owner", "colleague", "sub", "fifth")
        round_id = plan_round(manager, name="期首", due_on=TODAY, today=TODAY, now=NOW)
        assert {(row.raters, row.reaches, row.spare) for row in get_plan(manager, round_id, TODAY).reach} == {(3, True, 0)}
        db.session.get(Producer, cast.producer_id("fifth")).account_id = None
        db.session.flush()
        reach = {row.name: row for row in get_plan(manager, round_id, TODAY).reach}
        assert (reach["担い手01"].raters, reach["担い手01"].reaches, reach["担い手01"].spare) == (2, False, None)
        assert (reach["担い手05"].raters, reach["担い手05"].reaches, reach["担い手05"].has_account) == (3, True, False)


def test_who_has_handed_in_is_named_to_manager_and_clerk_and_counted_for_the_auditor(cast, writing):
    with writing():
        round_id = opened(cast)
        rate(cast.viewer("owner"), round_id, cast.producer_id("owner"), 3)
        hand_in(cast.viewer("owner"), round_id=round_id, now=NOW)
        db.session.flush()
        for person in ("manager", "clerk"):
            rows = list_hand_ins(cast.viewer(person), round_id)
            assert [row.name for row in rows if row.is_handed_in] == ["担い手01"]
            assert len(rows) == 10
        with pytest.raises(NotFound):
            list_hand_ins(cast.viewer("auditor"), round_id)
        seen = {person: list_rounds(cast.viewer(person))[0] for person in ("auditor", "owner")}
        assert (seen["auditor"].handed_in, seen["auditor"].raters) == (1, 10)
        assert (seen["owner"].handed_in, seen["owner"].raters) == (None, None)


def test_my_rounds_say_who_is_done(cast, writing):
    owner = cast.viewer("owner")
    with writing():
        round_id = opened(cast)
        rate(owner, round_id, cast.producer_id("sub"), 3)
        rate(owner, round_id, cast.producer_id("fifth"), [3, "x", None, None, None])
        (mine,) = list_my_rounds(owner)
        assert (mine.done, len(mine.pairs), mine.handed_in_at) == (1, 10, None)
        assert mine.pairs[0].is_self
        assert [(pair.name, pair.answered) for pair in mine.pairs if pair.answered] == [("担い手03", 5), ("担い手05", 2)]


def test_who_rates_nobody_has_nothing_to_do(cast, writing):
    with writing():
        opened(cast)
        assert list_my_rounds(cast.viewer("manager")) == ()
        assert list_my_rounds(cast.viewer("stranger")) == ()


def test_a_form_shows_ones_own_answers_until_the_close_and_nobody_elses(cast, writing):
    sub = cast.producer_id("sub")
    with writing():
        round_id = closed(cast, {("owner", "sub"): 4})
        assert get_sheet(cast.viewer("owner"), round_id, sub).answers == {}
        open_id = opened(cast, "中間")
        rate(cast.viewer("owner"), open_id, sub, 4)
        mine = get_sheet(cast.viewer("owner"), open_id, sub)
        assert {answer.score for answer in mine.answers.values()} == {4}
        assert mine.next_ratee_id == cast.producer_id("manager_producer")
        assert get_sheet(cast.viewer("colleague"), open_id, sub).answers == {}
        for person in ("manager", "stranger", "clerk"):
            with pytest.raises(NotFound):
                get_sheet(cast.viewer(person), open_id, sub)


def test_a_round_of_another_programme_is_not_there(cast, writing):
    with writing():
        round_id = opened(cast)
        with pytest.raises(NotFound):
            get_round(cast.viewer("other_manager"), round_id)
        assert list_rounds(cast.viewer("other_manager")) == ()


def test_the_number_of_queries_of_ones_rounds_does_not_grow_with_the_rounds(cast, writing):
    owner = cast.viewer("owner")
    with writing():
        opened(cast, "期首")
        one = statements_of(lambda: list_my_rounds(owner))
        opened(cast, "中間")
        opened(cast, "期末")
        assert statements_of(lambda: list_my_rounds(owner)) == one


def statements_of(read):
    """How many statements a read sends."""
    sent = []

    def count(*_args):
        sent.append(1)

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        read()
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    return len(sent)
