"""A round's design: by team, with managers in a series of their own, additions, reminders, end and close."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from tests.assessing import DUE_ON, TODAY, only_on_roster, opened, rate, version_of
from tests.cast import assign
from tests.conftest import NOW
from tracker.database import db
from tracker.domain.errors import Conflict, NotAllowed, NotFound, RuleBroken
from tracker.domain.rounds import RaterKind, RoundDesign
from tracker.domain.staffing import AssignmentRole
from tracker.models import AssessmentRound, ExtraPair, HandIn, ManagerRating, Rating, RatingPair, RoundReminder
from tracker.queries.assessments import get_round, items_of_rounds
from tracker.queries.raters import list_hand_ins, list_so_far
from tracker.queries.ratings import list_awaited, list_my_rounds
from tracker.queries.round_plans import get_plan
from tracker.services.assessments import change_round, close_round, end_round, extend_round, open_round, plan_round
from tracker.services.raters import add_raters, drop_raters, note_reminders
from tracker.services.ratings import Answer, hand_in, save_ratings

TEAM = {"design": RoundDesign.TEAM}


def plan(cast, **more):
    return plan_round(cast.viewer("manager"), name="期首", due_on=DUE_ON, today=TODAY, now=NOW, **more)


def open_it(cast, round_id):
    open_round(cast.viewer("manager"), round_id=round_id, version=version_of(round_id), today=TODAY, now=NOW)
    db.session.flush()


def peers_of(round_id):
    rows = db.session.execute(
        select(RatingPair.rater_id, RatingPair.ratee_id).where(RatingPair.round_id == round_id, RatingPair.kind == RaterKind.PEER)
    )
    return {tuple(row) for row in rows}


def test_by_team_whoever_shared_a_company_this_year_rates_each_other_and_a_team_of_one_is_refused(cast, writing):
    with writing():
        only_on_roster(cast, "owner", "sub", "colleague", "fifth", "tenth")
        round_id = plan(cast, **TEAM)
        with pytest.raises(RuleBroken, match="担い手10さんを評価する人がいません"):
            open_it(cast, round_id)
        assign(cast.asahi.enrolment_id, cast.producer_id("tenth"), AssignmentRole.SUB_LEAD, now=NOW, starts_on=TODAY)
        open_it(cast, round_id)
        owner, sub, tenth = (cast.producer_id(key) for key in ("owner", "sub", "tenth"))
        asahi = {pair for pair in peers_of(round_id) if tenth in pair or owner in pair}
        assert asahi == {(a, b) for a in (owner, sub, tenth) for b in (owner, sub, tenth) if a != b and {a, b} & {owner, tenth}}


def test_the_suggestion_is_taken_over_with_one_press_kept_with_the_round_and_taken_back(cast, writing):
    manager = cast.viewer("manager")
    with writing():
        round_id = plan(cast, **TEAM)
        before = get_plan(manager, round_id, TODAY)
        assert (before.short, before.suggestions[0].count, before.more_for_all) == (10, 26, 86)
        assert add_raters(manager, round_id=round_id, version=version_of(round_id), spare=0, today=TODAY) == 26
        db.session.flush()
        after = get_plan(manager, round_id, TODAY)
        assert (after.short, after.ratings) == (0, 30)
        drop_raters(manager, round_id=round_id, version=version_of(round_id))
        assert db.session.scalar(select(func.count()).select_from(ExtraPair)) == 0
        add_raters(manager, round_id=round_id, version=version_of(round_id), spare=1, today=TODAY)
        db.session.flush()
        open_it(cast, round_id)
        assert len(peers_of(round_id)) == 40
        with pytest.raises(RuleBroken, match="評価する人は変えられません"):
            drop_raters(manager, round_id=round_id, version=version_of(round_id))


def test_an_older_page_or_an_unknown_suggestion_adds_nothing(cast, writing):
    manager = cast.viewer("manager")
    with writing():
        round_id = plan(cast, **TEAM)
        with pytest.raises(Conflict):
            add_raters(manager, round_id=round_id, version=99, spare=0, today=TODAY)
        with pytest.raises(RuleBroken, match="案から選んで"):
            add_raters(manager, round_id=round_id, version=version_of(round_id), spare=-1, today=TODAY)
        for person, refusal in (("owner", NotAllowed), ("clerk", NotAllowed), ("other_manager", NotFound)):
            with pytest.raises(refusal):
                add_raters(cast.viewer(person), round_id=round_id, version=1, spare=0, today=TODAY)


def test_the_minimum_is_only_raised_and_a_plan_is_changed_whole(cast, writing):
    manager = cast.viewer("manager")
    with writing():
        with pytest.raises(RuleBroken, match="3人以上") as low:
            plan(cast, minimum_raters=2)
        assert low.value.field == "minimum_raters"
        round_id = plan(cast, minimum_raters=4)
        change_round(
            manager,
            round_id=round_id,
            version=version_of(round_id),
            name="期首",
            due_on=DUE_ON,
            today=TODAY,
            design=RoundDesign.TEAM,
            manager_ids=[cast["manager"].account_id],
            minimum_raters=5,
            singles_visible=True,
        )
        db.session.flush()
        row = get_round(manager, round_id)
        assert (row.design, row.managers, row.minimum_raters, row.singles_visible) == (
            RoundDesign.TEAM,
            ("架空マネージャー",),
            5,
            True,
        )


@pytest.mark.parametrize("person", ["owner", "clerk", "other_manager", "deactivated"])
def test_only_a_manager_of_the_programme_rates_as_one(cast, writing, person):
    with writing(), pytest.raises(RuleBroken) as broken:
        plan(cast, manager_ids=[cast[person].account_id])
    assert broken.value.field == "manager_ids"


def test_a_managers_rating_lies_apart_and_one_of_the_ten_gives_it_instead_of_a_peers(cast, writing):
    both, outside = cast.viewer("manager_producer"), cast.viewer("manager")
    with writing():
        round_id = opened(cast, manager_ids=[both.account_id, outside.account_id])
        assert not any(rater == both.producer_id for rater, _ratee in peers_of(round_id))
        assert get_round(outside, round_id).raters == 11
        for viewer in (both, outside):
            rate(viewer, round_id, cast.producer_id("owner"), 4)
        rate(both, round_id, both.producer_id, 3)
        assert db.session.scalar(select(func.count()).select_from(ManagerRating)) == 10
        assert db.session.scalar(select(func.count()).select_from(Rating)) == 5  # what they say of themselves
        kinds = {pair.name: pair.kind for pair in list_my_rounds(both)[0].pairs}
        assert (kinds["担い手04"], kinds["担い手01"]) == (RaterKind.SELF, RaterKind.MANAGER)
        assert len(list_my_rounds(outside)[0].pairs) == 10
        assert list_awaited(outside)
        hand_in(both, round_id=round_id, now=NOW)
        hand_in(outside, round_id=round_id, now=NOW)
        db.session.flush()
        assert list_awaited(outside) == list_awaited(both) == ()
        rows = {row.name: row for row in list_hand_ins(outside, round_id, TODAY)}
        assert (rows["担い手04"].kind, rows["担い手04"].answered, rows["担い手04"].asked) == (RaterKind.MANAGER, 10, 50)
        assert rows["架空マネージャー"].is_handed_in
        assert db.session.scalar(select(func.count()).select_from(HandIn)) == 0
        assert get_round(outside, round_id).handed_in == 2


def test_a_manager_who_was_not_chosen_rates_nobody(cast, writing):
    with writing():
        round_id = opened(cast, manager_ids=[cast["manager_producer"].account_id])
        with pytest.raises(NotFound):
            rate(cast.viewer("manager"), round_id, cast.producer_id("owner"), 4)


def test_between_end_and_close_nothing_is_rated_and_an_extension_opens_the_round_again(cast, writing):
    manager, owner, sub = cast.viewer("manager"), cast.viewer("owner"), cast.producer_id("sub")
    with writing():
        round_id = opened(cast)
        rate(owner, round_id, sub, 3)
        end_round(manager, round_id=round_id, version=version_of(round_id), now=NOW)
        db.session.flush()
        row = get_round(manager, round_id)
        assert (row.is_ended, row.is_closed, row.takes_ratings) == (True, False, False)
        with pytest.raises(RuleBroken, match="締め切られました"):
            rate(owner, round_id, sub, 4)
        with pytest.raises(RuleBroken, match="締め切れるのは"):
            end_round(manager, round_id=round_id, version=version_of(round_id), now=NOW)
        extend_round(manager, round_id=round_id, version=version_of(round_id), due_on=DUE_ON, today=TODAY)
        rate(owner, round_id, sub, 5)
        end_round(manager, round_id=round_id, version=version_of(round_id), now=NOW)
        close_round(manager, round_id=round_id, version=version_of(round_id), now=NOW)
        for step in (end_round, close_round):
            with pytest.raises(RuleBroken):
                step(manager, round_id=round_id, version=version_of(round_id), now=NOW)
        with pytest.raises(RuleBroken, match="締め切られました"):
            rate(owner, round_id, sub, 1)
        assert set(db.session.scalars(select(Rating.score))) == {5}


def test_a_reminder_is_noted_once_a_day_and_only_of_whoever_is_awaited(cast, writing):
    manager, owner = cast.viewer("manager"), cast["owner"].account_id
    with writing():
        round_id = opened(cast)
        for _again in range(2):
            note_reminders(manager, round_id=round_id, account_ids=[owner], today=TODAY, now=NOW)
            db.session.flush()
        assert db.session.scalar(select(func.count()).select_from(RoundReminder)) == 1
        rows = {row.name: row for row in list_hand_ins(manager, round_id, TODAY)}
        assert (rows["担い手01"].reminded_on, rows["担い手02"].reminded_on) == (TODAY, None)
        rate(cast.viewer("owner"), round_id, cast.producer_id("sub"), 3)
        hand_in(cast.viewer("owner"), round_id=round_id, now=NOW)
        db.session.flush()
        for wrong in ([owner], [cast["stranger"].account_id], []):
            with pytest.raises(RuleBroken) as broken:
                note_reminders(manager, round_id=round_id, account_ids=wrong, today=TODAY, now=NOW)
            assert broken.value.field == "account_ids"


def test_whoever_leaves_mid_round_is_awaited_no_more_and_what_they_said_stays(cast, writing):
    manager = cast.viewer("manager")
    with writing():
        round_id = opened(cast)
        rate(cast.viewer("tenth"), round_id, cast.producer_id("owner"), 2)
        only_on_roster(cast, *[key for key in cast.people if cast.people[key].producer_id and key != "tenth"])
        rows = {row.name: row for row in list_hand_ins(manager, round_id, TODAY)}
        assert (rows["担い手10"].has_left, rows["担い手10"].is_awaited, rows["担い手10"].answered) == (True, False, 5)
        assert rows["担い手01"].is_awaited
        assert db.session.scalar(select(func.count()).select_from(Rating)) == 5
        so_far = {row.name: row for row in list_so_far(manager, round_id, TODAY)}
        assert (so_far["担い手10"].has_left, so_far["担い手10"].asked) == (True, 9)


def test_the_reach_so_far_counts_peers_who_handed_in(cast, writing):
    manager = cast.viewer("manager")
    with writing():
        round_id = opened(cast)
        for rater in ("owner", "sub"):
            rate(cast.viewer(rater), round_id, cast.producer_id("owner"), 3)
            hand_in(cast.viewer(rater), round_id=round_id, now=NOW)
        db.session.flush()
        rows = {row.name: (row.handed_in, row.missing) for row in list_so_far(manager, round_id, TODAY)}
        assert (rows["担い手01"], rows["担い手02"]) == ((1, 2), (2, 1))
        for person in ("clerk", "auditor", "owner"):
            with pytest.raises((NotAllowed, NotFound)):
                list_so_far(cast.viewer(person), round_id, TODAY)


def test_an_answer_that_another_tab_changed_is_a_conflict_with_what_stands_there(cast, writing):
    owner, sub = cast.viewer("owner"), cast.producer_id("sub")
    with writing():
        round_id = opened(cast)
        item = items_of_rounds(owner, [round_id])[round_id][0].item_version_id

        def save(answer):
            save_ratings(owner, round_id=round_id, ratee_id=sub, answers=[answer], now=NOW)
            db.session.flush()

        save(Answer(item, 4, comment="先の一言", seen=("",)))
        save(Answer(item, 4, comment="先の一言", seen=("",)))  # the same again after a lost answer
        with pytest.raises(Conflict) as conflict:
            save(Answer(item, 2, seen=("",)))
        stands = conflict.value.theirs["0"]
        assert (stands.score, stands.comment) == (4, "先の一言")
        save(Answer(item, 2, seen=stands.seen))
        assert db.session.scalars(select(Rating.score)).all() == [2]


def test_a_plan_past_its_day_or_a_lost_manager_does_not_open(cast, writing):
    manager = cast.viewer("manager")
    with writing():
        round_id = plan(cast, manager_ids=[cast["manager_producer"].account_id])
        db.session.get(AssessmentRound, round_id).due_on = date(2026, 11, 1)
        db.session.flush()
        with pytest.raises(RuleBroken, match="締切日"):
            open_round(manager, round_id=round_id, version=version_of(round_id), today=TODAY, now=NOW)
