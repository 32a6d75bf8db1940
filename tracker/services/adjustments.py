"""Keeps the means without severity beside what a round came to, for a programme that asked for them."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import exists, select, update

from tracker.database import db
from tracker.domain.adjustment import adjust
from tracker.domain.rounds import RaterKind, RoundState
from tracker.domain.scores import Scale
from tracker.domain.severity import Place
from tracker.models import AdjustmentGroup, AssessmentRound, Programme, Rating, RatingPair, RoundAdjustment, RoundResult


def adjust_if_asked(closing: AssessmentRound) -> None:
    """At the close, right after the results are kept; the setting stands still meanwhile, or a round would be forgotten."""
    asked = select(Programme.severity_shown).where(Programme.id == closing.programme_id).with_for_update(read=True)
    if db.session.scalar(asked):
        _keep(closing)


def adjust_closed_rounds(programme_id: int) -> None:
    """When a programme asks for the first time, or again: every round that was closed meanwhile. Its ratings change no more."""
    rounds = select(AssessmentRound).where(
        AssessmentRound.programme_id == programme_id,
        AssessmentRound.state == RoundState.CLOSED,
        ~exists().where(RoundAdjustment.round_id == AssessmentRound.id),
    )
    for row in db.session.scalars(rounds).all():
        _keep(row)


def _keep(closed: AssessmentRound) -> None:
    scale = Scale(closed.scale_minimum, closed.scale_maximum)
    found = adjust(_scores(closed.id), scale, closed.minimum_raters)
    db.session.add(RoundAdjustment(round_id=closed.id, state=found.state))
    db.session.flush()
    db.session.add_all(
        AdjustmentGroup(round_id=closed.id, rater_id=rater_id, number=number)
        for number, group in enumerate(found.groups, start=1)
        for rater_id in group
    )
    if found.means:
        db.session.execute(
            update(RoundResult),
            [
                {"round_id": closed.id, "ratee_id": ratee_id, "item_version_id": item_version_id, "adjusted": mean}
                for (ratee_id, item_version_id), mean in found.means.items()
            ],
        )


def _scores(round_id: int) -> dict[Place, dict[int, int]]:
    """The peers' scores; a manager's series and the self rows are none of them."""
    given: defaultdict[Place, dict[int, int]] = defaultdict(dict)
    statement = (
        select(RatingPair.ratee_id, Rating.item_version_id, RatingPair.rater_id, Rating.score)
        .join(Rating, Rating.pair_id == RatingPair.id)
        .where(RatingPair.round_id == round_id, RatingPair.kind == RaterKind.PEER)
    )
    for ratee_id, item_version_id, rater_id, score in db.session.execute(statement):
        if score is not None:
            given[ratee_id, item_version_id][rater_id] = score
    return given
