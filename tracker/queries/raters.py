"""The raters of a round: who has handed in, how far the others are, who was reminded when; never what they gave."""

from __future__ import annotations

from collections import Counter
from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.rounds import RaterKind, has_left, is_counted, last_day
from tracker.models import (
    Account,
    HandIn,
    ManagerRating,
    Producer,
    Rating,
    RatingPair,
    RoundItem,
    RoundManager,
    RoundReminder,
)
from tracker.queries.assessments import get_round, is_round_manager, is_still_manager, list_peers
from tracker.queries.scope import in_programme
from tracker.rows.assessments import HandInRow, SoFarRow


def list_hand_ins(viewer: Viewer, round_id: int, today: date | None = None) -> tuple[HandInRow, ...]:
    """Who of the raters has handed in, and who has not: by roster, then the managers who rate.

    How far each is, their addresses and reminders are for whoever runs the round. With ``today`` it says who has left meanwhile.
    """
    viewer.require(Act.HAND_INS)
    until = last_day(today, get_round(viewer, round_id).ended_at)
    runs_it = viewer.may(Act.ROUNDS)
    reminded = _reminded(round_id) if runs_it else {}
    progress = _progress(round_id) if runs_it else {}
    items = db.session.scalar(select(func.count()).where(RoundItem.round_id == round_id)) or 0
    rows = db.session.execute(
        select(Producer.id, Producer.name, Producer.account_id, Producer.ends_on, Producer.email, HandIn.handed_in_at)
        .join(RatingPair, RatingPair.rater_id == Producer.id)
        .outerjoin(HandIn, (HandIn.rater_id == Producer.id) & (HandIn.round_id == RatingPair.round_id))
        .where(
            RatingPair.round_id == round_id,
            in_programme(viewer, Producer.programme_id),
            ~is_round_manager(RatingPair.round_id),
        )
        .distinct()
        .order_by(Producer.id)
    )
    found = []
    for producer_id, name, account_id, ends_on, email, at in rows:
        people, answered = progress.get(producer_id, (0, 0))
        found.append(
            HandInRow(
                account_id,
                name,
                RaterKind.PEER,
                at,
                has_left=has_left(ends_on, until),
                answered=answered if runs_it else None,
                asked=people * items if runs_it else None,
                email=email if runs_it else "",
                reminded_on=reminded.get(account_id or 0),
            )
        )
    return (*found, *_managers(viewer, round_id, items, reminded, today, runs_it=runs_it))


def _managers(
    viewer: Viewer, round_id: int, items: int, reminded: dict[int, date], today: date | None, *, runs_it: bool
) -> list[HandInRow]:
    ratees, own = list_ratees(round_id), _progress(round_id) if runs_it else {}
    answered = Counter(db.session.scalars(select(ManagerRating.account_id).where(ManagerRating.round_id == round_id)))
    rows = db.session.execute(
        select(
            Account.id,
            Account.name,
            Account.email,
            RoundManager.handed_in_at,
            Producer.id,
            is_still_manager(viewer, today),
        )
        .join(RoundManager, RoundManager.account_id == Account.id)
        .outerjoin(
            Producer,
            and_(Producer.account_id == Account.id, in_programme(viewer, Producer.programme_id), Producer.deleted_at.is_(None)),
        )
        .where(RoundManager.round_id == round_id)
        .order_by(Account.name, Account.id)
    )
    return [
        HandInRow(
            account_id,
            name,
            RaterKind.MANAGER,
            at,
            has_left=today is not None and not is_there,
            answered=answered[account_id] + own.get(producer_id, (0, 0))[1] if runs_it else None,
            asked=len(ratees) * items if runs_it else None,  # a manager who is one of the ten rates themselves there too
            email=email if runs_it else "",
            reminded_on=reminded.get(account_id),
        )
        for account_id, name, email, at, producer_id, is_there in rows
    ]


def list_ratees(round_id: int) -> tuple[int, ...]:
    """Who is rated in a round, by roster; called after the round was found to be the viewer's."""
    statement = select(RatingPair.ratee_id).where(RatingPair.round_id == round_id).distinct().order_by(RatingPair.ratee_id)
    return tuple(db.session.scalars(statement))


def list_so_far(viewer: Viewer, round_id: int, today: date) -> tuple[SoFarRow, ...]:
    """Per person rated how many of their peers have handed in: a count of what :func:`list_hand_ins` names, and no more."""
    viewer.require(Act.ROUNDS)
    row = get_round(viewer, round_id)
    until = last_day(today, row.ended_at)
    gone = [
        rater_id
        for _round, rater_id, is_handed_in, is_gone in list_peers({round_id: row.ended_at}, today)
        if not is_counted(handed_in=is_handed_in, has_left=is_gone)
    ]
    waited_for = case((_is_peer() & RatingPair.rater_id.not_in(gone), RatingPair.rater_id))
    statement = (
        select(Producer.id, Producer.name, Producer.ends_on, func.count(waited_for), func.count(HandIn.rater_id))
        .join(RatingPair, RatingPair.ratee_id == Producer.id)
        .outerjoin(
            HandIn,
            (HandIn.round_id == RatingPair.round_id) & (HandIn.rater_id == RatingPair.rater_id) & _is_peer(),
        )
        .where(RatingPair.round_id == round_id, in_programme(viewer, Producer.programme_id))
        .group_by(Producer.id, Producer.name, Producer.ends_on)
        .order_by(Producer.id)
    )
    return tuple(
        SoFarRow(
            producer_id,
            name,
            asked,
            handed_in,
            max(0, row.minimum_raters - handed_in),
            has_left(ends_on, until),
        )
        for producer_id, name, ends_on, asked, handed_in in db.session.execute(statement)
    )


def _is_peer() -> ColumnElement[bool]:
    return RatingPair.kind == RaterKind.PEER


def _progress(round_id: int) -> dict[int, tuple[int, int]]:
    """By rater how many people they are asked about, and how many answers they have given."""
    statement = (
        select(RatingPair.rater_id, func.count(RatingPair.id.distinct()), func.count(Rating.id))
        .outerjoin(Rating, Rating.pair_id == RatingPair.id)
        .where(RatingPair.round_id == round_id)
        .group_by(RatingPair.rater_id)
    )
    return {rater_id: (people, answered) for rater_id, people, answered in db.session.execute(statement)}


def _reminded(round_id: int) -> dict[int, date]:
    """By account the day of the last reminder."""
    statement = (
        select(RoundReminder.account_id, func.max(RoundReminder.reminded_on))
        .where(RoundReminder.round_id == round_id)
        .group_by(RoundReminder.account_id)
    )
    return {account_id: day for account_id, day in db.session.execute(statement)}  # noqa: C416
