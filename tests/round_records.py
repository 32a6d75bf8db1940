"""Rounds of assessment for the full house: a round in a state, ratings in it, and what stands beside it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from tests.cast import Cast
from tracker.database import db
from tracker.domain.adjustment import AdjustmentState
from tracker.domain.rounds import RoundState, all_rate_all
from tracker.models import (
    AdjustmentGroup,
    AssessmentRound,
    CompetencyItem,
    ExtraPair,
    HandIn,
    ItemVersion,
    ManagerRating,
    Rating,
    RatingPair,
    RoundAdjustment,
    RoundItem,
    RoundManager,
    RoundReminder,
    ScoreLook,
)
from tracker.services.results import keep_results


def make_round(
    programme_id: int,
    *,
    now: datetime,
    state: RoundState = RoundState.OPEN,
    due_on: date = date(2026, 12, 10),
    name: str = "中間",
    producer_ids: Collection[int] = (),
    **columns: Any,
) -> int:
    """A round as it stands in a state: from its opening on with every item, and everybody of ``producer_ids`` rating all."""
    last = db.session.scalar(select(func.max(AssessmentRound.number)).where(AssessmentRound.programme_id == programme_id))
    columns = {"scale_minimum": 1, "scale_maximum": 5, "minimum_raters": 3, "number": (last or 0) + 1} | columns
    made = AssessmentRound(
        programme_id=programme_id,
        name=name,
        due_on=due_on,
        state=state,
        opened_at=None if state is RoundState.PLANNED else now,
        ended_at=now if state is RoundState.CLOSED else None,
        closed_at=now if state is RoundState.CLOSED else None,
        created_at=now,
        **columns,
    )
    db.session.add(made)
    db.session.flush()
    if state is not RoundState.PLANNED:
        db.session.add_all(RoundItem(round_id=made.id, item_version_id=version) for version in item_versions(programme_id))
        db.session.add_all(
            RatingPair(round_id=made.id, rater_id=pair.rater_id, ratee_id=pair.ratee_id, kind=pair.kind)
            for pair in all_rate_all(producer_ids)
        )
        db.session.flush()
    return made.id


def item_versions(programme_id: int) -> tuple[int, ...]:
    """The newest wording of every item of a programme, in the order of the items."""
    statement = (
        select(func.max(ItemVersion.id))
        .join(CompetencyItem, CompetencyItem.id == ItemVersion.item_id)
        .where(CompetencyItem.programme_id == programme_id)
        .group_by(CompetencyItem.number)
        .order_by(CompetencyItem.number)
    )
    return tuple(db.session.scalars(statement))


def rate(
    round_id: int, rater_id: int, ratee_id: int, scores: Collection[int | None], *, now: datetime, comment: str = ""
) -> None:
    """One rater's answers about one person, one a item; None is 「評価できない」."""
    pair_id = db.session.scalars(
        select(RatingPair.id).where(
            RatingPair.round_id == round_id, RatingPair.rater_id == rater_id, RatingPair.ratee_id == ratee_id
        )
    ).one()
    asked = db.session.scalars(
        select(RoundItem.item_version_id).where(RoundItem.round_id == round_id).order_by(RoundItem.item_version_id)
    )
    for item_version_id, score in zip(asked, scores, strict=True):
        db.session.add(
            Rating(
                pair_id=pair_id,
                item_version_id=item_version_id,
                score=score,
                cannot_judge=score is None,
                comment=comment,
                saved_at=now,
            )
        )
    db.session.flush()


def hand_in(round_id: int, rater_id: int, *, now: datetime) -> None:
    db.session.add(HandIn(round_id=round_id, rater_id=rater_id, handed_in_at=now))
    db.session.flush()


def round_records(
    cast: Cast, *, planned_round_id: int, open_round_id: int, closed_round_id: int, item_version_id: int, now: datetime
) -> int:
    manager, owner = cast["manager"].account_id, cast.producer_id("owner")
    db.session.add(ExtraPair(round_id=planned_round_id, rater_id=owner, ratee_id=cast.producer_id("sub")))
    db.session.add(RoundManager(round_id=closed_round_id, account_id=manager, handed_in_at=now))
    db.session.flush()
    keep_results(db.session.get_one(AssessmentRound, closed_round_id))
    db.session.add(RoundAdjustment(round_id=closed_round_id, state=AdjustmentState.APART))
    db.session.flush()
    db.session.add(AdjustmentGroup(round_id=closed_round_id, rater_id=owner, number=1))
    look = ScoreLook(
        programme_id=cast.programme_id,
        round_id=closed_round_id,
        ratee_id=owner,
        account_id=manager,
        reason="評価の付け方を確かめるため",
        looked_at=now,
    )
    db.session.add(look)
    db.session.add_all(
        [
            ManagerRating(
                round_id=closed_round_id,
                account_id=manager,
                ratee_id=owner,
                item_version_id=item_version_id,
                score=4,
                comment="管理者の一言",
                saved_at=now,
            ),
            RoundReminder(
                round_id=open_round_id,
                account_id=cast["colleague"].account_id,
                reminded_on=date(2026, 11, 20),
                reminded_at=now,
                reminded_by_id=manager,
            ),
        ]
    )
    db.session.flush()
    return look.id
