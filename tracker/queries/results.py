"""Results of closed rounds: :func:`_shown` alone decides what a viewer sees of a person, for every page, chart and file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.agreement import Agreement, agreement
from tracker.domain.calendar import tokyo_day
from tracker.domain.disclosure import Tally, group_peer, group_self, show_peer
from tracker.domain.errors import NotAllowed, NotFound
from tracker.domain.scores import PeerMean
from tracker.models import ItemVersion, Producer, RoundResult
from tracker.queries.adjustments import adjustments_of
from tracker.queries.assessments import get_round, items_of_rounds, list_rounds
from tracker.queries.result_changes import group_changes, person_changes
from tracker.queries.result_ratings import Cell, comments_of, given_of, managers_of
from tracker.queries.scope import in_programme
from tracker.queries.unrated import list_unrated
from tracker.rows.assessments import ItemRow, RoundRow
from tracker.rows.results import (
    AgreementRow,
    GroupResultsRow,
    GroupRoundRow,
    ManagerMeanRow,
    ManagerScoreRow,
    MeanRow,
    PersonResultsRow,
    PersonRoundRow,
    ReportResultsRow,
    ReportScoreRow,
    ScoreRow,
    StrengthsRow,
)

NEW_DAYS = 14  # for so long Today says that results were shown


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was kept of one person on one item at the close; never leaves this module."""

    peers: Tally
    own_score: int | None
    own_cannot_judge: bool


NOTHING = _Kept(Tally(), None, False)


@dataclass(frozen=True, slots=True)
class _Book:
    """All that is known of some closed rounds: their items, who was rated, what was kept, and what the viewer gave as a peer."""

    items: Mapping[int, tuple[ItemRow, ...]]
    persons: Mapping[int, Mapping[int, str]]
    kept: Mapping[Cell, _Kept]
    given: Mapping[Cell, tuple[int, ...]]
    comments: Mapping[Cell, tuple[str, ...]]
    managers: Mapping[Cell, tuple[ManagerScoreRow, ...]]


def get_my_results(viewer: Viewer) -> PersonResultsRow:
    """What the closed rounds say about the viewer; NotFound for whoever is not on the roster."""
    viewer.require(Act.MY_RESULTS)
    if viewer.producer_id is None:
        raise NotFound
    return _person(viewer, viewer.producer_id)


def get_person_results(viewer: Viewer, producer_id: int) -> PersonResultsRow:
    """What the closed rounds say about one person, for whoever sees the group's results."""
    viewer.require(Act.GROUP_RESULTS)
    row = _person(viewer, producer_id)
    return replace(row, adjustments=adjustments_of(viewer, [one.round for one in row.rounds], producer_id))


def get_group_results(viewer: Viewer, round_id: int) -> GroupResultsRow:
    """A closed round, person by person in the order of the roster, with the group's means; NotAllowed before the close."""
    viewer.require(Act.GROUP_RESULTS)
    chosen = get_round(viewer, round_id)
    if not chosen.is_closed:
        raise NotAllowed
    closed = _closed(viewer)
    book = _book(viewer, closed, with_managers=True)
    groups = tuple(_group_round(viewer, row, book) for row in closed)
    return GroupResultsRow(
        round=chosen,
        items=book.items[round_id],
        persons=tuple(_person_round(viewer, chosen, producer_id, book) for producer_id in book.persons[round_id]),
        rounds=groups,
        changes=group_changes(groups),
        agreement=tuple(AgreementRow(item, _agreement(chosen, item, book)) for item in book.items[round_id]),
        unrated=list_unrated(viewer, round_id),
        adjustment=adjustments_of(viewer, [chosen]).get(round_id),
    )


def list_new_results(viewer: Viewer, today: date) -> tuple[RoundRow, ...]:
    """The rounds whose results about the viewer were shown within the last :data:`NEW_DAYS` days."""
    if viewer.producer_id is None:
        return ()
    new = [row for row in _closed(viewer) if row.closed_at and (today - tokyo_day(row.closed_at)).days <= NEW_DAYS]
    if not new:
        return ()
    about = set(db.session.scalars(select(RoundResult.round_id).where(RoundResult.ratee_id == viewer.producer_id)))
    return tuple(row for row in new if row.round_id in about)


def get_strengths(viewer: Viewer) -> StrengthsRow:
    """What the latest closed round shows of everybody, as the manager may see it; whatever staffing asks, it asks here."""
    viewer.require(Act.GROUP_RESULTS)
    closed = _closed(viewer)
    if not closed:
        return StrengthsRow(None, (), {})
    latest = closed[-1]
    book = _book(viewer, [latest])
    rows = [_person_round(viewer, latest, producer_id, book) for producer_id in book.persons[latest.round_id]]
    means = {(row.producer_id, score.item.item_id): score.peer for row in rows for score in row.scores}
    return StrengthsRow(latest, book.items[latest.round_id], means)


def list_report_results(viewer: Viewer, as_of: date) -> ReportResultsRow:
    """The report's means: of the rounds closed on or before ``as_of``, at the depth of whoever is below manager.

    Of a round in which the viewer rated nothing is said below manager: taking their own score away would tell the others'.
    """
    viewer.require(Act.REPORT_MEANS)
    closed = [row for row in _closed(viewer) if row.closed_at is not None and tokyo_day(row.closed_at) <= as_of]
    book = _book(viewer, closed)
    rated_in = set() if viewer.may(Act.GROUP_RESULTS) else {round_id for round_id, _person, _item in book.given}
    told = [row for row in closed if row.round_id not in rated_in]
    groups = tuple(_group_round(viewer, row, book) for row in told)
    scores = tuple(
        ReportScoreRow(row, producer_id, name, item, _peer(viewer, row, (row.round_id, producer_id, item.item_id), book))
        for row in told
        for producer_id, name in book.persons[row.round_id].items()
        for item in book.items[row.round_id]
    )
    withheld = tuple(row.name for row in closed if row.round_id in rated_in)
    return ReportResultsRow(groups, scores, group_changes(groups), withheld)


def _closed(viewer: Viewer) -> list[RoundRow]:
    return [row for row in list_rounds(viewer) if row.is_closed]


def _person(viewer: Viewer, producer_id: int) -> PersonResultsRow:
    name = db.session.scalar(select(Producer.name).where(Producer.id == producer_id, in_programme(viewer, Producer.programme_id)))
    if name is None:
        raise NotFound
    closed = _closed(viewer)
    book = _book(viewer, closed, producer_id)
    rounds = tuple(_person_round(viewer, row, producer_id, book) for row in closed if producer_id in book.persons[row.round_id])
    return PersonResultsRow(producer_id, name, rounds, person_changes(rounds))


def _book(viewer: Viewer, rounds: Sequence[RoundRow], ratee_id: int | None = None, *, with_managers: bool = False) -> _Book:
    """Of everybody, or of one person (then with what managers said), in as many statements however many people there are."""
    round_ids = [row.round_id for row in rounds]
    persons: dict[int, dict[int, str]] = {round_id: {} for round_id in round_ids}
    kept: dict[Cell, _Kept] = {}
    statement = (
        select(
            RoundResult.round_id,
            RoundResult.ratee_id,
            Producer.name,
            ItemVersion.item_id,
            RoundResult.raters,
            RoundResult.total,
            RoundResult.near_pairs,
            RoundResult.own_score,
            RoundResult.own_cannot_judge,
        )
        .join(ItemVersion, ItemVersion.id == RoundResult.item_version_id)
        .join(Producer, Producer.id == RoundResult.ratee_id)
        .where(RoundResult.round_id.in_(round_ids), in_programme(viewer, Producer.programme_id))
        .order_by(Producer.id)
    )
    if ratee_id is not None:
        statement = statement.where(RoundResult.ratee_id == ratee_id)
    for round_id, ratee, name, item_id, raters, total, near_pairs, own_score, own_cannot_judge in db.session.execute(statement):
        persons[round_id][ratee] = name
        kept[round_id, ratee, item_id] = _Kept(Tally(raters, total, near_pairs), own_score, own_cannot_judge)
    return _Book(
        items=items_of_rounds(viewer, round_ids),
        persons=persons,
        kept=kept,
        given=given_of(viewer, round_ids, ratee_id),
        comments=comments_of(viewer, round_ids) if ratee_id is not None and ratee_id == viewer.producer_id else {},
        managers=managers_of(viewer, round_ids, ratee_id) if with_managers or ratee_id is not None else {},
    )


def _person_round(viewer: Viewer, row: RoundRow, producer_id: int, book: _Book) -> PersonRoundRow:
    scores = tuple(_shown(viewer, row, item, producer_id, book) for item in book.items[row.round_id])
    return PersonRoundRow(row, producer_id, book.persons[row.round_id][producer_id], scores)


def _shown(viewer: Viewer, row: RoundRow, item: ItemRow, producer_id: int, book: _Book) -> ScoreRow:
    """What the viewer sees of one person on one item: exact mean and n for a manager about others, else by the rule of three.

    The self score is the person's own and the manager's; comments are the person's own.
    """
    cell = (row.round_id, producer_id, item.item_id)
    kept = book.kept.get(cell, NOTHING)
    is_me, sees_group = viewer.producer_id == producer_id, viewer.may(Act.GROUP_RESULTS)
    knows_self = is_me or sees_group
    return ScoreRow(
        item=item,
        self_score=kept.own_score if knows_self else None,
        self_cannot_judge=knows_self and kept.own_cannot_judge,
        peer=_peer(viewer, row, cell, book, exact=sees_group and not is_me),
        comments=book.comments.get(cell, ()) if is_me else (),
        managers=book.managers.get(cell, ()) if knows_self else (),
    )


def _peer(viewer: Viewer, row: RoundRow, cell: Cell, book: _Book, *, exact: bool = False) -> PeerMean:
    """The one aggregate of the peers, as this viewer may see it."""
    return show_peer(
        book.kept.get(cell, NOTHING).peers,
        scale=row.scale,
        minimum_raters=row.minimum_raters,
        exact=exact,
        own=book.given.get(cell, ()),
    )


def _group_round(viewer: Viewer, row: RoundRow, book: _Book) -> GroupRoundRow:
    """Made of what is shown of each person to one decimal, on the page and in the report alike."""
    means = []
    for item in book.items[row.round_id]:
        cells = [(row.round_id, producer_id, item.item_id) for producer_id in book.persons[row.round_id]]
        peer = group_peer((_peer(viewer, row, cell, book) for cell in cells), scale=row.scale, minimum_raters=row.minimum_raters)
        own = group_self((book.kept.get(cell, NOTHING).own_score for cell in cells), scale=row.scale)
        means.append(MeanRow(item, own=own, peer=peer, managers=_manager_means(row, cells, book)))
    return GroupRoundRow(row, tuple(means))


def _manager_means(row: RoundRow, cells: Sequence[Cell], book: _Book) -> tuple[ManagerMeanRow, ...]:
    """Each manager's own series over the persons, by the rule of the group's self scores."""
    given: dict[int, tuple[str, list[int | None]]] = {}
    for cell in cells:
        for one in book.managers.get(cell, ()):
            given.setdefault(one.account_id, (one.name, []))[1].append(one.score)
    return tuple(ManagerMeanRow(name, group_self(scores, scale=row.scale)) for name, scores in given.values())


def _agreement(row: RoundRow, item: ItemRow, book: _Book) -> Agreement | None:
    persons = book.persons[row.round_id]
    return agreement(
        (book.kept.get((row.round_id, producer_id, item.item_id), NOTHING).peers for producer_id in persons), row.minimum_raters
    )
