"""Keeps what a round came to when it closes, and notes who took its results away as a file."""

from __future__ import annotations

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.disclosure import tally
from tracker.domain.errors import NotAllowed, NotFound
from tracker.domain.rounds import RaterKind, RoundState
from tracker.domain.scores import Scale, Score
from tracker.models import AssessmentRound, ItemVersion, Rating, RatingPair, RoundItem, RoundResult
from tracker.services import audit


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


def take_results(viewer: Viewer, *, round_id: int) -> None:
    """Note that the group's results leave the house as the manager's workbook: who and when; no result is noted."""
    viewer.require(Act.GROUP_RESULTS)
    row = db.session.scalar(
        select(AssessmentRound).where(AssessmentRound.id == round_id, AssessmentRound.programme_id == viewer.programme)
    )
    if row is None:
        raise NotFound
    if row.state is not RoundState.CLOSED:
        raise NotAllowed
    audit.note(viewer, "take_results", row, after={"name": row.name})


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
