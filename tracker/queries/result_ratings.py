"""What the ratings themselves still tell after the close: the viewer's own scores, comments about them, managers' ratings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from hashlib import sha256

from sqlalchemy import ColumnElement, and_, func, select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.rounds import RaterKind
from tracker.models import Account, ItemVersion, ManagerRating, MergedRow, Producer, Rating, RatingPair
from tracker.queries.scope import in_programme
from tracker.rows.results import ManagerScoreRow

RATERS_FOR_COMMENTS = 5  # below, a comment could be told by its absence elsewhere
Cell = tuple[int, int, int]  # round, person, item
# Whose rating it is: two entries of a roster that became one person may both stand in a round that was shown before.
_IS_MERGED = and_(MergedRow.noun == Producer.__tablename__, MergedRow.gone_id == RatingPair.rater_id)
_whose: ColumnElement[int] = func.coalesce(MergedRow.kept_id, RatingPair.rater_id)


def given_of(viewer: Viewer, round_ids: Iterable[int], ratee_id: int | None) -> dict[Cell, tuple[int, ...]]:
    """What the viewer gave as a peer: known to them, so it counts for what else may be shown to them."""
    if viewer.producer_id is None:
        return {}
    statement = (
        select(RatingPair.round_id, RatingPair.ratee_id, ItemVersion.item_id, Rating.score)
        .join(Rating, Rating.pair_id == RatingPair.id)
        .join(ItemVersion, ItemVersion.id == Rating.item_version_id)
        .outerjoin(MergedRow, _IS_MERGED)
        .where(
            RatingPair.round_id.in_(list(round_ids)),
            _whose == viewer.producer_id,
            RatingPair.kind == RaterKind.PEER,
            Rating.score.is_not(None),
        )
    )
    if ratee_id is not None:
        statement = statement.where(RatingPair.ratee_id == ratee_id)
    given: defaultdict[Cell, tuple[int, ...]] = defaultdict(tuple)
    for round_id, ratee, item_id, score in db.session.execute(statement):
        if score is not None:
            given[round_id, ratee, item_id] += (score,)
    return dict(given)


def comments_of(viewer: Viewer, round_ids: Iterable[int]) -> dict[Cell, tuple[str, ...]]:
    """The comments about the viewer, from five who wrote one on an item on.

    Each item has an order of its own that follows from nothing but the texts: nobody's place can be recognised across items.
    """
    found: defaultdict[Cell, list[str]] = defaultdict(list)
    persons: defaultdict[Cell, set[int]] = defaultdict(set)
    for round_id, ratee, item_id, person, comment in db.session.execute(
        select(RatingPair.round_id, RatingPair.ratee_id, ItemVersion.item_id, _whose, Rating.comment)
        .join(Rating, Rating.pair_id == RatingPair.id)
        .join(ItemVersion, ItemVersion.id == Rating.item_version_id)
        .join(Producer, Producer.id == RatingPair.ratee_id)
        .outerjoin(MergedRow, _IS_MERGED)
        .where(
            RatingPair.round_id.in_(list(round_ids)),
            RatingPair.ratee_id == viewer.producer_id,
            RatingPair.kind == RaterKind.PEER,
            Rating.comment != "",
            in_programme(viewer, Producer.programme_id),
        )
    ):
        found[round_id, ratee, item_id].append(comment)
        persons[round_id, ratee, item_id].add(person)
    return {
        cell: tuple(sorted(comments, key=lambda comment: sha256(f"{cell}{comment}".encode()).digest()))
        for cell, comments in found.items()
        if len(persons[cell]) >= RATERS_FOR_COMMENTS
    }


def managers_of(viewer: Viewer, round_ids: Iterable[int], ratee_id: int | None) -> dict[Cell, tuple[ManagerScoreRow, ...]]:
    """What managers said of one person, or of everybody, in the order of their names."""
    found: defaultdict[Cell, list[ManagerScoreRow]] = defaultdict(list)
    statement = (
        select(
            ManagerRating.round_id,
            ManagerRating.ratee_id,
            ItemVersion.item_id,
            Account.id,
            Account.name,
            ManagerRating.score,
            ManagerRating.comment,
        )
        .join(ItemVersion, ItemVersion.id == ManagerRating.item_version_id)
        .join(Account, Account.id == ManagerRating.account_id)
        .join(Producer, Producer.id == ManagerRating.ratee_id)
        .where(ManagerRating.round_id.in_(list(round_ids)), in_programme(viewer, Producer.programme_id))
        .order_by(Account.name, Account.id)
    )
    if ratee_id is not None:
        statement = statement.where(ManagerRating.ratee_id == ratee_id)
    for round_id, ratee, item_id, account_id, name, score, comment in db.session.execute(statement):
        found[round_id, ratee, item_id].append(ManagerScoreRow(account_id, name, score, comment))
    return {cell: tuple(rows) for cell, rows in found.items()}
