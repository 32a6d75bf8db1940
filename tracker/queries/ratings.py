"""What the viewer has to rate: their rounds, one form a person, and their own answers side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, exists, func, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound
from tracker.domain.roles import Role
from tracker.domain.rounds import RaterKind, RoundState, has_left
from tracker.models import AssessmentRound, HandIn, ManagerRating, Producer, Rating, RatingPair, RoundItem, RoundManager
from tracker.queries.assessments import get_round, items_of_rounds, list_rounds
from tracker.queries.prepared import ids_of, prepared, run
from tracker.queries.scope import in_programme
from tracker.rows.assessments import AnswerRow, AwaitedRow, ItemRow, MyAnswersRow, MyPairRow, MyRoundRow, RoundRow, SheetRow


def list_my_rounds(viewer: Viewer, today: date | None = None) -> tuple[MyRoundRow, ...]:
    """The open rounds in which the viewer is asked to rate, with how far each form is; empty for whoever rates nobody."""
    viewer.require(Act.RATE)
    rows = [row for row in list_rounds(viewer) if row.is_open]
    ids = [row.round_id for row in rows]
    pairs, handed_in = _my_pairs(viewer, ids, today), _my_hand_ins(viewer, ids)
    return tuple(MyRoundRow(row, pairs[row.round_id], handed_in.get(row.round_id)) for row in rows if pairs[row.round_id])


def list_awaited(viewer: Viewer) -> tuple[AwaitedRow, ...]:
    """The rounds that wait for the viewer to hand in: in one statement, since Today asks."""
    if not viewer.may(Act.RATE):
        return ()
    rows = run(_awaited(viewer), ids_of(viewer) | {"account": viewer.account_id})
    return tuple(AwaitedRow(*row) for row in rows)


@prepared
def _awaited(viewer: Viewer) -> Select[Any]:
    mine = 0 if viewer.producer_id is None else viewer.producer_id
    as_peer = exists().where(RatingPair.round_id == AssessmentRound.id, RatingPair.rater_id == mine)
    handed_in = exists().where(HandIn.round_id == AssessmentRound.id, HandIn.rater_id == mine)
    account: Any = bindparam("account") if Role.MANAGER in viewer.roles else None
    as_manager = (RoundManager.round_id == AssessmentRound.id) & (RoundManager.account_id == account)
    waits = RoundManager.handed_in_at.is_(None)
    columns: tuple[Any, ...] = (AssessmentRound.id, AssessmentRound.name, AssessmentRound.due_on)
    return (
        select(*columns)
        .where(
            in_programme(viewer, AssessmentRound.programme_id),
            AssessmentRound.state == RoundState.OPEN,
            AssessmentRound.ended_at.is_(None),
            (as_peer & ~handed_in & ~exists().where(as_manager)) | exists().where(as_manager, waits),
        )
        .order_by(AssessmentRound.due_on, AssessmentRound.number)
    )


def get_sheet(viewer: Viewer, round_id: int, ratee_id: int, today: date | None = None) -> SheetRow:
    """The viewer's own form about one person; NotFound where they are not asked to rate that person."""
    viewer.require(Act.RATE)
    row = get_round(viewer, round_id)
    pairs = _my_pairs(viewer, [round_id], today)[round_id]
    places = [place for place, pair in enumerate(pairs) if pair.ratee_id == ratee_id]
    if not places:
        raise NotFound
    following = [*pairs[places[0] + 1 :], *pairs[: places[0]]]
    return SheetRow(
        round=row,
        pair=pairs[places[0]],
        items=items_of_rounds(viewer, [round_id])[round_id],
        answers=_my_answers(viewer, round_id, ratee_id).get(ratee_id, {}) if row.is_open else {},
        next_ratee_id=next((other.ratee_id for other in following if not other.is_done), None),
    )


def get_my_answers(
    viewer: Viewer, round_id: int, today: date | None = None
) -> tuple[RoundRow, tuple[ItemRow, ...], tuple[MyAnswersRow, ...]]:
    """The viewer's own answers of an open round, person by person; NotFound where there is nobody to rate or it is over."""
    viewer.require(Act.RATE)
    row = get_round(viewer, round_id)
    pairs = _my_pairs(viewer, [round_id], today)[round_id]
    if not pairs or not row.is_open:
        raise NotFound
    answers = _my_answers(viewer, round_id)
    return (
        row,
        items_of_rounds(viewer, [round_id])[round_id],
        tuple(MyAnswersRow(pair, answers.get(pair.ratee_id, {})) for pair in pairs),
    )


def rates_as_manager(viewer: Viewer, round_id: int) -> bool:
    """Whether the viewer rates the others of a round as a manager, in a series of their own."""
    return Role.MANAGER in viewer.roles and bool(
        db.session.scalar(select(exists().where(RoundManager.round_id == round_id, RoundManager.account_id == viewer.account_id)))
    )


def _my_hand_ins(viewer: Viewer, round_ids: Sequence[int]) -> dict[int, datetime]:
    """By round when the viewer handed in: as a manager where they rate as one, else as one of the ten."""
    found = {
        row.round_id: row.handed_in_at
        for row in db.session.scalars(
            select(HandIn).where(HandIn.rater_id == (viewer.producer_id or 0), HandIn.round_id.in_(round_ids))
        )
    }
    for round_id, at in db.session.execute(
        select(RoundManager.round_id, RoundManager.handed_in_at).where(
            RoundManager.account_id == viewer.account_id, RoundManager.round_id.in_(round_ids)
        )
    ):
        if at is not None:
            found[round_id] = at
        else:
            found.pop(round_id, None)
    return found


def _my_answers(viewer: Viewer, round_id: int, ratee_id: int | None = None) -> dict[int, dict[int, AnswerRow]]:
    """By person and wording."""
    found: dict[int, dict[int, AnswerRow]] = defaultdict(dict)
    as_peer = (
        select(RatingPair.ratee_id, Rating.item_version_id, Rating.score, Rating.cannot_judge, Rating.comment)
        .join(RatingPair, RatingPair.id == Rating.pair_id)
        .where(RatingPair.round_id == round_id, RatingPair.rater_id == (viewer.producer_id or 0))
    )
    as_manager = select(
        ManagerRating.ratee_id,
        ManagerRating.item_version_id,
        ManagerRating.score,
        ManagerRating.cannot_judge,
        ManagerRating.comment,
    ).where(ManagerRating.round_id == round_id, ManagerRating.account_id == viewer.account_id)
    if ratee_id is not None:
        as_peer = as_peer.where(RatingPair.ratee_id == ratee_id)
        as_manager = as_manager.where(ManagerRating.ratee_id == ratee_id)
    for statement in (as_peer, as_manager):
        for ratee, item_version_id, score, cannot_judge, comment in db.session.execute(statement):
            found[ratee][item_version_id] = AnswerRow(score, cannot_judge, comment)
    return found


def _my_pairs(viewer: Viewer, round_ids: Sequence[int], today: date | None) -> dict[int, tuple[MyPairRow, ...]]:
    """By round the people whom the viewer rates: oneself first, then by roster."""
    items = _items_of(round_ids)
    found: dict[int, list[MyPairRow]] = {round_id: [] for round_id in round_ids}
    for round_id, ratee_id, name, ends_on, kind, answered in db.session.execute(
        select(RatingPair.round_id, Producer.id, Producer.name, Producer.ends_on, RatingPair.kind, func.count(Rating.id))
        .join(Producer, Producer.id == RatingPair.ratee_id)
        .outerjoin(Rating, Rating.pair_id == RatingPair.id)
        .where(
            RatingPair.round_id.in_(round_ids),
            RatingPair.rater_id == (viewer.producer_id or 0),
            in_programme(viewer, Producer.programme_id),
        )
        .group_by(RatingPair.round_id, Producer.id, Producer.name, Producer.ends_on, RatingPair.kind)
        .order_by(Producer.id)
    ):
        found[round_id].append(_pair(ratee_id, name, ends_on, kind, answered, items.get(round_id, 0), today))
    if Role.MANAGER in viewer.roles:
        for round_id, ratee_id, name, ends_on, answered in _as_manager_pairs(viewer, round_ids):
            row = _pair(ratee_id, name, ends_on, RaterKind.MANAGER, answered, items.get(round_id, 0), today)
            found[round_id].append(row)
    return {round_id: tuple(sorted(pairs, key=lambda pair: not pair.is_self)) for round_id, pairs in found.items()}


def _as_manager_pairs(viewer: Viewer, round_ids: Sequence[int]) -> Any:
    """Everybody rated in the rounds in which the viewer rates as a manager, but for the viewer."""
    given = (ManagerRating.round_id == RoundManager.round_id) & (ManagerRating.account_id == RoundManager.account_id)
    return db.session.execute(
        select(RatingPair.round_id, Producer.id, Producer.name, Producer.ends_on, func.count(ManagerRating.id))
        .join(RoundManager, RoundManager.round_id == RatingPair.round_id)
        .join(Producer, Producer.id == RatingPair.ratee_id)
        .outerjoin(ManagerRating, given & (ManagerRating.ratee_id == Producer.id))
        .where(
            RatingPair.round_id.in_(round_ids),
            RatingPair.kind == RaterKind.SELF,  # one row a person
            RoundManager.account_id == viewer.account_id,
            Producer.id != (viewer.producer_id or 0),
            in_programme(viewer, Producer.programme_id),
        )
        .group_by(RatingPair.round_id, Producer.id, Producer.name, Producer.ends_on)
        .order_by(Producer.id)
    )


def _pair(
    ratee_id: int, name: str, ends_on: date | None, kind: RaterKind, answered: int, items: int, today: date | None
) -> MyPairRow:
    return MyPairRow(ratee_id, name, kind, answered, items, has_left=has_left(ends_on, today))


def _items_of(round_ids: Sequence[int]) -> dict[int, int]:
    counted = db.session.execute(
        select(RoundItem.round_id, func.count()).where(RoundItem.round_id.in_(round_ids)).group_by(RoundItem.round_id)
    )
    return {key: n for key, n in counted}  # noqa: C416
