"""Rounds, items, who has handed in, and the forms that the viewer fills in; results are read in ``results.py``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound
from tracker.domain.rounds import RoundState, all_rate_all
from tracker.domain.scores import Scale, who_reaches_minimum
from tracker.models import (
    AssessmentRound,
    CompetencyItem,
    HandIn,
    ItemVersion,
    Producer,
    Programme,
    Rating,
    RatingPair,
    RoundItem,
)
from tracker.queries.scope import in_programme
from tracker.rows.assessments import AnswerRow, HandInRow, ItemRow, MyPairRow, MyRoundRow, ReachRow, RoundRow, SheetRow

_ITEM = (
    CompetencyItem.id,
    ItemVersion.id,
    CompetencyItem.number,
    CompetencyItem.short_label,
    ItemVersion.text,
    ItemVersion.completeness,
    ItemVersion.number,
    CompetencyItem.version,
)


def list_rounds(viewer: Viewer) -> tuple[RoundRow, ...]:
    """The programme's rounds in their order; how many have handed in is told to whoever sees the report's means."""
    return _rounds(viewer)


def get_round(viewer: Viewer, round_id: int) -> RoundRow:
    """One round, as :func:`list_rounds` has it."""
    rows = _rounds(viewer, AssessmentRound.id == round_id)
    if not rows:
        raise NotFound
    return rows[0]


def list_items(viewer: Viewer) -> tuple[ItemRow, ...]:
    """The competency items in the wording that stands now."""
    return _current_items(viewer)


def get_item(viewer: Viewer, item_id: int) -> ItemRow:
    """One competency item in the wording that stands now."""
    rows = _current_items(viewer, CompetencyItem.id == item_id)
    if not rows:
        raise NotFound
    return rows[0]


def list_wordings(viewer: Viewer, item_id: int) -> tuple[ItemRow, ...]:
    """Every wording that an item ever had, the newest first."""
    statement = (
        select(*_ITEM)
        .join(ItemVersion, ItemVersion.item_id == CompetencyItem.id)
        .where(in_programme(viewer, CompetencyItem.programme_id), CompetencyItem.id == item_id)
        .order_by(ItemVersion.number.desc())
    )
    return tuple(ItemRow(*row) for row in db.session.execute(statement))


def items_of_rounds(viewer: Viewer, round_ids: Sequence[int]) -> dict[int, tuple[ItemRow, ...]]:
    """The items as each round asks them, by round; a round that has not opened has none yet."""
    found: dict[int, list[ItemRow]] = {round_id: [] for round_id in round_ids}
    for row in db.session.execute(
        select(RoundItem.round_id, *_ITEM)
        .join(ItemVersion, ItemVersion.id == RoundItem.item_version_id)
        .join(CompetencyItem, CompetencyItem.id == ItemVersion.item_id)
        .where(RoundItem.round_id.in_(round_ids), in_programme(viewer, CompetencyItem.programme_id))
        .order_by(CompetencyItem.number)
    ):
        found[row[0]].append(ItemRow(*row[1:]))
    return {round_id: tuple(items) for round_id, items in found.items()}


def items_of_round(viewer: Viewer, row: RoundRow) -> tuple[ItemRow, ...]:
    """The wording fixed at the opening, or the one that stands now where the round has not opened."""
    return list_items(viewer) if row.is_planned else items_of_rounds(viewer, [row.round_id])[row.round_id]


def list_reach(viewer: Viewer, day: date, minimum_raters: int) -> tuple[ReachRow, ...]:
    """Who would reach the minimum if a round opened on ``day`` and all rated all; only who has an account can rate."""
    viewer.require(Act.ROUNDS)
    people = db.session.execute(
        select(Producer.id, Producer.name, Producer.account_id).where(*on_roster(viewer, day)).order_by(Producer.id)
    ).all()
    can_rate = {producer_id for producer_id, _name, account_id in people if account_id is not None}
    everybody = {producer_id for producer_id, *_ in people}
    pairs = [(pair.rater_id, pair.ratee_id) for pair in all_rate_all(everybody) if pair.rater_id in can_rate]
    reach = {row.ratee_id: row for row in who_reaches_minimum(pairs, minimum_raters)}
    return tuple(
        ReachRow(
            producer_id,
            name,
            producer_id in can_rate,
            reach[producer_id].raters if producer_id in reach else 0,
            producer_id in reach and reach[producer_id].reaches,
        )
        for producer_id, name, _account in people
    )


def on_roster(viewer: Viewer, day: date) -> tuple[ColumnElement[bool], ...]:
    """The programme's supporters who are on the roster on ``day``."""
    return (
        in_programme(viewer, Producer.programme_id),
        Producer.deleted_at.is_(None),
        or_(Producer.starts_on.is_(None), Producer.starts_on <= day),
        or_(Producer.ends_on.is_(None), Producer.ends_on >= day),
    )


def list_hand_ins(viewer: Viewer, round_id: int) -> tuple[HandInRow, ...]:
    """Who of the raters has handed in, and who has not."""
    viewer.require(Act.HAND_INS)
    get_round(viewer, round_id)
    statement = (
        select(Producer.id, Producer.name, Producer.account_id, HandIn.handed_in_at)
        .join(RatingPair, RatingPair.rater_id == Producer.id)
        .outerjoin(HandIn, (HandIn.rater_id == Producer.id) & (HandIn.round_id == RatingPair.round_id))
        .where(RatingPair.round_id == round_id, in_programme(viewer, Producer.programme_id))
        .distinct()
        .order_by(Producer.id)
    )
    rows = db.session.execute(statement)
    return tuple(HandInRow(producer_id, name, account is not None, at) for producer_id, name, account, at in rows)


def list_my_rounds(viewer: Viewer) -> tuple[MyRoundRow, ...]:
    """The open rounds in which the viewer is asked to rate, with how far each form is; empty for whoever rates nobody."""
    viewer.require(Act.RATE)
    if viewer.producer_id is None:
        return ()
    rows = _rounds(viewer, AssessmentRound.state == RoundState.OPEN)
    pairs = _my_pairs(viewer, [row.round_id for row in rows])
    handed_in: dict[int, object] = {
        row.round_id: row.handed_in_at
        for row in db.session.scalars(
            select(HandIn).where(HandIn.rater_id == viewer.producer_id, HandIn.round_id.in_([row.round_id for row in rows]))
        )
    }
    return tuple(
        MyRoundRow(row, pairs[row.round_id], handed_in.get(row.round_id))  # type: ignore[arg-type]
        for row in rows
        if pairs[row.round_id]
    )


def get_sheet(viewer: Viewer, round_id: int, ratee_id: int) -> SheetRow:
    """The viewer's own form about one person; NotFound where they are not asked to rate that person."""
    viewer.require(Act.RATE)
    row = get_round(viewer, round_id)
    pairs = _my_pairs(viewer, [round_id])[round_id] if viewer.producer_id is not None else ()
    places = [place for place, pair in enumerate(pairs) if pair.ratee_id == ratee_id]
    if not places:
        raise NotFound
    pair = pairs[places[0]]
    following = [*pairs[places[0] + 1 :], *pairs[: places[0]]]
    return SheetRow(
        round=row,
        pair=pair,
        items=items_of_rounds(viewer, [round_id])[round_id],
        answers=_my_answers(viewer, round_id, ratee_id) if row.is_open else {},
        next_ratee_id=next((other.ratee_id for other in following if not other.is_done), None),
    )


def _my_answers(viewer: Viewer, round_id: int, ratee_id: int) -> dict[int, AnswerRow]:
    statement = (
        select(Rating.item_version_id, Rating.score, Rating.cannot_judge, Rating.comment)
        .join(RatingPair, RatingPair.id == Rating.pair_id)
        .where(RatingPair.round_id == round_id, RatingPair.rater_id == viewer.producer_id, RatingPair.ratee_id == ratee_id)
    )
    return {row[0]: AnswerRow(*row[1:]) for row in db.session.execute(statement)}


def _my_pairs(viewer: Viewer, round_ids: Sequence[int]) -> dict[int, tuple[MyPairRow, ...]]:
    """By round the people whom the viewer rates: oneself first, then by roster."""
    counted = db.session.execute(
        select(RoundItem.round_id, func.count()).where(RoundItem.round_id.in_(round_ids)).group_by(RoundItem.round_id)
    )
    items = {key: n for key, n in counted}  # noqa: C416
    found: dict[int, list[MyPairRow]] = defaultdict(list)
    for round_id, ratee_id, name, kind, answered in db.session.execute(
        select(RatingPair.round_id, Producer.id, Producer.name, RatingPair.kind, func.count(Rating.id))
        .join(Producer, Producer.id == RatingPair.ratee_id)
        .outerjoin(Rating, Rating.pair_id == RatingPair.id)
        .where(
            RatingPair.round_id.in_(round_ids),
            RatingPair.rater_id == viewer.producer_id,
            in_programme(viewer, Producer.programme_id),
        )
        .group_by(RatingPair.round_id, Producer.id, Producer.name, RatingPair.kind)
        .order_by(Producer.id)
    ):
        found[round_id].append(MyPairRow(ratee_id, name, kind, answered, items.get(round_id, 0)))
    return {round_id: tuple(sorted(found[round_id], key=lambda pair: not pair.is_self)) for round_id in round_ids}


def _rounds(viewer: Viewer, *clauses: ColumnElement[bool]) -> tuple[RoundRow, ...]:
    rounds = db.session.scalars(
        select(AssessmentRound)
        .where(in_programme(viewer, AssessmentRound.programme_id), *clauses)
        .order_by(AssessmentRound.number)
    ).all()
    counts = _counts([row.id for row in rounds]) if rounds and viewer.may(Act.REPORT_MEANS) else None
    return tuple(
        RoundRow(
            round_id=row.id,
            number=row.number,
            name=row.name,
            due_on=row.due_on,
            state=row.state,
            scale=Scale(row.scale_minimum, row.scale_maximum),
            minimum_raters=row.minimum_raters,
            opened_at=row.opened_at,
            closed_at=row.closed_at,
            version=row.version,
            raters=counts[0].get(row.id, 0) if counts else None,
            handed_in=counts[1].get(row.id, 0) if counts else None,
        )
        for row in rounds
    )


def _counts(round_ids: Iterable[int]) -> tuple[dict[int, int], dict[int, int]]:
    """By round how many are asked to rate, and how many of them have handed in."""
    chosen = list(round_ids)
    raters = db.session.execute(
        select(RatingPair.round_id, func.count(RatingPair.rater_id.distinct()))
        .where(RatingPair.round_id.in_(chosen))
        .group_by(RatingPair.round_id)
    )
    handed_in = db.session.execute(
        select(HandIn.round_id, func.count()).where(HandIn.round_id.in_(chosen)).group_by(HandIn.round_id)
    )
    return {key: n for key, n in raters}, {key: n for key, n in handed_in}  # noqa: C416


def _current_items(viewer: Viewer, *clauses: ColumnElement[bool]) -> tuple[ItemRow, ...]:
    newest = (
        select(ItemVersion.item_id, func.max(ItemVersion.number).label("number")).group_by(ItemVersion.item_id).subquery("newest")
    )
    statement = (
        select(*_ITEM)
        .join(newest, newest.c.item_id == CompetencyItem.id)
        .join(ItemVersion, (ItemVersion.item_id == CompetencyItem.id) & (ItemVersion.number == newest.c.number))
        .where(in_programme(viewer, CompetencyItem.programme_id), *clauses)
        .order_by(CompetencyItem.number)
    )
    return tuple(ItemRow(*row) for row in db.session.execute(statement))


def minimum_and_scale(viewer: Viewer) -> tuple[int, Scale]:
    """What a round that opens now is opened under: the programme's minimum of raters and scale."""
    row = db.session.execute(
        select(Programme.minimum_raters, Programme.scale_minimum, Programme.scale_maximum).where(Programme.id == viewer.programme)
    ).one()
    return row[0], Scale(row[1], row[2])
