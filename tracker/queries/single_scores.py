"""Single scores with their rater, for a manager who said why, and only where the round announced it at its start."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound
from tracker.models import CompetencyItem, ItemVersion, Producer, Rating, RatingPair, ScoreLook
from tracker.queries.assessments import get_round
from tracker.queries.scope import in_programme
from tracker.rows.assessments import RoundRow
from tracker.rows.single_scores import LookRow, SingleScoreRow

OPEN_FOR = timedelta(minutes=10)


def get_look_offer(viewer: Viewer, round_id: int, producer_id: int) -> tuple[RoundRow, str]:
    """The round and the person whose single scores may be looked at with a reason; NotFound where they are nobody's to see.

    They are only where the round said so at its start, after its close, and never in a round in which the viewer is rated.
    """
    viewer.require(Act.SINGLE_SCORES)
    row = get_round(viewer, round_id)
    name = db.session.scalar(
        select(Producer.name).where(
            Producer.id == producer_id,
            in_programme(viewer, Producer.programme_id),
            exists().where(RatingPair.round_id == round_id, RatingPair.ratee_id == producer_id),
        )
    )
    is_rated = viewer.producer_id is not None and db.session.scalar(
        select(exists().where(RatingPair.round_id == round_id, RatingPair.ratee_id == viewer.producer_id))
    )
    if name is None or not row.is_closed or not row.singles_visible or is_rated:
        raise NotFound
    return row, name


def get_look(viewer: Viewer, look_id: int, now: datetime) -> LookRow:
    """What a look opened, for whoever looked and for ten minutes; afterwards a reason is asked for again."""
    viewer.require(Act.SINGLE_SCORES)
    look = db.session.scalar(
        select(ScoreLook).where(
            ScoreLook.id == look_id,
            in_programme(viewer, ScoreLook.programme_id),
            ScoreLook.account_id == viewer.account_id,
            ScoreLook.looked_at > now - OPEN_FOR,
        )
    )
    if look is None:
        raise NotFound
    row, name = get_look_offer(viewer, look.round_id, look.ratee_id)
    rater = aliased(Producer)
    scores = db.session.execute(
        select(CompetencyItem.number, ItemVersion.short_label, rater.name, Rating.score)
        .select_from(Rating)
        .join(RatingPair, RatingPair.id == Rating.pair_id)
        .join(rater, rater.id == RatingPair.rater_id)
        .join(ItemVersion, ItemVersion.id == Rating.item_version_id)
        .join(CompetencyItem, CompetencyItem.id == ItemVersion.item_id)
        .where(RatingPair.round_id == look.round_id, RatingPair.ratee_id == look.ratee_id)
        .order_by(CompetencyItem.number, rater.id)
    )
    return LookRow(row, look.ratee_id, name, look.reason, tuple(SingleScoreRow(*score) for score in scores))
