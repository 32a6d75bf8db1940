"""Keeps what a round came to when it closes."""

from __future__ import annotations

from sqlalchemy import select

from tracker.database import db
from tracker.domain.disclosure import tally
from tracker.domain.rounds import RaterKind
from tracker.domain.scores import Scale, Score
from tracker.models import AssessmentRound, ItemVersion, Rating, RatingPair, RoundItem, RoundResult


def keep_results(closing: AssessmentRound) -> None:
    """Count every person's ratings item by item, once: what is shown afterwards is read from here and changes no more."""
    scale = Scale(closing.scale_minimum, closing.scale_maximum)
    given: dict[tuple[int, int], list[Score]] = {(ratee, item): [] for ratee, item in _asked(closing.id)}
    for rater, ratee, item_version_id, item_id, score, cannot_judge in db.session.execute(
        select(RatingPair.rater_id, RatingPair.ratee_id, ItemVersion.id, ItemVersion.item_id, Rating.score, Rating.cannot_judge)
        .join(Rating, Rating.pair_id == RatingPair.id)
        .join(ItemVersion, ItemVersion.id == Rating.item_version_id)
        .where(RatingPair.round_id == closing.id, RatingPair.kind.in_([RaterKind.SELF, RaterKind.PEER]))
    ):
        given[ratee, item_version_id].append(Score(rater, ratee, item_id, score, cannot_judge))
    for (ratee, item_version_id), scores in given.items():
        kept = tally(scores, scale)
        own = next((score for score in scores if score.rater_id == ratee), None)
        db.session.add(
            RoundResult(
                round_id=closing.id,
                ratee_id=ratee,
                item_version_id=item_version_id,
                own_score=own.score if own else None,
                own_cannot_judge=own is not None and own.cannot_judge,
                raters=kept.raters,
                total=kept.total,
                near_pairs=kept.near_pairs,
            )
        )


def _asked(round_id: int) -> list[tuple[int, int]]:
    """Every person and every item of the round, also where nobody answered."""
    statement = (
        select(RatingPair.ratee_id, RoundItem.item_version_id)
        .join(RoundItem, RoundItem.round_id == RatingPair.round_id)
        .where(RatingPair.round_id == round_id)
        .distinct()
        .order_by(RatingPair.ratee_id, RoundItem.item_version_id)
    )
    return [(ratee, item) for ratee, item in db.session.execute(statement)]
