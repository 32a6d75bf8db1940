"""Who has not rated whom, for the manager; nothing about what the others gave."""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.rounds import RaterKind
from tracker.models import Producer, Rating, RatingPair
from tracker.rows.results import UnratedRow


def list_unrated(viewer: Viewer, round_id: int) -> tuple[UnratedRow, ...]:
    """By rater, in the order of the roster, the peers about whom they answered nothing; whoever left nobody out is not in it."""
    viewer.require(Act.GROUP_RESULTS)
    rater, ratee = aliased(Producer), aliased(Producer)
    found: dict[int, tuple[str, list[str]]] = {}
    for rater_id, rater_name, ratee_name in db.session.execute(
        select(rater.id, rater.name, ratee.name)
        .select_from(RatingPair)
        .join(rater, rater.id == RatingPair.rater_id)
        .join(ratee, ratee.id == RatingPair.ratee_id)
        .where(
            RatingPair.round_id == round_id,
            RatingPair.kind == RaterKind.PEER,
            rater.programme_id == viewer.programme,
            ~exists().where(Rating.pair_id == RatingPair.id),
        )
        .order_by(rater.id, ratee.id)
    ):
        found.setdefault(rater_id, (rater_name, []))[1].append(ratee_name)
    return tuple(UnratedRow(name, tuple(ratees)) for name, ratees in found.values())
