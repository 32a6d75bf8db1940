"""Who has not handed in to the rounds that are open: the raters of each round that are still waited for."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, select

from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import tokyo_day
from tracker.domain.rounds import RoundState
from tracker.models import AssessmentRound
from tracker.queries.prepared import ids_of, prepared, run
from tracker.queries.raters import list_hand_ins
from tracker.queries.scope import in_programme
from tracker.rows.assessments import AwaitedRaterRow


def list_awaited_raters(viewer: Viewer, today: date) -> tuple[AwaitedRaterRow, ...]:
    """By round and roster; nothing for whoever may not know. Who has left is no longer waited for."""
    if not viewer.sees_all(Act.HAND_INS):
        return ()
    return tuple(
        AwaitedRaterRow(
            round_id,
            name,
            tokyo_day(opened_at) if opened_at else due_on,
            due_on,
            f"{one.kind.value}/{one.account_id or one.name}"[:60],
            one.name,
        )
        for round_id, name, opened_at, due_on in run(_open_rounds(viewer), ids_of(viewer)).all()
        for one in list_hand_ins(viewer, round_id, today)
        if one.handed_in_at is None and not one.has_left
    )


@prepared
def _open_rounds(viewer: Viewer) -> Select[Any]:
    columns: tuple[Any, ...] = (AssessmentRound.id, AssessmentRound.name, AssessmentRound.opened_at, AssessmentRound.due_on)
    return (
        select(*columns)
        .where(
            in_programme(viewer, AssessmentRound.programme_id),
            AssessmentRound.state == RoundState.OPEN,
            AssessmentRound.ended_at.is_(None),
        )
        .order_by(AssessmentRound.id)
    )
