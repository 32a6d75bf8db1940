"""The rounds of assessment that two people of a roster stand in, for making one person of them; no score leaves this module."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, or_, select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.people_merges import Asked, Settled, settle_closed, settle_open
from tracker.domain.rounds import Pair, RoundState
from tracker.models import AssessmentRound, Rating, RatingPair, RoundManager, RoundResult
from tracker.queries.scope import in_programme


def list_rounds_of_two(viewer: Viewer, kept: int, gone: int) -> list[AssessmentRound]:
    """Every round of the programme in which the one who goes rates or is rated, the earliest first."""
    of_gone = select(RatingPair.round_id).where(or_(RatingPair.rater_id == gone, RatingPair.ratee_id == gone))
    statement = select(AssessmentRound).where(in_programme(viewer, AssessmentRound.programme_id), AssessmentRound.id.in_(of_gone))
    return list(db.session.scalars(statement.order_by(AssessmentRound.number)))


def settle(row: AssessmentRound, kept: int, gone: int, account_ids: Iterable[int]) -> Settled:
    """What becomes of the pairs of a round in which either of them stands."""
    asked = list_asked(row.id, kept, gone)
    if row.state is RoundState.CLOSED:
        return settle_closed(asked, kept, gone, result_of=result_of(row, kept, gone))
    managers = select(RoundManager.account_id).where(
        RoundManager.round_id == row.id, RoundManager.account_id.in_(list(account_ids))
    )
    return settle_open(asked, kept, gone, rates_as_manager=db.session.scalar(managers) is not None)


def list_asked(round_id: int, kept: int, gone: int) -> list[Asked]:
    """The pairs of a round in which either rates or is rated, with how much was answered."""
    either = (kept, gone)
    statement = (
        select(RatingPair.id, RatingPair.rater_id, RatingPair.ratee_id, func.count(Rating.id))
        .outerjoin(Rating, Rating.pair_id == RatingPair.id)
        .where(RatingPair.round_id == round_id, or_(RatingPair.rater_id.in_(either), RatingPair.ratee_id.in_(either)))
        .group_by(RatingPair.id, RatingPair.rater_id, RatingPair.ratee_id)
        .order_by(RatingPair.id)
    )
    return [Asked(pair_id, Pair(rater, ratee), answers) for pair_id, rater, ratee, answers in db.session.execute(statement)]


def result_of(row: AssessmentRound, kept: int, gone: int) -> int:
    """Whose result of a shown round stays: the kept person's, but where the minimum was reached by the other alone."""
    raters = (
        select(RoundResult.ratee_id, func.max(RoundResult.raters))
        .where(RoundResult.round_id == row.id, RoundResult.ratee_id.in_((kept, gone)))
        .group_by(RoundResult.ratee_id)
    )
    most = {ratee: count for ratee, count in db.session.execute(raters)}  # noqa: C416
    if kept not in most:
        return gone
    return gone if most[kept] < row.minimum_raters <= most.get(gone, 0) else kept
