"""When the means without severity are kept: at the close, or when the programme first asks; never where it does not."""

from __future__ import annotations

from sqlalchemy import func, select, update

from tests.assessing import FOUR, MIXED, ask_for_severity, closed
from tracker.database import db
from tracker.domain.adjustment import AdjustmentState
from tracker.models import AdjustmentGroup, AuditEntry, RoundAdjustment, RoundResult


def state_of(round_id):
    return db.session.scalar(select(RoundAdjustment.state).where(RoundAdjustment.round_id == round_id))


def kept(round_id):
    found = select(RoundResult.ratee_id, RoundResult.item_version_id, RoundResult.adjusted)
    rows = db.session.execute(found.where(RoundResult.round_id == round_id, RoundResult.adjusted.is_not(None)))
    return {(ratee, item): value for ratee, item, value in rows}


def test_a_round_keeps_none_unless_the_programme_asks_and_then_those_of_earlier_rounds_are_made_up_for(cast, writing):
    with writing():
        before = closed(cast, MIXED, "期首")
        assert (state_of(before), kept(before)) == (None, {})
        ask_for_severity(cast)
        after = closed(cast, MIXED, "期末")
        assert state_of(before) is state_of(after) is AdjustmentState.FITTED
        assert len(kept(before)) == 4 * 5
        assert list(kept(before).values()) == list(kept(after).values())


def test_asking_again_leaves_what_is_kept_as_it_is(cast, writing):
    with writing():
        round_id = closed(cast, MIXED)
        ask_for_severity(cast)
        db.session.execute(update(RoundResult).where(RoundResult.adjusted.is_not(None)).values(adjusted=2.5))
        ask_for_severity(cast)
        assert set(kept(round_id).values()) == {2.5}


def test_the_setting_is_noted_and_no_value_is(cast, writing, at_rest):
    with writing():
        closed(cast, MIXED)
        ask_for_severity(cast)
    with at_rest():
        last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
        assert last.act == "set_up_programme"
        nouns = set(db.session.scalars(select(AuditEntry.noun)))
        assert not any("adjust" in noun or "result" in noun for noun in nouns)


def test_raters_whom_nothing_links_are_kept_as_groups(cast, writing):
    three, others = ("owner", "colleague", "sub"), ("fifth", "sixth", "seventh")
    apart = {(rater, "eighth"): 3 for rater in three} | {(rater, "ninth"): 4 for rater in others}
    with writing():
        ask_for_severity(cast)
        round_id = closed(cast, apart)
        assert state_of(round_id) is AdjustmentState.APART
        groups = select(AdjustmentGroup.number, func.count()).where(AdjustmentGroup.round_id == round_id)
        assert [tuple(row) for row in db.session.execute(groups.group_by(AdjustmentGroup.number))] == [(1, 3), (2, 3)]


def test_a_round_in_which_somebody_gave_everybody_the_most_keeps_none(cast, writing):
    with writing():
        ask_for_severity(cast)
        lenient = {**MIXED, **{("owner", ratee): 5 for ratee in FOUR[1:]}}
        round_id = closed(cast, lenient)
        assert (state_of(round_id), kept(round_id)) == (AdjustmentState.FOLLOWS, {})


def test_a_round_without_a_mean_that_is_shown_keeps_none(cast, writing):
    with writing():
        ask_for_severity(cast)
        assert state_of(closed(cast, {("owner", "sub"): 3, ("fifth", "sub"): 3})) is AdjustmentState.NOTHING
