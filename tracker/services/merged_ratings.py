"""The assessments of two people who are one: who rates whom in an open round, and what a shown round may still say."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import delete, select, update

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.disclosure import tally
from tracker.domain.people_merges import Settled, is_too_few
from tracker.domain.rounds import RaterKind, RoundState
from tracker.domain.scores import Scale, Score
from tracker.models import (
    AdjustmentGroup,
    AssessmentRound,
    ExtraPair,
    HandIn,
    ManagerRating,
    Producer,
    Rating,
    RatingPair,
    RoundManager,
    RoundResult,
    ScoreLook,
)
from tracker.queries.rounds_of_two import list_rounds_of_two, result_of, settle
from tracker.queries.scope import in_programme


def lock_rounds(viewer: Viewer) -> None:
    """No rating is saved and no round closed meanwhile."""
    statement = select(AssessmentRound.id).where(in_programme(viewer, AssessmentRound.programme_id))
    db.session.execute(statement.order_by(AssessmentRound.id).with_for_update()).all()


def merge_ratings(viewer: Viewer, kept: Producer, gone: Producer, account_ids: list[int]) -> None:
    """Every round in which the one who goes rates or is rated; those that are only planned lose the pairs that were added."""
    for row in list_rounds_of_two(viewer, kept.id, gone.id):
        settled = settle(row, kept.id, gone.id, account_ids)
        if row.state is RoundState.CLOSED:
            _settle_result(row, kept.id, gone.id, account_ids)
            _write(settled)
            _recount(row, kept.id, gone.id)
        else:
            _settle_managers(row.id, kept.id, gone.id, account_ids)
            _write(settled)
        _settle_rater(row.id, kept.id, gone.id)
    _settle_extra_pairs(kept.id, gone.id)
    db.session.execute(update(ScoreLook).where(ScoreLook.ratee_id == gone.id).values(ratee_id=kept.id))


def _write(settled: Settled) -> None:
    db.session.execute(delete(Rating).where(Rating.pair_id.in_(settled.goes)))
    db.session.execute(delete(RatingPair).where(RatingPair.id.in_(settled.goes)))
    for pair_id, pair in settled.stays.items():
        values = {"rater_id": pair.rater_id, "ratee_id": pair.ratee_id}
        db.session.execute(update(RatingPair).where(RatingPair.id == pair_id).values(values))


def _settle_result(row: AssessmentRound, kept: int, gone: int, account_ids: list[int]) -> None:
    """One of the two frozen results stays, whole, with what managers said beside it."""
    stays = result_of(row, kept, gone)
    goes = gone if stays == kept else kept
    for model in (RoundResult, ManagerRating):
        of_round = model.__table__.c.round_id == row.id
        ratee = model.__table__.c.ratee_id
        db.session.execute(delete(model).where(of_round, ratee == goes))
        db.session.execute(update(model).where(of_round, ratee == stays).values(ratee_id=kept))
    _drop_own(row.id, kept, account_ids)


def _settle_managers(round_id: int, kept: int, gone: int, account_ids: list[int]) -> None:
    """Of two series of a manager about one person the kept person's stays."""
    mine = select(ManagerRating.account_id).where(ManagerRating.round_id == round_id, ManagerRating.ratee_id == kept)
    of_gone = (ManagerRating.round_id == round_id, ManagerRating.ratee_id == gone)
    twice = set(db.session.scalars(mine))
    db.session.execute(delete(ManagerRating).where(*of_gone, ManagerRating.account_id.in_(twice)))
    db.session.execute(update(ManagerRating).where(*of_gone).values(ratee_id=kept))
    _drop_own(round_id, kept, account_ids)


def _drop_own(round_id: int, kept: int, account_ids: list[int]) -> None:
    """What a manager said of the other entry was said of oneself."""
    own = (ManagerRating.round_id == round_id, ManagerRating.ratee_id == kept, ManagerRating.account_id.in_(account_ids))
    db.session.execute(delete(ManagerRating).where(*own))


def _recount(row: AssessmentRound, kept: int, gone: int) -> None:
    """The kept person's cells, which may have lost what they said of themselves; and of others only what stood on a double."""
    scores: defaultdict[tuple[int, int], dict[int, Score]] = defaultdict(dict)
    for pair_id, rater, ratee, item, score, cannot_judge in db.session.execute(
        select(RatingPair.id, RatingPair.rater_id, RatingPair.ratee_id, Rating.item_version_id, Rating.score, Rating.cannot_judge)
        .join(Rating, Rating.pair_id == RatingPair.id)
        .where(RatingPair.round_id == row.id, RatingPair.kind.in_([RaterKind.SELF, RaterKind.PEER]))
    ):
        scores[ratee, item][pair_id] = Score(rater, ratee, item, score, cannot_judge)
    for (ratee, item), given in scores.items():
        raters = [one.rater_id for one in given.values() if one.score is not None and one.rater_id != ratee]
        if ratee != kept:
            if not is_too_few(raters, row.minimum_raters, kept, gone):
                continue
            twice = [pair_id for pair_id, one in given.items() if one.rater_id == gone]
            db.session.execute(delete(Rating).where(Rating.item_version_id == item, Rating.pair_id.in_(twice)))
            given = {pair_id: one for pair_id, one in given.items() if one.rater_id != gone}
        counted = tally(given.values(), Scale(row.scale_minimum, row.scale_maximum))
        cell = db.session.get(RoundResult, (row.id, ratee, item), populate_existing=True)
        if cell is not None and (cell.raters, cell.total) != (counted.raters, counted.total):
            cell.raters, cell.total, cell.near_pairs, cell.adjusted = counted.raters, counted.total, counted.near_pairs, None


def _settle_rater(round_id: int, kept: int, gone: int) -> None:
    """Handing in and the group of raters are the kept person's, unless rows of a shown round stay with the one who goes."""
    stays = select(RatingPair.id).where(RatingPair.round_id == round_id, RatingPair.rater_id == gone)
    if db.session.scalar(stays.limit(1)) is not None:
        return
    for model in (HandIn, AdjustmentGroup):
        table: Any = model.__table__
        there = select(table.c.rater_id).where(table.c.round_id == round_id, table.c.rater_id == kept)
        of_gone = (table.c.round_id == round_id, table.c.rater_id == gone)
        if db.session.scalar(there) is None:
            db.session.execute(update(model).where(*of_gone).values(rater_id=kept))
        else:
            db.session.execute(delete(model).where(*of_gone))


def _settle_extra_pairs(kept: int, gone: int) -> None:
    """Raters that were added for the one who goes are added for the one who is left, once and never for themselves."""
    either = (kept, gone)
    rows = db.session.scalars(select(ExtraPair).where(ExtraPair.rater_id.in_(either) | ExtraPair.ratee_id.in_(either))).all()
    wanted = {(row.round_id, *(kept if one == gone else one for one in (row.rater_id, row.ratee_id))) for row in rows}
    for row in rows:
        db.session.delete(row)
    db.session.flush()
    db.session.add_all(
        ExtraPair(round_id=round_id, rater_id=rater, ratee_id=ratee)
        for round_id, rater, ratee in sorted(wanted)
        if rater != ratee
    )
    db.session.flush()


def merge_manager_series(kept_account: int, gone_account: int, round_ids: list[int]) -> None:
    """Whoever was to rate as a manager under the other account does so under the one that is left."""
    for round_id in round_ids:
        other = db.session.get(RoundManager, (round_id, gone_account))
        if other is None:
            continue
        mine = db.session.get(RoundManager, (round_id, kept_account))
        if mine is None:
            mine = RoundManager(round_id=round_id, account_id=kept_account, handed_in_at=other.handed_in_at)
            db.session.add(mine)
            db.session.flush()
        said = select(ManagerRating.ratee_id).where(ManagerRating.round_id == round_id, ManagerRating.account_id == kept_account)
        of_other = (ManagerRating.round_id == round_id, ManagerRating.account_id == gone_account)
        twice = set(db.session.scalars(said))
        db.session.execute(delete(ManagerRating).where(*of_other, ManagerRating.ratee_id.in_(twice)))
        db.session.execute(update(ManagerRating).where(*of_other).values(account_id=kept_account))
        db.session.delete(other)
        db.session.flush()
