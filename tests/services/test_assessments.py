"""Rounds from plan to close, and the ratings in them."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from tests.assessing import DUE_ON, TODAY, closed, only_on_roster, opened, rate, version_of
from tests.conftest import NOW
from tracker.database import db
from tracker.domain.errors import Conflict, NotAllowed, NotFound, RuleBroken
from tracker.domain.rounds import RaterKind, RoundState, fingerprint
from tracker.models import (
    AssessmentRound,
    AuditEntry,
    AuditText,
    CompetencyItem,
    HandIn,
    Programme,
    Rating,
    RatingPair,
    RoundItem,
)
from tracker.queries.assessments import items_of_rounds, list_items
from tracker.services.assessments import change_round, close_round, extend_round, open_round, plan_round
from tracker.services.ratings import Answer, hand_in, save_ratings


def plan(cast, name="期首", due_on=DUE_ON, **more):
    return plan_round(cast.viewer("manager"), name=name, due_on=due_on, today=TODAY, now=NOW, **more)


def test_opening_a_round_fixes_items_scale_minimum_and_who_rates_whom(cast, writing):
    with writing():
        round_id = plan(cast)
        db.session.scalars(select(Programme).where(Programme.id == cast.programme_id)).one().minimum_raters = 4
        db.session.flush()
        open_round(cast.viewer("manager"), round_id=round_id, version=version_of(round_id), today=TODAY, now=NOW)
    with writing():
        row = db.session.get(AssessmentRound, round_id)
        assert (row.state, row.minimum_raters, row.opened_at) == (RoundState.OPEN, 4, NOW)
        assert db.session.scalar(select(func.count()).select_from(RoundItem).where(RoundItem.round_id == round_id)) == 5
        kinds = db.session.execute(select(RatingPair.kind, func.count()).group_by(RatingPair.kind))
        assert {kind: count for kind, count in kinds} == {RaterKind.SELF: 10, RaterKind.PEER: 90}  # noqa: C416


def test_only_who_is_on_the_roster_that_day_is_in_the_round(cast, writing):
    with writing():
        only_on_roster(cast, "owner", "colleague", "sub")
        round_id = opened(cast)
        assert db.session.scalar(select(func.count()).select_from(RatingPair).where(RatingPair.round_id == round_id)) == 9


def test_a_round_with_fewer_than_two_people_is_refused_in_words(cast, writing):
    with writing():
        only_on_roster(cast, "owner")
        with pytest.raises(RuleBroken, match="2人以上必要です（今日の名簿は1人）"):
            opened(cast)


def test_a_round_without_items_is_refused_in_words(cast, writing):
    with writing():
        for item in db.session.scalars(select(CompetencyItem).where(CompetencyItem.programme_id == cast.programme_id)):
            item.programme_id = cast.other_programme_id
            item.number += 10
        db.session.flush()
        with pytest.raises(RuleBroken, match="評価項目がない"):
            opened(cast)


def test_a_round_is_planned_once_however_often_it_is_sent(cast, writing):
    with writing():
        assert plan(cast, idempotency_key="k1") == plan(cast, idempotency_key="k1")


def test_a_second_round_of_the_same_name_or_a_deadline_that_is_over_is_refused_at_its_field(cast, writing):
    with writing():
        plan(cast)
        with pytest.raises(RuleBroken) as taken:
            plan(cast)
        with pytest.raises(RuleBroken) as late:
            plan(cast, name="中間", due_on=date(2026, 11, 23))
    assert (taken.value.field, late.value.field) == ("name", "due_on")


def test_a_round_that_opened_keeps_its_name(cast, writing):
    with writing():
        round_id = opened(cast)
        with pytest.raises(RuleBroken, match="すでに始まっています"):
            change_round(
                cast.viewer("manager"), round_id=round_id, version=version_of(round_id), name="別", due_on=DUE_ON, today=TODAY
            )


def test_the_deadline_moves_only_to_a_later_day_and_only_until_the_close(cast, writing):
    manager = cast.viewer("manager")
    with writing():
        round_id = opened(cast)
        with pytest.raises(RuleBroken) as earlier:
            extend_round(manager, round_id=round_id, version=version_of(round_id), due_on=DUE_ON, today=TODAY)
        assert earlier.value.field == "due_on"
        extend_round(manager, round_id=round_id, version=version_of(round_id), due_on=date(2026, 12, 20), today=TODAY)
        close_round(manager, round_id=round_id, version=version_of(round_id), now=NOW)
        with pytest.raises(RuleBroken, match="公開した評価時期の締切は延ばせません"):
            extend_round(manager, round_id=round_id, version=version_of(round_id), due_on=date(2026, 12, 30), today=TODAY)
        assert db.session.get(AssessmentRound, round_id).due_on == date(2026, 12, 20)


def test_closing_what_somebody_else_changed_meanwhile_is_a_conflict(cast, writing):
    with writing():
        round_id = opened(cast)
        with pytest.raises(Conflict):
            close_round(cast.viewer("manager"), round_id=round_id, version=99, now=NOW)


@pytest.mark.parametrize("person", ["owner", "clerk", "auditor"])
def test_only_a_manager_plans_a_round(cast, writing, person):
    with writing(), pytest.raises(NotAllowed):
        plan_round(cast.viewer(person), name="期首", due_on=DUE_ON, today=TODAY, now=NOW)


def test_a_rating_is_kept_once_per_rater_person_item_and_round(cast, writing):
    with writing():
        round_id = opened(cast)
        rate(cast.viewer("owner"), round_id, cast.producer_id("sub"), 2)
        rate(cast.viewer("owner"), round_id, cast.producer_id("sub"), [4, None, "x", None, 5])
    with writing():
        kept = db.session.execute(select(Rating.score, Rating.cannot_judge).order_by(Rating.item_version_id)).all()
        assert [tuple(row) for row in kept] == [(4, False), (2, False), (None, True), (2, False), (5, False)]


@pytest.mark.parametrize("score", [0, 6, -1])
def test_a_score_off_the_scale_is_refused_at_its_field_and_nothing_is_kept(cast, writing, score):
    with writing():
        round_id = opened(cast)
        with pytest.raises(RuleBroken, match="1から5まで") as broken:
            rate(cast.viewer("owner"), round_id, cast.producer_id("sub"), [3, score, 3, 3, 3])
        assert broken.value.field == "answers-1-score"
        assert db.session.scalar(select(func.count()).select_from(Rating)) == 0


def test_a_comment_alone_is_refused_at_its_item(cast, writing):
    with writing():
        round_id = opened(cast)
        item = items_of_rounds(cast.viewer("owner"), [round_id])[round_id][0]
        answers = [Answer(item.item_version_id, comment="よく聞いている")]
        with pytest.raises(RuleBroken) as broken:
            save_ratings(cast.viewer("owner"), round_id=round_id, ratee_id=cast.producer_id("sub"), answers=answers, now=NOW)
        assert broken.value.field == "answers-0-score"


def test_an_item_that_the_round_does_not_ask_is_refused(cast, writing):
    with writing():
        round_id = opened(cast)
        theirs = list_items(cast.viewer("stranger"))[0]
        with pytest.raises(RuleBroken, match="この評価時期にない評価項目"):
            save_ratings(
                cast.viewer("owner"),
                round_id=round_id,
                ratee_id=cast.producer_id("sub"),
                answers=[Answer(theirs.item_version_id, 3)],
                now=NOW,
            )


def test_nothing_is_rated_after_the_close_or_before_the_opening(cast, writing):
    with writing():
        round_id, planned = closed(cast, {}), plan(cast, name="中間")
        for chosen, words in ((round_id, "締め切られました"), (planned, "まだ始まっていません")):
            with pytest.raises(RuleBroken, match=words):
                save_ratings(cast.viewer("owner"), round_id=chosen, ratee_id=cast.producer_id("sub"), answers=[], now=NOW)


def test_somebody_who_is_not_ones_pair_is_refused_in_words(cast, writing):
    with writing():
        only_on_roster(cast, "owner", "colleague", "sub")
        round_id = opened(cast)
        for outsider in ("tenth", "stranger"):
            with pytest.raises(RuleBroken, match="あなたが評価する相手ではありません"):
                rate(cast.viewer("owner"), round_id, cast.producer_id(outsider), 3)


@pytest.mark.parametrize("person", ["stranger", "manager"])
def test_who_is_no_rater_of_the_programme_finds_no_round_to_rate(cast, writing, person):
    with writing():
        round_id = opened(cast)
        with pytest.raises(NotFound):
            save_ratings(cast.viewer(person), round_id=round_id, ratee_id=cast.producer_id("sub"), answers=[], now=NOW)


@pytest.mark.parametrize("person", ["clerk", "auditor"])
def test_clerk_and_auditor_do_not_rate(cast, writing, person):
    with writing(), pytest.raises(NotFound):
        save_ratings(cast.viewer(person), round_id=1, ratee_id=cast.producer_id("sub"), answers=[], now=NOW)


def test_the_database_refuses_oneself_as_a_peer(cast, writing):
    with writing():
        round_id = plan(cast)
        owner = cast.producer_id("owner")
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.add(RatingPair(round_id=round_id, rater_id=owner, ratee_id=owner, kind=RaterKind.PEER))
            db.session.flush()


def test_handing_in_is_kept_once_and_can_be_followed_by_changes_until_the_close(cast, writing):
    owner = cast.viewer("owner")
    with writing():
        round_id = opened(cast)
        with pytest.raises(RuleBroken, match="まだ1項目も回答していません"):
            hand_in(owner, round_id=round_id, now=NOW)
        rate(owner, round_id, cast.producer_id("sub"), [3, None, None, None, None])
        hand_in(owner, round_id=round_id, now=NOW)
        hand_in(owner, round_id=round_id, now=NOW)
        rate(owner, round_id, cast.producer_id("sub"), 4)
    with writing():
        assert db.session.scalar(select(func.count()).select_from(HandIn)) == 1
        assert db.session.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.act == "hand_in")) == 1


def test_no_rating_enters_the_audit_trail(cast, writing):
    with writing():
        round_id = opened(cast)
        item = items_of_rounds(cast.viewer("owner"), [round_id])[round_id][0]
        answers = [Answer(item.item_version_id, 5, comment="秘密の一言")]
        save_ratings(cast.viewer("owner"), round_id=round_id, ratee_id=cast.producer_id("sub"), answers=answers, now=NOW)
        hand_in(cast.viewer("owner"), round_id=round_id, now=NOW)
    with writing():
        assert db.session.scalar(select(Rating.comment)) == "秘密の一言"
        nouns = set(db.session.scalars(select(AuditEntry.noun)))
        assert "hand_in" in nouns
        assert not nouns & {"rating", "rating_pair"}
        texts = [f"{text.before}{text.after}" for text in db.session.scalars(select(AuditText))]
        assert not [text for text in texts if "秘密の一言" in text or '"score"' in text]


def test_an_answer_is_taken_back_to_unanswered_unless_another_page_gave_it_or_a_comment_stands_there(cast, writing):
    owner, sub = cast.viewer("owner"), cast.producer_id("sub")

    def answered() -> int:
        return db.session.scalar(select(func.count()).select_from(Rating)) or 0

    def take_back(seen: str | None = None, comment: str = "") -> None:
        answer = Answer(item, comment=comment, is_taken_back=True, seen=None if seen is None else (seen,))
        save_ratings(owner, round_id=round_id, ratee_id=sub, answers=[answer], now=NOW)
        db.session.flush()

    with writing():
        round_id = opened(cast)
        item = items_of_rounds(owner, [round_id])[round_id][0].item_version_id
        rate(owner, round_id, sub, [4, None, None, None, None])
        take_back(seen="")
        assert answered() == 1, "this page showed no answer: there is nothing that it takes back"
        with pytest.raises(Conflict):
            take_back(seen=fingerprint(5, False, ""))
        with pytest.raises(RuleBroken, match="コメントも消してください"):
            take_back(comment="残したい文")
        take_back(seen=fingerprint(4, False, ""))
        assert answered() == 0
        take_back()
