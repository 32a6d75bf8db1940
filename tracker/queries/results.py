"""Results of closed rounds: :func:`_filtered` alone decides what a viewer sees of a person, for every page and file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import tokyo_day
from tracker.domain.errors import NotAllowed, NotFound
from tracker.domain.rounds import RaterKind
from tracker.domain.scores import (
    PeerMean,
    Score,
    change,
    group_peer,
    group_self,
    is_noise,
    person_item,
)
from tracker.models import ItemVersion, Producer, Rating, RatingPair
from tracker.queries.assessments import get_round, items_of_rounds, list_rounds
from tracker.queries.scope import in_programme
from tracker.rows.assessments import ItemRow, RoundRow
from tracker.rows.results import (
    ChangeRow,
    GroupResultsRow,
    GroupRoundRow,
    MeanRow,
    PersonResultsRow,
    PersonRoundRow,
    ReportResultsRow,
    ReportScoreRow,
    ScoreRow,
    StrengthsRow,
)

RATERS_FOR_COMMENTS = 5  # below, a comment could be told by its absence elsewhere


@dataclass(frozen=True, slots=True)
class _Given:
    """One answer with its comment, as stored; never leaves this module."""

    score: Score
    comment: str


def get_my_results(viewer: Viewer) -> PersonResultsRow:
    """What the closed rounds say about the viewer; NotFound for whoever is not on the roster."""
    viewer.require(Act.MY_RESULTS)
    if viewer.producer_id is None:
        raise NotFound
    return _person(viewer, viewer.producer_id)


def get_person_results(viewer: Viewer, producer_id: int) -> PersonResultsRow:
    """What the closed rounds say about one person, for whoever sees the group's results."""
    viewer.require(Act.GROUP_RESULTS)
    return _person(viewer, producer_id)


def get_group_results(viewer: Viewer, round_id: int) -> GroupResultsRow:
    """A closed round, person by person in the order of the roster, with the group's means; NotAllowed before the close."""
    viewer.require(Act.GROUP_RESULTS)
    chosen = get_round(viewer, round_id)
    if not chosen.is_closed:
        raise NotAllowed
    closed = _closed(viewer)
    items = items_of_rounds(viewer, [row.round_id for row in closed])
    given = _given(viewer, [row.round_id for row in closed])
    groups = tuple(_group_round(row, items[row.round_id], given) for row in closed)
    persons = _persons(viewer, [round_id])[round_id]
    return GroupResultsRow(
        round=chosen,
        items=items[round_id],
        persons=tuple(
            _person_round(viewer, chosen, items[round_id], producer_id, name, given) for producer_id, name in persons.items()
        ),
        rounds=groups,
        changes=_group_changes(groups),
    )


def get_strengths(viewer: Viewer) -> StrengthsRow:
    """What the latest closed round shows of everybody, as the manager may see it; whatever staffing asks, it asks here."""
    viewer.require(Act.GROUP_RESULTS)
    closed = _closed(viewer)
    if not closed:
        return StrengthsRow(None, (), {})
    latest = closed[-1]
    items = items_of_rounds(viewer, [latest.round_id])[latest.round_id]
    given, persons = _given(viewer, [latest.round_id]), _persons(viewer, [latest.round_id])[latest.round_id]
    rows = [_person_round(viewer, latest, items, producer_id, name, given) for producer_id, name in persons.items()]
    return StrengthsRow(
        latest, items, {(row.producer_id, score.item.item_id): score.peer for row in rows for score in row.scores}
    )


def list_report_results(viewer: Viewer, as_of: date) -> ReportResultsRow:
    """The report's means: of the rounds closed on or before ``as_of``, at the depth of whoever is below manager."""
    viewer.require(Act.REPORT_MEANS)
    below = replace(viewer, roles=frozenset(), producer_id=None)
    closed = [row for row in _closed(viewer) if row.closed_at is not None and tokyo_day(row.closed_at) <= as_of]
    round_ids = [row.round_id for row in closed]
    items, given, persons = items_of_rounds(viewer, round_ids), _given(viewer, round_ids), _persons(viewer, round_ids)
    groups = tuple(_group_round(row, items[row.round_id], given) for row in closed)
    scores = tuple(
        ReportScoreRow(row, producer_id, name, score.item, score.peer)
        for row in closed
        for producer_id, name in persons[row.round_id].items()
        for score in _person_round(below, row, items[row.round_id], producer_id, name, given).scores
    )
    return ReportResultsRow(groups, scores, _group_changes(groups))


def _closed(viewer: Viewer) -> list[RoundRow]:
    return [row for row in list_rounds(viewer) if row.is_closed]


def _person(viewer: Viewer, producer_id: int) -> PersonResultsRow:
    name = db.session.scalar(select(Producer.name).where(Producer.id == producer_id, in_programme(viewer, Producer.programme_id)))
    if name is None:
        raise NotFound
    closed = _closed(viewer)
    round_ids = [row.round_id for row in closed]
    persons = _persons(viewer, round_ids)
    items, given = items_of_rounds(viewer, round_ids), _given(viewer, round_ids, producer_id)
    rounds = tuple(
        _person_round(viewer, row, items[row.round_id], producer_id, name, given)
        for row in closed
        if producer_id in persons[row.round_id]
    )
    return PersonResultsRow(producer_id, name, rounds, _person_changes(rounds))


def _given(viewer: Viewer, round_ids: Iterable[int], ratee_id: int | None = None) -> dict[tuple[int, int], list[_Given]]:
    """The answers of raters and of the person, by round and item; a manager's rating is a series of its own and not here."""
    statement = (
        select(
            RatingPair.round_id,
            RatingPair.rater_id,
            RatingPair.ratee_id,
            ItemVersion.item_id,
            Rating.score,
            Rating.cannot_judge,
            Rating.comment,
        )
        .join(Rating, Rating.pair_id == RatingPair.id)
        .join(ItemVersion, ItemVersion.id == Rating.item_version_id)
        .join(Producer, Producer.id == RatingPair.ratee_id)
        .where(
            RatingPair.round_id.in_(list(round_ids)),
            RatingPair.kind.in_([RaterKind.SELF, RaterKind.PEER]),
            in_programme(viewer, Producer.programme_id),
        )
    )
    if ratee_id is not None:
        statement = statement.where(RatingPair.ratee_id == ratee_id)
    given: dict[tuple[int, int], list[_Given]] = defaultdict(list)
    for round_id, rater, ratee, item_id, score, cannot_judge, comment in db.session.execute(statement):
        given[round_id, item_id].append(_Given(Score(rater, ratee, item_id, score, cannot_judge), comment))
    return given


def _persons(viewer: Viewer, round_ids: Iterable[int]) -> dict[int, dict[int, str]]:
    """By round the persons rated in it, in the order of the roster."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for round_id, producer_id, name in db.session.execute(
        select(RatingPair.round_id, Producer.id, Producer.name)
        .join(Producer, Producer.id == RatingPair.ratee_id)
        .where(RatingPair.round_id.in_(list(round_ids)), in_programme(viewer, Producer.programme_id))
        .distinct()
        .order_by(Producer.id)
    ):
        found[round_id][producer_id] = name
    return found


def _person_round(
    viewer: Viewer,
    round_row: RoundRow,
    items: Iterable[ItemRow],
    producer_id: int,
    name: str,
    given: dict[tuple[int, int], list[_Given]],
) -> PersonRoundRow:
    scores = []
    for item in items:
        about = [one for one in given[round_row.round_id, item.item_id] if one.score.ratee_id == producer_id]
        scores.append(_filtered(viewer, round_row, item, producer_id, about))
    return PersonRoundRow(round_row, producer_id, name, tuple(scores))


def _filtered(viewer: Viewer, round_row: RoundRow, item: ItemRow, producer_id: int, given: list[_Given]) -> ScoreRow:
    """What the viewer sees of one person on one item: exact mean and n for a manager about others, else by the rule of three.

    The self score is the person's own and the manager's; comments are the person's own, from five who wrote one, in an order that
    tells nothing of who wrote them.
    """
    is_me = viewer.producer_id == producer_id
    sees_group = viewer.may(Act.GROUP_RESULTS)
    shown = person_item(
        (one.score for one in given),
        scale=round_row.scale,
        minimum_raters=round_row.minimum_raters,
        exact=sees_group and not is_me,
    )
    knows_self = is_me or sees_group
    own = next((one.score for one in given if one.score.rater_id == producer_id), None)
    comments = sorted(one.comment for one in given if one.comment and one.score.rater_id != producer_id)
    return ScoreRow(
        item=item,
        self_score=shown.self_score if knows_self else None,
        self_cannot_judge=knows_self and own is not None and own.cannot_judge,
        peer=shown.peer,
        comments=tuple(comments) if is_me and len(comments) >= RATERS_FOR_COMMENTS else (),
    )


def _group_round(round_row: RoundRow, items: Iterable[ItemRow], given: dict[tuple[int, int], list[_Given]]) -> GroupRoundRow:
    means = []
    for item in items:
        scores = [one.score for one in given[round_row.round_id, item.item_id]]
        means.append(
            MeanRow(
                item,
                own=group_self(scores, scale=round_row.scale),
                peer=group_peer(scores, scale=round_row.scale, minimum_raters=round_row.minimum_raters),
            )
        )
    return GroupRoundRow(round_row, tuple(means))


def _person_changes(rounds: tuple[PersonRoundRow, ...]) -> tuple[ChangeRow, ...]:
    if len(rounds) < 2:
        return ()
    first, last = rounds[0], rounds[-1]
    before = {row.item.item_id: row for row in first.scores}
    comparable = first.round.scale == last.round.scale
    rows = []
    for row in last.scores:
        earlier = before.get(row.item.item_id)
        if earlier is None:
            continue
        both = earlier.self_score is not None and row.self_score is not None
        own = float((row.self_score or 0) - (earlier.self_score or 0)) if comparable and both else None
        fewest = min(earlier.peer.n or earlier.peer.minimum, row.peer.n or row.peer.minimum)
        rows.append(_change_row(earlier.item, row.item, own, earlier.peer, row.peer, fewest, comparable))
    return tuple(rows)


def _group_changes(rounds: tuple[GroupRoundRow, ...]) -> tuple[ChangeRow, ...]:
    if len(rounds) < 2:
        return ()
    first, last = rounds[0], rounds[-1]
    before = {row.item.item_id: row for row in first.means}
    comparable = first.round.scale == last.round.scale
    rows = []
    for row in last.means:
        earlier = before.get(row.item.item_id)
        if earlier is None:
            continue
        own = change(earlier.own, row.own) if comparable else None
        # The number of ratings behind a group's mean is not shown: as many as there must be at least.
        fewest = min((earlier.peer.n or 1) * earlier.peer.minimum, (row.peer.n or 1) * row.peer.minimum)
        rows.append(_change_row(earlier.item, row.item, own, earlier.peer, row.peer, fewest, comparable))
    return tuple(rows)


def _change_row(
    earlier: ItemRow, item: ItemRow, own: float | None, first: PeerMean, last: PeerMean, n: int, comparable: bool
) -> ChangeRow:
    peer = change(first, last) if comparable else None
    return ChangeRow(
        item=item,
        own=own,
        peer=peer,
        is_noise=peer is not None and is_noise(peer, n),
        reworded=earlier.item_version_id != item.item_version_id,
    )
