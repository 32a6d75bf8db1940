"""Rounds, items, who reaches the minimum, who has handed in, and one's own forms."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event

from tests.assessing import TODAY, closed, only_on_roster, opened, rate, version_of
from tests.conftest import NOW
from tracker.database import db
from tracker.domain.errors import NotFound
from tracker.models import Producer
from tracker.queries.assessments import get_round, list_items, list_rounds
from tracker.queries.raters import list_hand_ins, list_so_far
from tracker.queries.ratings import get_sheet, list_my_rounds
from tracker.queries.round_plans import get_plan
from tracker.services.assessments import end_round, plan_round
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


def test_who_left_without_handing_in_is_not_among_those_who_are_waited_for(cast, writing):
    manager, later = cast.viewer("manager"), date(2027, 2, 1)
    with writing():
        round_id = opened(cast, manager_ids=[manager.account_id])
        for person in ("owner", "sub"):
            rate(cast.viewer(person), round_id, cast.producer_id("fifth"), 3)
            hand_in(cast.viewer(person), round_id=round_id, now=NOW)
        for person in ("sub", "sixth"):  # who has handed in, and who has not
            db.session.get(Producer, cast.producer_id(person)).ends_on = date(2026, 11, 20)
        db.session.flush()
        for row in (list_rounds(manager, TODAY)[0], get_round(manager, round_id, TODAY)):
            assert (row.handed_in, row.raters) == (2, 10), "nine of the ten, and the manager"
        people = list_hand_ins(manager, round_id, TODAY)
        assert (sum(one.is_handed_in for one in people), sum(one.is_handed_in or not one.has_left for one in people)) == (2, 10)
        so_far = {row.name: (row.handed_in, row.asked) for row in list_so_far(manager, round_id, TODAY)}
        assert (so_far["担い手05"], so_far["担い手06"], so_far["担い手03"]) == ((2, 8), (2, 9), (1, 8))
        end_round(manager, round_id=round_id, version=version_of(round_id), now=NOW)
        db.session.get(Producer, cast.producer_id("seventh")).ends_on = date(2027, 1, 1)
        db.session.flush()
        assert get_round(manager, round_id, later).raters == 10, "who leaves after the end was there for all of it"
        assert {one.name for one in list_hand_ins(manager, round_id, later) if one.has_left} == {"担い手03", "担い手06"}


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
