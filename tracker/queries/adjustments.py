"""The means without severity, for a manager who took no part in the round; everybody else gets nothing of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import or_, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.adjustment import AdjustmentState, show_adjusted
from tracker.domain.scores import PeerMean
from tracker.models import (
    AdjustmentGroup,
    AssessmentRound,
    ItemVersion,
    Producer,
    Programme,
    RatingPair,
    RoundAdjustment,
    RoundResult,
)
from tracker.queries.scope import in_programme
from tracker.rows.adjustments import AdjustmentRow
from tracker.rows.assessments import RoundRow

Means = Mapping[int, Mapping[tuple[int, int], PeerMean]]


def adjustments_of(viewer: Viewer, rounds: Sequence[RoundRow], ratee_id: int | None = None) -> dict[int, AdjustmentRow]:
    """By round, of everybody or of one person; nothing where the programme does not ask for it.

    Whoever rated in a round knows some of its scores, and whoever was rated is shown their own mean as anybody is: for them the
    exact means beside the adjusted ones would say more than either was meant to.
    """
    if not viewer.may(Act.GROUP_RESULTS):
        return {}
    states = _states(viewer, rounds)
    if not states:
        return {}
    took_part = _took_part(viewer, states)
    told = [round_id for round_id, state in states.items() if state is AdjustmentState.FITTED and round_id not in took_part]
    means = _means(viewer, {row.round_id: row for row in rounds}, told, ratee_id)
    groups = _groups(viewer, [round_id for round_id, state in states.items() if state is AdjustmentState.APART])
    return {
        round_id: AdjustmentRow(
            state, took_part=round_id in took_part, means=means.get(round_id, {}), groups=groups.get(round_id, ())
        )
        for round_id, state in states.items()
    }


def _states(viewer: Viewer, rounds: Sequence[RoundRow]) -> dict[int, AdjustmentState]:
    statement = (
        select(RoundAdjustment.round_id, RoundAdjustment.state)
        .join(AssessmentRound, AssessmentRound.id == RoundAdjustment.round_id)
        .join(Programme, Programme.id == AssessmentRound.programme_id)
        .where(
            RoundAdjustment.round_id.in_([row.round_id for row in rounds]),
            in_programme(viewer, AssessmentRound.programme_id),
            Programme.severity_shown,
        )
    )
    return {found.round_id: found.state for found in db.session.execute(statement)}


def _took_part(viewer: Viewer, round_ids: Mapping[int, AdjustmentState]) -> frozenset[int]:
    if viewer.producer_id is None:
        return frozenset()
    me = viewer.producer_id
    statement = select(RatingPair.round_id).where(
        RatingPair.round_id.in_(list(round_ids)), or_(RatingPair.rater_id == me, RatingPair.ratee_id == me)
    )
    return frozenset(db.session.scalars(statement.distinct()))


def _means(viewer: Viewer, rounds: Mapping[int, RoundRow], round_ids: Sequence[int], ratee_id: int | None) -> Means:
    statement = (
        select(RoundResult.round_id, RoundResult.ratee_id, ItemVersion.item_id, RoundResult.adjusted)
        .join(ItemVersion, ItemVersion.id == RoundResult.item_version_id)
        .join(Producer, Producer.id == RoundResult.ratee_id)
        .where(
            RoundResult.round_id.in_(list(round_ids)),
            RoundResult.adjusted.is_not(None),
            in_programme(viewer, Producer.programme_id),
        )
    )
    if ratee_id is not None:
        statement = statement.where(RoundResult.ratee_id == ratee_id)
    found: defaultdict[int, dict[tuple[int, int], PeerMean]] = defaultdict(dict)
    for round_id, ratee, item_id, adjusted in db.session.execute(statement):
        if adjusted is not None:
            found[round_id][ratee, item_id] = show_adjusted(adjusted, rounds[round_id].scale)
    return found


def _groups(viewer: Viewer, round_ids: Sequence[int]) -> dict[int, tuple[tuple[str, ...], ...]]:
    """The names of who can be compared with whom, group by group; no score and no mean."""
    statement = (
        select(AdjustmentGroup.round_id, AdjustmentGroup.number, Producer.name)
        .join(Producer, Producer.id == AdjustmentGroup.rater_id)
        .where(AdjustmentGroup.round_id.in_(list(round_ids)), in_programme(viewer, Producer.programme_id))
        .order_by(AdjustmentGroup.number, Producer.id)
    )
    found: defaultdict[int, defaultdict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for round_id, number, name in db.session.execute(statement):
        found[round_id][number].append(name)
    return {round_id: tuple(tuple(names) for names in groups.values()) for round_id, groups in found.items()}
